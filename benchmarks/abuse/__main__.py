"""Lists the scripts of this folder, or runs one: `python -m benchmarks.abuse kills --count 100`.

Run it at the top of the repository.
"""

from __future__ import annotations

import ast
import pkgutil
import runpy
import sys
from pathlib import Path

from benchmarks import abuse


def main() -> int:
    scripts = list_scripts()
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in scripts:
        for known, words in scripts.items():
            print(f"{known:18} {words.splitlines()[0]}")
        return int(name not in ("", "-h", "--help"))
    del sys.argv[1]
    runpy.run_module(f"{abuse.__name__}.{name.replace('-', '_')}", run_name="__main__", alter_sys=True)
    return 0


def list_scripts() -> dict[str, str]:
    """The modules that say how they are run, and what they say."""
    found = {}
    for module in (one for one in pkgutil.iter_modules(abuse.__path__) if not one.ispkg):
        name = module.name.replace("_", "-")
        words = ast.get_docstring(ast.parse(Path(abuse.__path__[0], f"{module.name}.py").read_text("utf-8"))) or ""
        if f"python -m {abuse.__name__} {name}" in words:
            found[name] = words
    return found


if __name__ == "__main__":
    sys.exit(main())

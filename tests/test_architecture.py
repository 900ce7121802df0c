"""Imports point one way, down the layers of the table below; docs/architecture.md draws them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "audiobook"
# From the top down. A package may import those of the layers below its own, and none beside it: what is in one layer
# does not know of each other.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("live", "studio"),
    ("commands", "checking", "sending", "serving"),
    ("pipeline",),
    ("production",),
    ("cluster", "hearing", "narration"),
    ("attribution", "casting", "publishing", "synthesis"),
    ("quotations",),
    ("album", "cast_file", "chapters", "engines", "fetching", "reading", "settings"),
    ("audio",),
    ("model",),
    ("text",),
    ("files", "web"),
    ("errors",),
)
# All that may lie loose beside the packages: the way in, the stages in order, and what truly everything needs.
LOOSE = {"__init__", "__main__", "errors", "pipeline"}
# Inside of a package the same: its folders and modules make no circle, which `test_no_circle` sees.
ONLY_IN_CLI = {"click", "rich"}


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> str:
    """The file's path as the failing tests name it."""
    return path.relative_to(PACKAGE).as_posix()


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return frozenset(found)


def test_no_module_lies_loose() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE


def test_every_package_has_its_layer() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert sorted([*packages, *LOOSE - {"__init__"}]) == sorted(name for layer in LAYERS for name in layer)


def test_imports_point_down_the_layers() -> None:
    layer_of = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    wrong = []
    for path in (source for source in sources() if source.parent != PACKAGE or source.stem in layer_of):
        used = {name.split(".")[1] for name in imports_of(path) if name.startswith("audiobook.")}
        above = sorted(other for other in used - {part_of(path)} if layer_of[other] <= layer_of[part_of(path)])
        wrong += [f"{place(path)} imports {other}" for other in above]
    assert wrong == []


def test_no_circle() -> None:
    """Neither modules nor folders import each other in a circle, at any depth of the tree."""
    circles = []
    for folder in [PACKAGE, *sorted(path.parent for path in PACKAGE.rglob("*/__init__.py"))]:
        arrows = arrows_in(folder)
        circles += [f"{folder.name}: {start} leads back to itself" for start in arrows if start in below(start, arrows)]
    assert circles == []


def arrows_in(folder: Path) -> dict[str, set[str]]:
    """What each module or folder right in a folder imports of those beside it, by name."""
    prefix = ".".join(("audiobook", *folder.relative_to(PACKAGE).parts))
    modules = {path.stem if path.is_file() else path.name for path in folder.iterdir()} - {"__init__"}
    arrows: dict[str, set[str]] = {name: set() for name in modules}
    for path in sorted(folder.rglob("*.py")):
        inner = path.relative_to(folder).with_suffix("").parts[0]
        for name in full_imports_of(path):
            if name.startswith(f"{prefix}.") and inner != "__init__":
                arrows[inner] |= ({name.removeprefix(f"{prefix}.").split(".")[0]} & modules) - {inner}
    return arrows


def full_imports_of(path: Path) -> set[str]:
    """The modules and names that a file imports, whole: `from audiobook.x import y` is "audiobook.x.y"."""
    statements = (node for node in nodes_of(path) if isinstance(node, ast.ImportFrom) and node.module)
    return {f"{node.module}.{alias.name}" for node in statements for alias in node.names}


def below(start: str, arrows: dict[str, set[str]]) -> set[str]:
    """All that a module leads to by its imports, over any number of steps."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = arrows[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def test_only_the_model_has_a_face() -> None:
    """Everything else is imported from the module that defines it, so that a name is found where its import says."""
    faces = [path for path in PACKAGE.rglob("__init__.py") if path.parent.name != "model"]
    lists = [place(path) for path in faces if any(_is_list_of_names(node) for node in nodes_of(path))]
    assert lists == []


def test_the_model_shows_only_what_is_used() -> None:
    shown = {name for name in full_imports_of(PACKAGE / "model" / "__init__.py") if ".model." in name}
    used = {name.removeprefix("audiobook.model.") for path in sources() for name in full_imports_of(path)}
    assert sorted(name for name in shown if name.rpartition(".")[2] not in used) == []


# Folders of tests that are not about one package: helpers, cases as data, and what people do with all of it.
OTHER_TEST_FOLDERS = {"cases", "crashing", "fuzzing", "golden", "sessions"}


def test_tests_mirror_the_packages() -> None:
    tests = Path(__file__).parent
    folders = {path.parent.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")} - {"."}
    packages = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")}
    assert {folder for folder in folders if folder.split("/")[0] not in OTHER_TEST_FOLDERS} - packages == set()


# Past participles that do not end in "ed". Those that are also infinitives ("read", "split", "set") are left out.
IRREGULAR_PARTICIPLES = frozenset(
    "begun bound built chosen done drawn found given gone heard held kept known laid left made meant paid said sent "
    "shown spoken taken thrown told written".split()
)
VERBS_IN_ED = frozenset("embed feed need seed speed".split())


def test_functions_are_verbs_or_nouns() -> None:
    """A participle ("removed") does not say whether a function removes something or only answers; a verb does."""
    wrong = []
    for path in sources():
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_property(node):
                first, _, rest = node.name.strip("_").partition("_")
                regular = first.endswith("ed") and first not in VERBS_IN_ED
                # "expected_tags" is a noun with its adjective.
                if not rest and (regular or first in IRREGULAR_PARTICIPLES):
                    wrong.append(f"{place(path)}: {node.name}")
    assert wrong == []


def is_property(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id == "property" for decorator in function.decorator_list)


def _is_list_of_names(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets)


def test_only_the_command_line_prints_and_exits() -> None:
    wrong: dict[str, set[str]] = {}
    for path in (one for one in sources() if part_of(one) != "cli"):
        calls = {node.func.id for node in nodes_of(path)
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        libraries = {name.split(".")[0] for name in imports_of(path)}
        wrong[place(path)] = calls & {"print", "exit", "quit"} | libraries & ONLY_IN_CLI
    assert {path: names for path, names in wrong.items() if names} == {}


# Where output goes through, so that what stands in a story or a file's name is shown and never obeyed.
# The process says in words of its own how it ends, also before anything else of the program is there.
PRINTERS = {"cli/terminal.py", "cli/console.py", "cli/process.py"}
PRINTING = re.compile(
    r"click\.(s?echo|confirm|prompt|pause|progressbar|echo_via_pager)\b|rich\.(console|print)|from rich import"
    r"|(?<![.\w])print\(|std(out|err)\.(write|buffer)|logging\.(StreamHandler|basicConfig)|print_exc\b|\.show\(\)"
)


def test_all_output_goes_through_one_place() -> None:
    wrong: dict[str, list[str]] = {}
    for path in (one for one in sources() if place(one) not in PRINTERS):
        # Only a file that has such words somewhere can have them in its code: putting code together takes its time.
        if PRINTING.search(path.read_text("utf-8")):
            code = ast.unparse(_without_docstrings(ast.parse(path.read_text("utf-8"))))
            wrong[place(path)] = [found.group() for found in PRINTING.finditer(code)]
    assert {path: calls for path, calls in wrong.items() if calls} == {}


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return tree


def test_a_file_stays_readable() -> None:
    lines = {place(path): len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_only_the_settings_read_the_environment() -> None:
    readers = {part_of(path) for path in sources() if re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))}
    assert readers <= {"settings", "engines"}


def test_links_are_followed_in_one_place() -> None:
    """`Path.resolve` raises RuntimeError on Python 3.11 where a link leads to itself."""
    followers = {path.name for path in sources() if ".resolve()" in path.read_text("utf-8")}
    assert followers == set()

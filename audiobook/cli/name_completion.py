"""Completes names with the Tab key, where Python has readline (not on Windows)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType

from audiobook.text.folding import fold_name

# macOS has a readline that is called the same, but is set up in words of its own.
LIBEDIT = "libedit"


def find_completions(typed: str, names: Iterable[str]) -> list[str]:
    """The names that begin like what is typed, each once; behind a comma, the last name goes on.

    >>> find_completions("mr", ["Ann", "Mr. Ash", "Mr. Ash"])
    ['Mr. Ash']
    >>> find_completions("1, a", ["Ann", "Mr. Ash"])
    ['1, Ann']
    """
    before, comma, last = typed.rpartition(",")
    head = f"{before}, " if comma else ""
    begun = fold_name(last.strip())
    return [head + name for name in dict.fromkeys(names) if begun and fold_name(name).startswith(begun)]


@contextmanager
def complete_names(names: Iterable[str]) -> Iterator[None]:
    """While the block runs, Tab completes these names in everything that is typed."""
    readline = _import_readline()
    if readline is None:
        yield
        return
    known = list(names)

    def complete(typed: str, state: int) -> str | None:
        found = find_completions(typed, known)
        return found[state] if state < len(found) else None

    former = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims("")
    readline.parse_and_bind("bind ^I rl_complete" if LIBEDIT in (readline.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(former[0])
        readline.set_completer_delims(former[1])


def _import_readline() -> ModuleType | None:
    try:
        import readline
    except ImportError:
        return None
    return readline

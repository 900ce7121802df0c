"""The Tab key completes names."""

from __future__ import annotations

import pytest

from audiobook.cli.name_completion import complete_names, find_completions

NAMES = ("Ann", "Anna Ash", "Mr. Ash", "Élise", "Ann")
CASES = {
    "an": ["Ann", "Anna Ash"],
    "anna ": ["Anna Ash"],
    "MR": ["Mr. Ash"],
    "éli": ["Élise"],
    "1,an": ["1, Ann", "1, Anna Ash"],
    "1, 2, mr. a": ["1, 2, Mr. Ash"],
    "": [],
    "1": [],
}


@pytest.mark.parametrize(("typed", "found"), CASES.items(), ids=CASES.keys())
def test_a_name_is_completed_from_its_beginning(typed: str, found: list[str]) -> None:
    assert find_completions(typed, NAMES) == found


def test_tab_is_as_it_was_afterwards() -> None:
    readline = pytest.importorskip("readline")
    before = readline.get_completer(), readline.get_completer_delims()
    with complete_names(NAMES):
        complete = readline.get_completer()
        assert [complete("an", state) for state in range(3)] == ["Ann", "Anna Ash", None]
    assert (readline.get_completer(), readline.get_completer_delims()) == before


def test_without_readline_nothing_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "readline", None)
    with complete_names(NAMES):
        pass

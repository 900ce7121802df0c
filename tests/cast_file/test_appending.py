"""Lines that are added to a cast file as text: the same as when the whole file is taken apart, and never elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.cast_file import applying
from audiobook.cast_file.applying import apply_edits, undo_last_edit
from audiobook.cast_file.edits import SetSpeaker
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import LineCorrection

FIRST = LineCorrection("No.", "Ann", 1, 2)
NEW = LineCorrection('“So”, he said: "\\#[[line]]"', "Bea", 3, 4, quotation=2)
LINE = '[[line]]\ntext = "No."\nspeaker = "Ann"\nchapter = 1\nparagraph = 2\n'
ODD_FILES = {
    "nothing": "",
    "no line yet": '[cast]\nAnn = "reed" # mine\n',
    "lines last": f"# top\n{LINE}",
    "no line end": f"# top\n{LINE}".rstrip(),
    "comment below": f"{LINE}\n# my own words\n",
    "tables below": f'{LINE}\n# about genders\n[gender]\nAnn = "female"\n\n[[take]]\ntext = "No."\ntake = 1\n',
    "a header in a text": f'{LINE}\n[pronounce]\nAnn = "an"\n[story]\ntitle = """\n[[line]]\ntext = 1\n"""\n',
    "a text of several lines": '[[line]]\nspeaker = "Ann"\ntext = """\nNo.\n# not a comment\n\n"""\n',
    "line ends of Windows": f"# top\n{LINE}".replace("\n", "\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("text", ODD_FILES.values(), ids=ODD_FILES)
def test_a_new_line_comes_last_and_all_else_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cast.toml"
    path.write_bytes(text.encode())
    before = read_cast_file(path)
    applied = apply_edits(path, [SetSpeaker(NEW)])
    assert [change.after for change in applied.changes] == ["Bea"]
    after = read_cast_file(path)
    assert [(one.text, one.speaker) for one in after.lines] == [
        *((one.text, one.speaker) for one in before.lines), (NEW.text, "Bea"),
    ]  # fmt: skip
    assert (after.genders, after.story) == (before.genders, before.story)
    assert [take.settings for take in after.takes] == [take.settings for take in before.takes]
    kept = {row for row in text.splitlines() if row.startswith("#")}
    assert kept <= set(path.read_text("utf-8").splitlines())
    assert undo_last_edit(path)
    assert [one.text for one in read_cast_file(path).lines] == [one.text for one in before.lines]


def test_lines_are_added_without_taking_the_file_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cast.toml"
    apply_edits(path, [SetSpeaker(FIRST)])
    monkeypatch.setattr(applying, "list_changes", lambda *_: pytest.fail("the whole file was taken apart"))
    apply_edits(path, [SetSpeaker(NEW), SetSpeaker(LineCorrection("Yes.", "Ann"))])
    assert [one.speaker for one in read_cast_file(path).lines] == ["Ann", "Bea", "Ann"]


def test_a_line_that_is_there_gets_its_new_speaker(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    apply_edits(path, [SetSpeaker(FIRST)])
    apply_edits(path, [SetSpeaker(LineCorrection("No.", "Bea", 1, 2)), SetSpeaker(NEW)])
    assert [one.speaker for one in read_cast_file(path).lines] == ["Bea", "Bea"]

"""The [[take]] entries of a cast file: what they may say, how mistakes are told, and how commands edit them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.cast_file.applying import apply_edits, undo_last_edit
from audiobook.cast_file.line_takes import LineTake, TakeSettings
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.take_edits import SetTake
from audiobook.errors import InputError
from audiobook.model.deliveries import DELIVERY_WORDS, find_delivery_word

WELL = """\
# Mine.
[[take]]
text = "It is late."
chapter = 3
paragraph = 14
quotation = 2
take = 0
delivery = "Whispered"  # very
pause_before = 800
pause_after = 0

[[take]]
text = "No."
delivery = "read aloud"
"""
TAKE = "[[take]]\ntext = 'No.'\n"
# What is wrong; the file; what is told.
MISTAKES = {
    "one bracket": ("[take]\ntext = 'No.'\n", "line 1: write [[take]] with two brackets"),
    "entries that are no tables": ("take = [1]\n", "line 1: write each line below its own [[take]]"),
    "no text": ("[[take]]\ntake = 2\n", "line 1: this take has no 'text'; its text says which line is meant"),
    "nothing set": (f"{TAKE}take = 2\n\n{TAKE}chapter = 3\n", "line 5: this take changes nothing; give take, "),
    "a wrong key": (f"{TAKE}delivry = 'plain'\n", "line 3: a take has no 'delivry'; did you mean 'delivery'?"),
    "a wrong delivery": (f"{TAKE}delivery = 'wisper'\n", "line 3: there is no delivery 'wisper'; did you mean 'whi"),
    "a number for a delivery": (f"{TAKE}delivery = 3\n", "line 3: delivery must be a text in quotes"),
    "a text for a take": (f"{TAKE}take = 'next'\n", "line 3: take must be a number"),
    "a take below the first": (f"{TAKE}take = -1\n", "line 3: take must be a number"),
    "too many takes": (f"{TAKE}take = 100\n", "line 3: take must be a number, 0 to 99"),
    "true for a take": (f"{TAKE}take = true\n", "line 3: take must be a number"),
    "a pause in words": (f"{TAKE}pause_before = 'long'\n", "line 3: pause_before must be milliseconds, 0 to 60000"),
    "a pause without end": (f"{TAKE}pause_after = 99999\n", "line 3: pause_after must be milliseconds, 0 to 60000"),
    "no words": (f"{TAKE}say = 'red'\n", "line 3: say must be words with their pronunciation: say = {read = "),
    "no word at all": (f"{TAKE}say = {{}}\n", "line 3: say: there is no word in it"),
    "a word of another line": (f"{TAKE}say = {{read = 'red'}}\n", "line 3: say: 'read' is not among the words of "),
    "a word that is there once": (f"{TAKE}say = {{'no:2' = 'know'}}\n", "line 3: say: 'no:2' is not among the words"),
    "two words": (f"{TAKE}say = {{'No no' = 'know'}}\n", "line 3: say: 'No no' is not a single word"),
    "an unknown sound": (f"{TAKE}say = {{No = '/n%/'}}\n", "line 3: say: No: '%' (character 2) is not a known sound"),
    "a word without a sound": (f"{TAKE}say = {{No = ' '}}\n", "line 3: say: No: write the pronunciation in quotes"),
    "no number for a chapter": (f"{TAKE}take = 1\nchapter = 'one'\n", "line 4: chapter must be a number"),
}  # fmt: skip


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cast.toml"
    path.write_text(text, "utf-8")
    return path


def test_entries_are_read(tmp_path: Path) -> None:
    assert read_cast_file(written(tmp_path, WELL)).takes == (
        LineTake("It is late.", TakeSettings(0, "whisper", 800, 0), 3, 14, 2, row=2),
        LineTake("No.", TakeSettings(delivery="read aloud"), row=12),
    )


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_errors_name_their_line(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_cast_file(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_delivery_may_be_written_by_its_word_or_by_its_name() -> None:
    assert {find_delivery_word(name) for name in DELIVERY_WORDS.values()} == set(DELIVERY_WORDS)
    assert {find_delivery_word(f" {word.upper()} ") for word in DELIVERY_WORDS} == set(DELIVERY_WORDS)
    assert find_delivery_word("loud") == ""


# The edits of a file, and the entries that it then has.
LATE = "It is late."
LATE_ENTRY = (LATE, TakeSettings(0, "whisper", 800, 0))
NO_ENTRY = ("No.", TakeSettings(delivery="read aloud"))
EDITS: dict[str, tuple[list[SetTake], list[tuple[str, TakeSettings]]]] = {
    "a new line": ([SetTake("Yes.", (("take", 2), ("pause_after", 5)), 1, 2)],
                   [LATE_ENTRY, NO_ENTRY, ("Yes.", TakeSettings(2, "", None, 5))]),
    "one setting of several": ([SetTake(LATE, (("take", 4), ("delivery", None)), 3, 14, 2)],
                               [(LATE, TakeSettings(4, "", 800, 0)), NO_ENTRY]),
    "the last setting of a line": ([SetTake("No.", (("delivery", None),))], [LATE_ENTRY]),
    "all of them": ([SetTake("No.", (("delivery", None),)),
                     SetTake(LATE, tuple((key, None) for key in TakeSettings.__slots__), 3, 14, 2)], []),
    "words": ([SetTake("No.", (("say", (("No", "know"), ("no:1", "naw"))),))],
              [LATE_ENTRY, ("No.", TakeSettings(delivery="read aloud", say=(("No", "know"), ("no:1", "naw"))))]),
    "a line of another position": ([SetTake("No.", (("take", 1),), 7)],
                                   [LATE_ENTRY, NO_ENTRY, ("No.", TakeSettings(1))]),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_applied_and_taken_back(
    tmp_path: Path, edits: list[SetTake], expected: list[tuple[str, TakeSettings]]
) -> None:
    path = written(tmp_path, WELL)
    before = read_cast_file(path).takes
    applied = apply_edits(path, edits)
    assert len(applied.changes) == len(edits)
    assert [(one.text, one.settings) for one in read_cast_file(path).takes] == expected
    assert path.read_text("utf-8").startswith("# Mine.")
    undone = undo_last_edit(path)
    assert undone is not None
    assert not undone.left
    assert {(one.text, one.settings, one.chapter) for one in read_cast_file(path).takes} == {
        (one.text, one.settings, one.chapter) for one in before
    }


def test_undo_leaves_what_was_changed_since(tmp_path: Path) -> None:
    path = written(tmp_path, WELL)
    apply_edits(path, [SetTake("No.", (("take", 1),))])
    path.write_text(path.read_text("utf-8").replace("take = 1", "take = 7"), "utf-8")
    undone = undo_last_edit(path)
    assert undone is not None
    assert [change.name for change in undone.left] == ["No."]
    assert "take = 7" in path.read_text("utf-8")


def test_an_edit_that_changes_nothing_is_none(tmp_path: Path) -> None:
    path = written(tmp_path, WELL)
    assert apply_edits(path, [SetTake(LATE, (("take", 0),), 3, 14, 2)]).changes == ()
    assert path.read_text("utf-8") == WELL

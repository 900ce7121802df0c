"""Lines named in the cast file are found again, also after the story was edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.attribution.corrections import attribute_quotes
from audiobook.attribution.locate_lines import match_corrections
from audiobook.cast_file.values import CastFile, LineCorrection
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Manuscript, Script
from audiobook.quotations.script import build_script

STORY = (
    "Chapter 1\n\nBea Marlow and Tom Ashby sat in the kitchen. She smiled at him.\n\n"
    "“It is late,” said Bea.\n\n“Yes.”\n\n"
    "“Then we ought to go to bed, Tom.”\n\nChapter 2\n\nTom came in.\n\n“Yes.”\n\n"
    "“I never thought that it would rain like this in *June*.”\n"
)
# What it is about; the line; where it is found (chapter, paragraph), or what is said of it.
LINES = {
    "as written": (LineCorrection("It is late,", "Tom"), (1, 3)),
    "without its marks": (LineCorrection("then we ought to go to bed Tom", "Tom"), (1, 5)),
    "its beginning": (LineCorrection("I never thought", "Tom"), (2, 4)),
    "a word changed since": (LineCorrection("I always thought that it would rain like this in May.", "Tom"), (2, 4)),
    "one of two, by its place": (LineCorrection("Yes.", "Tom", 2, 1), (2, 3)),
    "the other, by its place": (LineCorrection("Yes.", "Tom", 1, 9), (1, 4)),
    "its chapter is gone": (LineCorrection("Yes.", "Tom", 7, 2), (2, 3)),
    "one of two, without a place": (LineCorrection("Yes.", "Tom"), "this is said 2 times"),
    "nobody says it": (LineCorrection("The moon is made of green cheese.", "Tom"), "nobody says this"),
    "too short to be like another": (LineCorrection("Yess", "Tom"), "nobody says this"),
}


def scripted(text: str = STORY) -> Script:
    return build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES.keys())
def test_match_corrections_finds_a_line(line: LineCorrection, expected: tuple[int, int] | str) -> None:
    script = scripted()
    found = match_corrections([line], script)
    if isinstance(expected, str):
        assert not found.speakers
        assert expected in found.unmatched[0][1]
    else:
        spans = [span for span, _ in found.speakers]
        assert [(one.chapter, one.paragraph) for one in script.segments if one.span in spans] == [expected]


def test_two_entries_with_the_same_text_match_two_lines() -> None:
    found = match_corrections([LineCorrection("Yes.", "Tom", 1, 3), LineCorrection("Yes.", "Bea", 1, 3)], scripted())
    assert [speaker for _, speaker in found.speakers] == ["Tom", "Bea"]
    assert not found.unmatched


def test_a_correction_wins_and_survives_an_edit() -> None:
    line = LineCorrection("Then we ought to go to bed, Tom.", "Nurse", 1, 4)
    longer = STORY.replace("Chapter 1\n\n", "Chapter 1\n\nIt rained.\n\n“So it does,” said Bea.\n\n")
    edited = longer.replace("ought to", "should")
    for text in (STORY, edited):
        result, missing = attribute_quotes(scripted(text), CastFile(lines=(line,)))
        said = next(one for one in result.script.segments if "go to bed" in one.text)
        assert (said.speaker, said.confidence, said.evidence) == ("Nurse", 1.0, "correction")
        assert "Nurse" in {one.name for one in result.characters}
        assert not missing


def test_a_correction_may_use_an_alias() -> None:
    said = CastFile(aliases=(("Mrs. Ashby", "Bea"),), lines=(LineCorrection("It is late,", "Mrs. Ashby"),))
    result, _ = attribute_quotes(scripted(), said)
    late = next(one for one in result.script.segments if "late" in one.text)
    assert late.speaker == "Bea"


def test_corrections_change_no_text() -> None:
    script = scripted()
    result, _ = attribute_quotes(script, CastFile(lines=(LineCorrection("It is late,", "Tom"),)))
    assert [one.span for one in result.script.segments] == [one.span for one in script.segments]
    assert all(one.speaker is None for one in result.script.segments if not one.kind.is_speech)

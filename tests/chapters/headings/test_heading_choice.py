"""Which of the lines that read like headings open chapters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audiobook.chapters.headings.patterns import parse_heading
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Chapter, Kind, Manuscript, Metadata, Section, SectionRole, Span
from audiobook.text.numerals import parse_whole_number

PROSE = "It was raining on the harbour, and nobody had thought to bring the boats in before the evening came.\n\n"


def chapters_of(text: str, wish: SplitOptions | None = None, sections: tuple[Section, ...] = ()) -> tuple[Chapter, ...]:
    manuscript = Manuscript(Path("story.txt"), text, sections=sections)
    return split_chapters(manuscript, wish or SplitOptions()).chapters


def names(text: str, wish: SplitOptions | None = None) -> list[tuple[str, str]]:
    return [(chapter.label, chapter.title) for chapter in chapters_of(text, wish)]


def book(*headings: str) -> str:
    return "".join(f"{heading}\n\n{PROSE}" for heading in headings)


SHAPES = [
    (("Chapter 1", "Chapter 2"), [("Chapter 1", ""), ("Chapter 2", "")]),
    (("1. Chapter 1", "2. Chapter 2"), [("Chapter 1", ""), ("Chapter 2", "")]),
    (("–– CHAPTER 14 ––", "–– CHAPTER 15 ––"), [("Chapter 14", ""), ("Chapter 15", "")]),
    (("**Chapter 5**", "**Chapter 6**"), [("Chapter 5", ""), ("Chapter 6", "")]),
    (("Chapter One", "Chapter Two"), [("Chapter 1", ""), ("Chapter 2", "")]),
    (("Ch. 7 - Home", "Ch. 8 - Away"), [("Chapter 7", "Home"), ("Chapter 8", "Away")]),
    (("Chapter IV", "Chapter V"), [("Chapter 4", ""), ("Chapter 5", "")]),
    (("Prologue", "Chapter 1", "Interlude: Rain", "Chapter 2", "Epilogue"),
     [("Prologue", ""), ("Chapter 1", ""), ("Interlude", "Rain"), ("Chapter 2", ""), ("Epilogue", "")]),
    (("Chapter 1", "Chapter 2", "Omake"), [("Chapter 1", ""), ("Chapter 2", ""), ("Omake", "")]),
    (("Chapter 25 ~ Snow", "Chapter 26 ~ Thaw"), [("Chapter 25", "Snow"), ("Chapter 26", "Thaw")]),
    (("I", "II", "III"), [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    (("1", "2", "3"), [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    (("One", "Two", "Three"), [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    (("1. The Oven", "2. The Flour", "3. Bread"), [("", "The Oven"), ("", "The Flour"), ("", "Bread")]),
    (("PART ONE", "PART TWO"), [("Part 1", ""), ("Part 2", "")]),
    (("CHAPTER I\n\nTHE SEA", "CHAPTER II\n\nTHE SHORE"), [("Chapter 1", "THE SEA"), ("Chapter 2", "THE SHORE")]),
    (("Chapter 1", "Chapter 1.5 - The Barn", "Chapter 2"),
     [("Chapter 1", ""), ("Chapter 1.5", "The Barn"), ("Chapter 2", "")]),
    (("Chapter 1.9", "Chapter 1.10", "Chapter 2.1"), [("Chapter 1.9", ""), ("Chapter 1.10", ""), ("Chapter 2.1", "")]),
    (("Chapter 1a", "Chapter 1b", "Chapter 2 (1/2)", "Chapter 2 (2/2)"),
     [("Chapter 1a", ""), ("Chapter 1b", ""), ("Chapter 2 (1/2)", ""), ("Chapter 2 (2/2)", "")]),
    (("[Chapter 001] Start", "[Chapter 002] Mill"), [("Chapter 1", "Start"), ("Chapter 2", "Mill")]),
    (("Letter 1", "Letter 2", "Letter 3"), [("Letter 1", ""), ("Letter 2", ""), ("Letter 3", "")]),
    (("Stave One", "Stave Two", "Stave Three"), [("Stave One", ""), ("Stave Two", ""), ("Stave Three", "")]),
    (("FIRST ACT", "SECOND ACT"), [("First Act", ""), ("Second Act", "")]),
    (("FIRST ACT\n\nSCENE", "SECOND ACT\n\nSCENE"), [("First Act", ""), ("Second Act", "")]),
    (("SCENE I", "SCENE II", "SCENE III"), [("Scene I", ""), ("Scene II", ""), ("Scene III", "")]),
    (("FIRST ACT", "SECOND ACT", "THIRD ACT"), [("First Act", ""), ("Second Act", ""), ("Third Act", "")]),
    (("Erstes Kapitel", "Zweites Kapitel", "Drittes Kapitel"),
     [("Erstes Kapitel", ""), ("Zweites Kapitel", ""), ("Drittes Kapitel", "")]),
    (("Глава 1", "Глава 2", "Глава 3"), [("Глава 1", ""), ("Глава 2", ""), ("Глава 3", "")]),
    (("第一章", "第二章", "第三章"), [("第一章", ""), ("第二章", ""), ("第三章", "")]),
    (("I\nTHE SEA", "II\nTHE SHORE"), [("Chapter 1", "THE SEA"), ("Chapter 2", "THE SHORE")]),
    (("1", "1.5", "2", "2.5"), [("Chapter 1", ""), ("Chapter 1.5", ""), ("Chapter 2", ""), ("Chapter 2.5", "")]),
    (("1. Rain", "1.5. Sun", "2. Ice"), [("", "Rain"), ("", "Sun"), ("", "Ice")]),
    (("1a", "1b", "2a"), [("Chapter 1a", ""), ("Chapter 1b", ""), ("Chapter 2a", "")]),
    (("(1)", "(2)", "(3)"), [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    (("#1 Rain", "#2 Sun", "#3 Ice"), [("", "Rain"), ("", "Sun"), ("", "Ice")]),
    (("Ep. 1 Rain", "Ep. 2 Sun"), [("Episode 1", "Rain"), ("Episode 2", "Sun")]),
    (("1. Kapitel", "2. Kapitel", "3. Kapitel"), [("1. Kapitel", ""), ("2. Kapitel", ""), ("3. Kapitel", "")]),
    (("Пролог", "Глава первая", "Глава вторая", "Эпилог"),
     [("Пролог", ""), ("Глава 1", ""), ("Глава 2", ""), ("Эпилог", "")]),
    (("Prolog", "Erstes Kapitel", "Zweites Kapitel", "Drittes Kapitel", "Nachwort"),
     [("Prolog", ""), ("Erstes Kapitel", ""), ("Zweites Kapitel", ""), ("Drittes Kapitel", ""), ("Nachwort", "")]),
    (("제1장", "제2장", "제3장"), [("제1장", ""), ("제2장", ""), ("제3장", "")]),
    (("Chapter 1", "Chapter 2", "Conclusion", "Appendix"),
     [("Chapter 1", ""), ("Chapter 2", ""), ("Conclusion", ""), ("Appendix", "")]),
    (("Chapter the First", "Chapter the Second", "Chapter the Last"),
     [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter last", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "expected"), SHAPES, ids=lambda value: str(value)[:40])
def test_every_shape_of_heading_opens_its_chapter(headings: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert names(book(*headings)) == expected


@pytest.mark.parametrize("headings", [shape for shape, _ in SHAPES], ids=lambda value: str(value)[:40])
def test_a_list_of_contents_never_makes_chapters(headings: tuple[str, ...]) -> None:
    if len(headings) < 3:
        pytest.skip("two lines are no list")
    listed = "Contents\n\n" + "\n".join(heading.replace("\n\n", " ") for heading in headings) + "\n\n\n"
    assert names(listed + book(*headings)) == names(book(*headings))


def test_numbers_that_go_on_decide() -> None:
    text = book("Chapter 1", "Chapter 2", "Chapter 9", "Chapter 3", "Chapter 4")
    assert [label for label, _ in names(text)] == ["Chapter 1", "Chapter 2", "Chapter 3", "Chapter 4"]


def test_a_missing_number_is_no_reason_to_lose_the_rest() -> None:
    assert [label for label, _ in names(book("Chapter 1", "Chapter 2", "Chapter 4", "Chapter 5"))] == [
        "Chapter 1", "Chapter 2", "Chapter 4", "Chapter 5",
    ]  # fmt: skip


def test_a_lone_number_is_no_chapter() -> None:
    assert names(PROSE + "7\n\n" + PROSE) == [("", "")]


def test_years_are_no_chapters() -> None:
    assert names(PROSE + "1914\n\n" + PROSE + "1918\n\n" + PROSE) == [("", "")]


def test_parts_start_the_count_again_and_name_their_chapters() -> None:
    chapters = chapters_of(book("VOLUME I\n\nChapter 1", "Chapter 2", "VOLUME II\n\nChapter 1", "Chapter 2"))
    assert [chapter.display_name for chapter in chapters] == [
        "Volume 1, Chapter 1", "Volume 1, Chapter 2", "Volume 2, Chapter 1", "Volume 2, Chapter 2",
    ]  # fmt: skip
    assert [block.kind for block in chapters[2].blocks[:2]] == [Kind.HEADING, Kind.HEADING]


def test_story_before_the_first_heading_is_kept() -> None:
    chapters = chapters_of(PROSE * 2 + book("Chapter 1", "Chapter 2"))
    assert len(chapters[0].story_blocks) == 3
    long = chapters_of(PROSE * 40 + book("Chapter 1", "Chapter 2"))
    assert [chapter.title or chapter.label for chapter in long] == ["Opening", "Chapter 1", "Chapter 2"]


def test_a_person_can_say_where_chapters_begin() -> None:
    text = book("~ Morning ~", "~ Noon ~")
    assert names(text) == [("", "")]
    assert [title for _, title in names(text, SplitOptions(split_at=re.compile(r"^~ \w+ ~$")))] == [
        "~ Morning ~",
        "~ Noon ~",
    ]


def test_a_person_can_say_that_there_is_one_chapter() -> None:
    (chapter,) = chapters_of(book("Chapter 1", "Chapter 2"), SplitOptions(single_chapter=True))
    assert [block.kind for block in chapter.blocks] == [Kind.HEADING, Kind.NARRATION] * 2


def test_what_the_file_says_comes_before_what_lines_look_like() -> None:
    text = "Rain\n\nChapter 9\n\nIt fell.\n\nSun\n\nIt shone.\n"
    marks = tuple(
        Section(SectionRole.CHAPTER, Span(text.index(title), text.index(title) + len(title)), title)
        for title in ("Rain", "Sun")
    )
    assert [chapter.title for chapter in chapters_of(text, sections=marks)] == ["Rain", "Sun"]


def test_the_highest_level_of_heading_that_comes_twice_opens_chapters() -> None:
    text = "Book\n\nRain\n\nIt fell.\n\nDrops\n\nMany.\n\nSun\n\nIt shone.\n"
    levels = (("Book", 1), ("Rain", 2), ("Drops", 3), ("Sun", 2))
    marks = tuple(
        Section(SectionRole.HEADING, Span(text.index(title), text.index(title) + len(title)), title, level)
        for title, level in levels
    )
    assert [chapter.title for chapter in chapters_of(text, sections=marks)] == ["Rain", "Sun"]


@pytest.mark.parametrize(
    "line",
    [
        "“Chapter 3,” she said.",
        "Chapter 3 was her favourite.",
        "He had read chapter 3 twice.",
        "I",
        "1914.",
        "Part of it",
    ],
)
def test_a_heading_inside_a_sentence_is_prose(line: str) -> None:
    assert len(chapters_of(book("Chapter 1", "Chapter 2") + line + "\n\n" + PROSE)) == 2


@pytest.mark.parametrize(
    ("written", "number"),
    [("IV", 4), ("xlix", 49), ("MCM", 1900), ("Twenty-One", 21), ("one hundred and two", 102), ("3", 3), ("IIII", 4),
     ("Ann", None), ("", None), ("first", 1), ("ninetieth", 90)],
)  # fmt: skip
def test_numbers_in_any_writing(written: str, number: int | None) -> None:
    assert parse_whole_number(written) == number


def test_a_long_line_is_no_heading() -> None:
    assert parse_heading("Chapter 3: " + "x" * 400) is None


def test_a_tag_is_no_part_of_a_title() -> None:
    heading = parse_heading("Chapter 1: <i>One</i>")
    assert heading is not None
    assert heading.title == "One"


def test_a_part_before_the_number_is_the_chapters_part() -> None:
    text = book("Arc 1, Chapter 1", "Arc 1, Chapter 2", "Arc 2, Chapter 1", "Arc 2, Chapter 2")
    assert [chapter.display_name for chapter in chapters_of(text)] == [
        "Arc 1, Chapter 1",
        "Arc 1, Chapter 2",
        "Arc 2, Chapter 1",
        "Arc 2, Chapter 2",
    ]


def test_a_stray_year_does_not_sink_a_books_numerals() -> None:
    text = "THE WEIR\n\nMCMIX\n\nPREFACE\n\n" + PROSE + book("I", "II", "III")
    assert names(text) == [("Preface", ""), ("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]


def test_what_is_counted_before_the_chapters_is_counted_too() -> None:
    text = book("Letter 1", "Letter 2", "Chapter 1", "Chapter 2")
    assert [label for label, _ in names(text)] == ["Letter 1", "Letter 2", "Chapter 1", "Chapter 2"]


def test_lines_that_count_with_nothing_below_are_no_chapters() -> None:
    text = "Level 1\n\nLevel 2\n\nLevel 3\n\n" + PROSE * 20
    assert len(chapters_of(text)) == 1


def headed(*headings: tuple[str, int]) -> tuple[str, tuple[Section, ...]]:
    """A book of these headings with their levels; a tale stands below those of level 2 and more."""
    text, marks = "", []
    for title, level in headings:
        marks.append(Section(SectionRole.HEADING, Span(len(text), len(text) + len(title)), title, level))
        text += f"{title}\n\n" + (PROSE if level > 1 else "")
    return text, tuple(marks)


LEVELS = [
    pytest.param(
        (("The Weir", 1), ("The Weir", 1), ("Chapter 1", 2), ("Chapter 2", 2)), ["Chapter 1", "Chapter 2"],
        id="a title that stands twice",
    ),
    pytest.param(
        (("Rain", 1), ("Chapter 1", 2), ("Chapter 2", 2), ("Sun", 1), ("Chapter 1", 2), ("Chapter 2", 2)),
        ["Rain, Chapter 1", "Rain, Chapter 2", "Sun, Chapter 1", "Sun, Chapter 2"],
        id="parts above chapters",
    ),
    pytest.param(
        (("Chapter 1", 2), ("Scene 1", 3), ("Scene 2", 3), ("Chapter 2", 2), ("Scene 1", 3), ("Scene 2", 3)),
        ["Chapter 1", "Chapter 2"],
        id="scenes below chapters",
    ),
    pytest.param(
        (("The Oven", 2), ("I", 3), ("II", 3), ("The Flour", 2), ("I", 3), ("II", 3)), ["The Oven", "The Flour"],
        id="numbered sections of stories",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "expected"), LEVELS)
def test_chapters_are_chosen_by_what_lies_below_their_headings(
    headings: tuple[tuple[str, int], ...], expected: list[str]
) -> None:
    text, marks = headed(*headings)
    assert [chapter.display_name for chapter in chapters_of(text, sections=marks)] == expected


def test_chapters_may_be_counted_down() -> None:
    assert [label for label, _ in names(book("Chapter 3", "Chapter 2", "Chapter 1"))] == [
        "Chapter 3", "Chapter 2", "Chapter 1",
    ]  # fmt: skip


def test_the_title_of_a_part_may_stand_before_its_chapter() -> None:
    text = book(*(f"{part} / Chapter {n}" for part in ("Part I: The Ebb", "Part II: The Flood") for n in (1, 2)))
    assert [chapter.display_name for chapter in chapters_of(text)] == [
        "Part I: The Ebb, Chapter 1",
        "Part I: The Ebb, Chapter 2",
        "Part II: The Flood, Chapter 1",
        "Part II: The Flood, Chapter 2",
    ]


def test_numbers_that_begin_again_below_a_title_belong_to_a_story_of_that_name() -> None:
    chapters = chapters_of(book("THE RED LAMP\n\nI", "II", "THE WIND\n\nI", "II"))
    assert [chapter.display_name for chapter in chapters] == [
        "THE RED LAMP, Chapter 1",
        "THE RED LAMP, Chapter 2",
        "THE WIND, Chapter 1",
        "THE WIND, Chapter 2",
    ]
    assert not any(len(chapter.story_blocks) > 1 for chapter in chapters)


def test_entries_with_the_numbers_of_pages_are_a_list_of_contents() -> None:
    listed = "CONTENTS\n\nINTRODUCTION          vii\nTHE EBB . . . . 1\nTHE FLOOD          81\n\n\n"
    assert names(listed + book("I", "II", "III")) == names(book("I", "II", "III"))


def test_the_first_line_of_the_books_title_is_its_title_page() -> None:
    text = "Glass;\n\nor, The Ferry\n\n" + book("Chapter 1", "Chapter 2")
    found = split_chapters(Manuscript(Path("story.txt"), text, Metadata(title="Glass or The Ferry")))
    assert [block.skipped for block in found.front_matter] == ["title page"] * 2

"""Stories in the shapes that archives give them, split into chapters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.chapters.split import split_chapters
from audiobook.model import Book, Kind, Manuscript, Section, SectionRole, Span
from audiobook.reading.story import read_story
from tests.conftest import examples

STORIES = sorted((Path(__file__).parents[1] / "cases" / "stories").glob("*.txt"))


def book_of(text: str) -> Book:
    return split_chapters(Manuscript(Path("story.txt"), text))


def listing(book: Book) -> str:
    """A book as lines that a person can check: what each block is, and why it is left out."""
    about = book.metadata
    lines = [f"title {about.title} | author {about.author} | genres {', '.join(about.genres)} | year {about.year}"]
    lines += [f"  {block.kind}: {block.span.of(book.text)!r} ({block.skipped})" for block in book.front_matter]
    for chapter in book.chapters:
        lines.append(f"chapter {chapter.number} | {chapter.label} | {chapter.title}")
        lines += [
            f"  {block.paragraph} {block.kind}: {block.span.of(book.text)!r}"
            + (f" ({block.skipped})" if block.skipped else "")
            for block in chapter.blocks
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_splits_as_it_did_when_a_person_checked_it(path: Path, golden: Callable[[str, str], None]) -> None:
    golden(f"chapters/{path.stem}.txt", listing(split_chapters(read_story(path))))


def uncovered(book: Book) -> str:
    """The characters of the source that are in no block or in more than one."""
    count = [0] * len(book.text)
    for block in book.blocks():
        for place in range(block.span.start, block.span.end):
            count[place] += 1
    return "".join(c for c, n in zip(book.text, count, strict=True) if n != 1 and not (n == 0 and c.isspace()))


story_lines = st.sampled_from(
    ["Chapter 1", "Chapter 2: Rain by Ann", "CHAPTER IV", "Prologue", "A/N: hi", "Author's Notes:", "End Notes:",
     "* * *", "oOo", "Title by Ann", "Summary: things happen", "“Go,” she said. (A/N: really) He went.", "", "",
     "The rain fell on the town, and nobody came.", "(A/N", "1", "\u200b", "\ufeff", "…", "-", "x" * 130]
)  # fmt: skip
line_ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\x0c", "\u2028"])
stories = st.lists(st.tuples(story_lines, line_ends)).map(lambda parts: "".join(a + b for a, b in parts))


@given(st.one_of(stories, st.text()))
@settings(max_examples=examples(300))
def test_every_character_is_accounted_for(text: str) -> None:
    book = book_of(text)
    assert uncovered(book) == ""
    starts = [block.span.start for block in book.blocks()]
    assert starts == sorted(starts)


def test_a_note_label_takes_one_paragraph_and_the_story_follows_at_once() -> None:
    book = book_of("Chapter 1\nAuthor's Notes:\nThank you all.\nThe story begins.\n\nIt goes on.\n")
    assert [block.span.of(book.text) for block in book.chapters[0].story_blocks] == ["The story begins.", "It goes on."]


def test_a_heading_said_again_is_not_a_chapter() -> None:
    book = book_of("Chapter 1: A\nText.\nChapter 2: B\nA/N: hm\nChapter 2: Bee\nMore.\n")
    assert [chapter.title for chapter in book.chapters] == ["A", "B"]
    assert [block.skipped for block in book.chapters[1].blocks if block.kind is Kind.HEADING] == [
        None,
        "repeated heading",
    ]


def test_only_the_known_author_is_taken_off_a_chapter_title() -> None:
    book = book_of("Tea by Ann\nSummary: x\n\nChapter 1: Eaten by Wolves\nText.\nChapter 2: Rain by Ann\nText.\n")
    assert [chapter.title for chapter in book.chapters] == ["Eaten by Wolves", "Rain"]


IN_THE_STORY = [
    "“Warning: mana low,” said the wall.",
    "‘Warning: wet floor,’ read the sign.",
    '"AN: what is that?" asked Bo.',
    "[Warning: hostile entity near]",
    "WARNING: CORE BREACH. The siren howled.",
    "Posted on the door was a bill.",
    "Beta: that was his rank in the pack.",
    "End note. The cello held it.",
    "Rating: ten out of ten, said Bo.",
]


@pytest.mark.parametrize("line", IN_THE_STORY)
def test_what_only_looks_like_a_label_of_the_author_is_story(line: str) -> None:
    book = book_of(f"Chapter 1\n\nIt rained all night.\n\n{line}\n\nShe went home after that.\n\nChapter 2\n\nSun.\n")
    assert [block.span.of(book.text) for block in book.chapters[0].story_blocks][1] == line


def test_a_labelled_note_runs_to_the_chapters_end() -> None:
    story = "\n\n".join(f"Hanna walked along the race to weir number {number}, and on." for number in range(12))
    note = "It has been a long week.\n\nWhen I was a child there was a mill here.\n\nThat is where the boots come from."
    book = book_of(f"Chapter 1\n\n{story}\n\nAuthor's Note:\n\n{note}\n\nChapter 2\n\n{story}\n")
    assert [block.span.of(book.text) for block in book.chapters[0].note_blocks][1:] == note.split("\n\n")


def test_no_rule_about_text_looks_across_the_edge_of_a_container() -> None:
    text = "Chapter Notes\n\nThe harbour was dark.\n\nNobody had lit the lamps.\n"
    edge = Section(SectionRole.BOUNDARY, Span(text.index("The harbour"), text.index("The harbour")))
    book = split_chapters(Manuscript(Path("x.html"), text, sections=(edge,)))
    assert [block.span.of(text) for block in book.chapters[0].story_blocks] == [
        "The harbour was dark.",
        "Nobody had lit the lamps.",
    ]

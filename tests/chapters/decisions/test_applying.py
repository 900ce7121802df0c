"""What a person decides about paragraphs: what becomes of the book, and that decisions are found again."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.chapters.bbcode import split_without_bbcode
from audiobook.chapters.decisions.applying import apply_decisions
from audiobook.chapters.decisions.kinds import kind_of
from audiobook.chapters.layout import SplitOptions
from audiobook.model import Book, Kind, Manuscript, NotePosition, Section, SectionRole, Span
from audiobook.model.decisions import BlockDecision, DecidedKind
from audiobook.quotations.script import build_script
from tests.chapters.test_split import stories, uncovered
from tests.conftest import examples

STORY, NOTE, HEADING, BREAK, SKIPPED = DecidedKind
TEXT = """\
Disclaimer: I own nothing but the goose.

Chapter 1

A/N: Hello again! Sorry about the wait.

The goose (A/N: yes, the same goose) looked at the bishop. “Go,” it said.

* * *

Notes were passed around the choir.

Nobody sang.

* * *

It was late.

Chapter 2: The Mill

The mill stood still.

Day Twelve

It went round again.
"""


def book_of(text: str) -> Book:
    return split_without_bbcode(Manuscript(Path("story.txt"), text), SplitOptions())


def shape(book: Book) -> list[str]:
    """A book as a person can check it: what each block is and how it begins."""
    lines = [f"front {kind_of(block)}: {begin(book, block.span)}" for block in book.front_matter]
    for chapter in book.chapters:
        lines.append(f"{chapter.number} [{chapter.label}] [{chapter.title}]")
        lines += [f"{block.paragraph} {kind_of(block)}: {begin(book, block.span)}" for block in chapter.blocks]
    return lines


def begin(book: Book, span: Span) -> str:
    return " ".join(span.of(book.text).split())[:14].strip()


PLAIN = [
    "front skipped: Disclaimer: I",
    "1 [Chapter 1] []",
    "1 heading: Chapter 1",
    "2 note: A/N: Hello aga",
    "3 story: The goose",
    "3 note: (A/N: yes, the",
    "3 story: looked at the",
    "4 break: * * *",
    "5 story: Notes were pas",
    "6 story: Nobody sang.",
    "7 break: * * *",
    "8 story: It was late.",
    "2 [Chapter 2] [The Mill]",
    "1 heading: Chapter 2: The",
    "2 story: The mill stood",
    "3 story: Day Twelve",
    "4 story: It went round",
]
# What is decided; the lines that go, and those that come instead.
CASES: dict[str, tuple[list[BlockDecision], set[str], set[str]]] = {
    "a note that is story": (
        [BlockDecision("A/N: hello AGAIN", STORY)], {"2 note: A/N: Hello aga"}, {"2 story: A/N: Hello aga"}),
    "a note in the middle": (
        [BlockDecision("A/N: yes, the same", STORY)],
        {"3 story: The goose", "3 note: (A/N: yes, the", "3 story: looked at the"}, {"3 story: The goose (A/N"}),
    "a paragraph with a note in it, as a whole": (
        [BlockDecision("The goose", STORY)],
        {"3 story: The goose", "3 note: (A/N: yes, the", "3 story: looked at the"}, {"3 story: The goose (A/N"}),
    "story that is left out": (
        [BlockDecision("Nobody sang", SKIPPED)], {"6 story: Nobody sang."}, {"6 skipped: Nobody sang."}),
    "one of two breaks, by its position": (
        [BlockDecision("* * *", SKIPPED, chapter=1, paragraph=7)], {"7 break: * * *"}, {"7 skipped: * * *"}),
    "the nearest one, if the story has grown": (
        [BlockDecision("* * *", STORY, chapter=1, paragraph=20)], {"7 break: * * *"}, {"7 story: * * *"}),
    "a run": (
        [BlockDecision("Notes were", NOTE, last="It was late")],
        {"5 story: Notes were pas", "6 story: Nobody sang.", "7 break: * * *", "8 story: It was late."},
        {"5 note: Notes were pas", "6 note: Nobody sang.", "7 note: * * *", "8 note: It was late."}),
    "a run, and one of it otherwise": (
        [BlockDecision("Notes were", NOTE, last="Nobody"), BlockDecision("Nobody sang.", STORY)],
        {"5 story: Notes were pas"}, {"5 note: Notes were pas"}),
    "words of a paragraph that was edited": (
        [BlockDecision("Notes had been passed around the choir", BREAK)],
        {"5 story: Notes were pas"}, {"5 break: Notes were pas"}),
    "a heading in a chapter": (
        [BlockDecision("Day Twelve", HEADING)], {"3 story: Day Twelve"}, {"3 heading: Day Twelve"}),
    "another title": (
        [BlockDecision("Chapter 2", title="The Storm")], {"2 [Chapter 2] [The Mill]"}, {"2 [Chapter 2] [The Storm]"}),
    "no label": ([BlockDecision("Chapter 2", label="")], {"2 [Chapter 2] [The Mill]"}, {"2 [] [The Mill]"}),
    "a heading that isn't read": (
        [BlockDecision("Chapter 2", SKIPPED)], {"1 heading: Chapter 2: The"}, {"1 skipped: Chapter 2: The"}),
}  # fmt: skip


@pytest.mark.parametrize(("decisions", "gone", "new"), CASES.values(), ids=CASES.keys())
def test_a_paragraph_is_what_a_person_says(decisions: list[BlockDecision], gone: set[str], new: set[str]) -> None:
    found = shape(apply_decisions(book_of(TEXT), decisions).book)
    assert (set(PLAIN) - set(found), set(found) - set(PLAIN)) == (gone, new)


def test_the_program_alone() -> None:
    book = book_of(TEXT)
    assert shape(book) == PLAIN
    assert apply_decisions(book, ()).book is book


# What is decided; the chapters then, each with its label, its title and how many paragraphs it has.
CHAPTERS = {
    "joined": ([BlockDecision("Chapter 2", begins_chapter=False)], [("Chapter 1", "", 12)]),
    "a heading that is story": ([BlockDecision("Chapter 2", STORY)], [("Chapter 1", "", 12)]),
    "a first heading that is story": ([BlockDecision("Chapter 1", STORY)], [("", "", 8), ("Chapter 2", "The Mill", 4)]),
    "parted at a line like a heading": (
        [BlockDecision("Day Twelve", begins_chapter=True)],
        [("Chapter 1", "", 8), ("Chapter 2", "The Mill", 2), ("Day Twelve", "", 2)]),
    "parted at a paragraph": (
        [BlockDecision("Nobody sang", begins_chapter=True)],
        [("Chapter 1", "", 5), ("", "", 3), ("Chapter 2", "The Mill", 4)]),
    "parted and named": (
        [BlockDecision("Nobody sang", begins_chapter=True, title="The Storm")],
        [("Chapter 1", "", 5), ("", "The Storm", 3), ("Chapter 2", "The Mill", 4)]),
    "parted and joined again": (
        [BlockDecision("Nobody sang", begins_chapter=True), BlockDecision("Nobody sang", begins_chapter=False)],
        [("Chapter 1", "", 8), ("Chapter 2", "The Mill", 4)]),
    "out of the front matter": (
        [BlockDecision("Disclaimer", NOTE)], [("Chapter 1", "", 9), ("Chapter 2", "The Mill", 4)]),
    "a chapter of the front matter": (
        [BlockDecision("Disclaimer", STORY, begins_chapter=True, title="Before")],
        [("", "Before", 1), ("Chapter 1", "", 8), ("Chapter 2", "The Mill", 4)]),
    "positions count in what earlier decisions have made": (
        [BlockDecision("Chapter 2", begins_chapter=False), BlockDecision("Day Twelve", begins_chapter=True,
                                                                       chapter=1, paragraph=11)],
        [("Chapter 1", "", 10), ("Day Twelve", "", 2)]),
}  # fmt: skip


@pytest.mark.parametrize(("decisions", "chapters"), CHAPTERS.values(), ids=CHAPTERS.keys())
def test_chapters_begin_where_a_person_says(
    decisions: list[BlockDecision], chapters: list[tuple[str, str, int]]
) -> None:
    decided = apply_decisions(book_of(TEXT), decisions)
    assert not decided.unmatched
    found = [(one.label, one.title, len({block.paragraph for block in one.blocks})) for one in decided.book.chapters]
    assert found == chapters
    assert [one.number for one in decided.book.chapters] == list(range(1, len(chapters) + 1))


# What is decided; why it has no effect.
UNMATCHED = {
    "words that are nowhere": (BlockDecision("The parson wept aloud", STORY), "no paragraph begins with these words"),
    "words in the middle": (BlockDecision("around the choir", STORY), "no paragraph begins with these words"),
    "words of two": (BlockDecision("* * *", STORY), "2 paragraphs begin with these words; add chapter = and"),
    "a run without an end": (BlockDecision("Nobody", NOTE, last="Disclaimer"), "none of the paragraphs after it"),
    "no chapter before": (BlockDecision("Chapter 1", begins_chapter=False), "this is the first chapter"),
    "no chapter here": (BlockDecision("Nobody sang", title="X"), "no chapter begins here that could be named"),
}


@pytest.mark.parametrize(("decision", "reason"), UNMATCHED.values(), ids=UNMATCHED.keys())
def test_a_decision_without_effect_is_told(decision: BlockDecision, reason: str) -> None:
    decided = apply_decisions(book_of(TEXT), [decision])
    assert shape(decided.book) == PLAIN
    [(unmatched, why)] = decided.unmatched
    assert unmatched == decision
    assert why.startswith(reason)


def test_the_paragraph_at_the_very_position_goes_before_one_with_just_these_words() -> None:
    book = book_of("Chapter 1\n\nWait.\n\nWait for me, said the goose.\n")
    for paragraph, gone in ((2, "Wait."), (3, "Wait for me, s")):
        decided = apply_decisions(book, [BlockDecision("Wait", SKIPPED, chapter=1, paragraph=paragraph)]).book
        assert f"{paragraph} skipped: {gone}" in shape(decided)
    assert "2 skipped: Wait." in shape(apply_decisions(book, [BlockDecision("Wait", SKIPPED)]).book)


def test_notes_are_where_they_are_in_the_new_chapters() -> None:
    book = book_of("Chapter 1\n\nIt rained.\n\nA/N: thanks!\n\nChapter 2\n\nIt was late.\n\nThe end.\n")
    decisions = [BlockDecision("Chapter 2", begins_chapter=False), BlockDecision("The end", NOTE)]
    notes = apply_decisions(book, decisions).book.chapters[0].note_blocks
    assert [note.position for note in notes] == [NotePosition.MIDDLE, NotePosition.TAIL]


def test_what_is_decided_is_not_doubtful() -> None:
    book = book_of(TEXT)
    first = book.chapters[0]
    doubtful = tuple(replace(block, warning="a guess") for block in first.blocks)
    book = replace(book, chapters=(replace(first, blocks=doubtful), *book.chapters[1:]))
    decided = apply_decisions(book, [BlockDecision("A/N: Hello", NOTE)]).book
    assert [block.warning for block in decided.chapters[0].blocks[:3]] == ["a guess", "", "a guess"]


def test_marks_of_the_format_within_a_paragraph_stay_left_out() -> None:
    text = "Chapter 1\n\nIt rained [12] all night.\n\nThe end was near.\n"
    mark = Section(SectionRole.METADATA, Span(text.index("["), text.index("]") + 1), reason="page number")
    book = split_without_bbcode(Manuscript(Path("x.html"), text, sections=(mark,)), SplitOptions())
    decided = apply_decisions(book, [BlockDecision("It rained", NOTE)]).book
    kinds = [(block.kind, block.skipped) for block in decided.chapters[0].blocks[1:4]]
    assert kinds == [(Kind.NOTE, "author's note"), (Kind.METADATA, "page number"), (Kind.NOTE, "author's note")]


def test_a_forums_tags_do_not_count() -> None:
    book = book_of("Chapter 1\n\n[b]It rained[/b] all night.\n\n[i]A/N: hi[/i]\n\nIt was late.\n")
    decided = apply_decisions(book, [BlockDecision("A/N: hi", STORY), BlockDecision("It rained all", SKIPPED)])
    assert not decided.unmatched
    assert uncovered(decided.book) == ""


DECISIONS = st.builds(
    BlockDecision,
    st.sampled_from(["Chapter 1", "Prologue", "A/N", "The rain fell", "oOo", "* * *", "“Go,” she said", "Title", "xx"]),
    st.sampled_from([None, *DecidedKind]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "", "A Name"]),
    chapter=st.integers(0, 3),
    paragraph=st.integers(0, 9),
    last=st.sampled_from(["", "", "oOo", "The rain"]),
)


@given(stories, st.lists(DECISIONS, max_size=4))
@settings(max_examples=examples(300))
def test_every_character_stays_in_one_block(text: str, decisions: list[BlockDecision]) -> None:
    decided = apply_decisions(book_of(text), decisions)
    book = decided.book
    assert uncovered(book) == ""
    assert book.text == text
    starts = [block.span.start for block in book.blocks()]
    assert starts == sorted(starts)
    assert len(decided.found) + len(decided.unmatched) == len(decisions)
    for number, chapter in enumerate(book.chapters, start=1):
        assert chapter.number == number
        numbers = [block.paragraph for block in chapter.blocks]
        assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    spans = [segment.span for segment in build_script(book).segments]
    assert all(before.end <= after.start for before, after in pairwise(spans))


@given(stories)
@settings(max_examples=examples(200))
def test_what_is_so_already_changes_nothing(text: str) -> None:
    book = book_of(text)
    decisions = []
    for chapter in book.chapters:
        parts = [block.paragraph for block in chapter.blocks]
        for block in chapter.blocks:
            words = block.span.of(text).strip()
            if words and parts.count(block.paragraph) == 1:
                opens = block is chapter.blocks[0]
                begins = None if not opens or chapter.heading is None else True
                place = (chapter.number, block.paragraph)
                decisions.append(BlockDecision(words, kind_of(block), begins, chapter=place[0], paragraph=place[1]))
    decided = apply_decisions(book, decisions)
    assert shape(decided.book) == shape(book)
    assert not decided.unmatched


@given(st.lists(st.sampled_from(["The cart went by.", "It rained on.", "“No,” said Tom."]), max_size=4), st.booleans())
@settings(max_examples=examples(100))
def test_decisions_are_found_in_an_edited_story(added: list[str], before: bool) -> None:
    decisions = [BlockDecision("Notes were passed", NOTE, chapter=1, paragraph=5)]
    decisions += [BlockDecision("Day Twelve", begins_chapter=True, chapter=2, paragraph=3)]
    at = TEXT.index("The goose") if before else len(TEXT)
    edited = TEXT[:at] + "".join(f"{line}\n\n" for line in added) + TEXT[at:]
    found = shape(apply_decisions(book_of(edited), decisions).book)
    assert "3 [Day Twelve] []" in found
    assert any(line.endswith("note: Notes were pas") for line in found)

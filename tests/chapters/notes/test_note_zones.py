"""How far a note goes that a label, brackets or dividers mark off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Book, Kind, Manuscript
from audiobook.reading.story import read_story

STORY = [
    "Hanna walked along the race to the first weir.",
    "The water was low, and it smelled of eels.",
    "She counted the posts, as she always did.",
    "There were eleven, and one of them was new.",
    "Nobody had told her of a new one.",
    "She went on to the second weir in the last of the light.",
    "It was gone.",
    "Where it had stood the stream ran over bare stones.",
]
# What sounds like nobody's note.
PLAIN = ["Weirs were counted from the sea.", "A race was its channel [see the map].", "Much of it was lost."]


def book_of(paragraphs: Sequence[str]) -> Book:
    return split_chapters(Manuscript(Path("weir.txt"), "\n\n".join(["Chapter 1", *paragraphs]) + "\n"))


def told(paragraphs: Sequence[str]) -> list[str]:
    """What is read of a chapter, with each paragraph's pieces put together."""
    book = book_of(paragraphs)
    found: dict[int, str] = {}
    for block in book.chapters[0].blocks:
        if block.kind is Kind.NARRATION:
            found[block.paragraph] = f"{found.get(block.paragraph, '')} {block.span.of(book.text)}".strip()
    return list(found.values())


@pytest.mark.parametrize("at", [0, 4, 8])
@pytest.mark.parametrize(
    "label",
    ["[A/N: ", "[Author's Note: ", "[Translator's note: ", "[T/N: ", "(TL note: ", "{E/N: ", "[Transcriber's Note: ",
     "**[TN:** "],
)  # fmt: skip
def test_a_note_in_brackets_ends_where_its_bracket_closes(label: str, at: int) -> None:
    closing = {"[": "]", "(": ")", "{": "}"}[label.strip("*")[0]]
    note = [f"{label}{PLAIN[0]} :{closing}", *PLAIN[1:2] * 14, PLAIN[2] + closing]
    assert told([*STORY[:at], *note, *STORY[at:]]) == STORY


def test_a_label_alone_in_an_open_bracket_stands_over_all_that_the_bracket_holds() -> None:
    assert told(["[A/N:", *PLAIN, "]", *STORY]) == STORY


@pytest.mark.parametrize("label", ["[A/N: ", "[Transcriber's Note: "])
def test_a_bracket_that_does_not_close_before_somebody_speaks_takes_one_paragraph(label: str) -> None:
    story = [*STORY[:2], "“Eels,” said Hanna.", *STORY[2:], "She saw the old sign [it was hers]]."]
    assert told([label + PLAIN[0], *story]) == story


@pytest.mark.parametrize("aside", ["(A/N: I made this up.)", "[T/N: a low dam]", "[TL note: see the map]"])
def test_a_note_in_brackets_does_not_take_the_story_beside_it(aside: str) -> None:
    story = [*STORY[:3], "It was Tuesday, and she was late.", *STORY[3:]]
    assert told([*STORY[:3], f"{aside} It was Tuesday, and she was late.", *STORY[3:]]) == story
    assert told([*STORY[:3], f"It was Tuesday, {aside} and she was late.", *STORY[3:]]) == story


@pytest.mark.parametrize("note", ["(A/N) Thanks for reading!", "[A/N: Sorry!] Please review this chapter, you all."])
def test_a_label_in_brackets_of_its_own_begins_a_note(note: str) -> None:
    assert told([*STORY[:4], note, *STORY[4:]]) == STORY


@pytest.mark.parametrize("label", ["T/N: ", "T/N - ", "TN: ", "TLN: ", "TL note: ", "E/N: ", "ED note: "])
@pytest.mark.parametrize("at", [0, 8])
def test_translators_and_editors_label_their_notes(label: str, at: int) -> None:
    assert told([*STORY[:at], f"{label}A weir is a low dam.", *STORY[at:]]) == STORY


@pytest.mark.parametrize("line", ["Tn: the sign said no more.", "Ed: “No.”", "T. Nagle came by at nine."])
def test_what_only_begins_like_such_a_label_is_story(line: str) -> None:
    assert told([*STORY[:7], line, STORY[7]]) == [*STORY[:7], line, STORY[7]]


ENDS = [
    pytest.param(["Author’s Note:", "It has been a long week.", "My aunt had a mill, and nobody ever told me why.",
                  "That is where the posts come from.", "Some days a scene arrives whole, and some has to be dragged.",
                  "Anyway. Until the next one!"], id="by I, in a short chapter"),
    pytest.param(["T/N:", "A weir is a low dam.", "A race is its channel.", "Posts are still counted in the north."],
                 id="in another tense"),
]  # fmt: skip


@pytest.mark.parametrize("note", ENDS)
def test_a_labelled_note_goes_on_to_the_end_of_its_chapter(note: list[str]) -> None:
    assert told([*STORY[:6], *note]) == STORY[:6]


@pytest.mark.parametrize(
    "note", [["Author's Note:", "Thank you, this is my best chapter yet."], ["T/N:", "It is low."]]
)
@pytest.mark.parametrize("at", range(3, 8))
def test_story_below_a_labelled_note_is_read(note: list[str], at: int) -> None:
    assert told([*STORY[:at], *note, *STORY[at:]]) == STORY


@pytest.mark.parametrize("before", [(), ("***",)])
def test_a_note_between_dividers_at_a_chapters_edge_is_left_out(before: tuple[str, ...]) -> None:
    """In a chapter too short to show a voice of its own."""
    note = ("Sorry that this chapter is so late!", "I promise to update sooner.")
    assert told([*before, *note, "* * *", *STORY[:5]]) == STORY[:5]
    assert told([*STORY[:5], "* * *", *note, *before]) == STORY[:5]


def test_a_scene_between_dividers_at_a_chapters_edge_is_read() -> None:
    assert told(["***", STORY[0], "***", *STORY[1:]]) == STORY
    assert told([*STORY[:7], "***", STORY[7], "***"]) == STORY


def test_a_heading_that_only_names_the_author_is_not_read(tmp_path: Path) -> None:
    chapters = "".join(f"<h2>Chapter {number}</h2><p>{'</p><p>'.join(STORY)}</p>" for number in (1, 2, 3))
    path = tmp_path / "weir.html"
    path.write_text(f"<title>The Weir</title><body><h1>The Weir</h1><h2>by A. Nobody</h2>{chapters}</body>", "utf-8")
    book = split_chapters(read_story(path))
    assert "by A. Nobody" not in [block.span.of(book.text) for block in book.blocks() if block.skipped is None]
    assert len(book.chapters) == 3

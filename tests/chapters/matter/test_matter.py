"""What serials, publishers and transcribers put around a story is left out, and what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.line_rules import LineRule
from audiobook.chapters.matter.paratext import ABOUT_CAPTION, BOOKS_CAPTION, TRANSCRIBER_CAPTION, TRANSCRIBER_INLINE
from audiobook.chapters.matter.samples import EXCERPT_HEADING, SAMPLE_ANNOUNCEMENT, SAMPLE_HEADING
from audiobook.chapters.split import split_chapters
from audiobook.model import Book
from audiobook.reading.story import read_story

STORY = "\n\n".join(f"Hanna walked along the race to weir number {number}, and on." for number in range(40))
NOTE = "Obvious errors in punctuation were corrected.\n\nPage 12: teh changed to the.\n\nHyphenation was kept."
LIFE = "Ann Lee lives in Bath with two cats.\n\nShe is the author of six novels."
MOST, TRANSCRIBER = "repeated in most chapters", "transcriber's note"
ABOUT, BOOKS = "about the author or publisher", "list of other books"


def book_of(folder: Path, text: str, ending: str = "txt") -> Book:
    path = folder / f"weir.{ending}"
    path.write_text(text, "utf-8")
    return split_chapters(read_story(path))


def left_out(book: Book) -> list[tuple[str, str]]:
    """Each stretch that is left out as matter, with the reason."""
    reasons = {MOST, TRANSCRIBER, ABOUT, BOOKS}
    return [
        (str(block.skipped), block.span.of(book.text).strip("# "))
        for block in book.blocks()
        if block.skipped in reasons
    ]


def chapters(*texts: str) -> str:
    return "\n\n".join(f"Chapter {number}\n\n{text}" for number, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    "line",
    [
        "Support me on Patreon: patreon.com/annlee",
        "Support me on Ko-fi!",
        "You can read four chapters ahead on my page.",
        "Join our Discord: https://discord.example/weir",
        "Translated by Bo; please do not repost.",
        "Next chapter: 12 May.",
    ],
)
def test_what_most_chapters_say_of_the_publication_is_left_out(tmp_path: Path, line: str) -> None:
    for text in (f"{line}\n\n{STORY}", f"{STORY}\n\n{line}"):
        book = book_of(tmp_path, chapters(text, STORY, text, text, text))
        assert left_out(book) == [(MOST, line)] * 4


@pytest.mark.parametrize(
    "line",
    [
        "And the river went on, as rivers do.",
        "The End",
        "Tuesday, the third of May, 1894",
        "From: nia@weir.example.com",
        "“Read the next chapter,” said the clock.",
        "Posted to Twitter at nine.",
    ],
)
def test_refrains_and_first_lines_that_chapters_share_are_story(tmp_path: Path, line: str) -> None:
    for text in (f"{line}\n\n{STORY}", f"{STORY}\n\n{line}"):
        assert left_out(book_of(tmp_path, chapters(*[text] * 5))) == []


@pytest.mark.parametrize(
    ("caption", "behind"),
    [
        ("Read on for an excerpt from Ann Lee's next novel, The Tide", ""),
        ("Turn the page for a sneak peek of The Tide!", "Chapter One\n\n"),
        ("Keep reading for a preview of The Tide.", "The Tide\n\nChapter 1\n\n"),
    ],
)
def test_the_sample_of_another_book_is_left_out(tmp_path: Path, caption: str, behind: str) -> None:
    book = book_of(tmp_path, f"{chapters(*[STORY] * 6)}\n\n{caption}\n\n{behind}{STORY}")
    assert [chapter.label for chapter in book.chapters] == [f"Chapter {number}" for number in range(1, 7)]
    sample = [block.span.of(book.text) for block in book.blocks() if block.skipped == "sample of another book"]
    assert sample[0] == caption
    assert len(sample) == len(f"{caption}\n\n{behind}{STORY}".split("\n\n"))


def test_a_sample_with_a_heading_is_left_out(tmp_path: Path) -> None:
    heads = "\n\n".join(f"## Chapter {number}\n\n{STORY}" for number in range(1, 7))
    for caption, more in (("Sneak Peek: The Tide", ""), ("Excerpt from The Tide", "## Chapter 1\n\n")):
        book = book_of(tmp_path, f"{heads}\n\n## {caption}\n\n{more}{STORY}", "md")
        assert len(book.chapters) == 6
        assert sum(block.skipped == "sample of another book" for block in book.blocks()) > 40


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"{chapters(STORY, STORY, STORY)}\n\nRead on for an excerpt.\n\nChapter 4\n\n{STORY}",
            id="a chapter goes on",
        ),
        pytest.param(
            f"{chapters(STORY)}\n\nRead on for an excerpt from The Tide.\n\n{STORY}\n\n{STORY}", id="much of the book"
        ),
        pytest.param(f"{chapters(*[STORY] * 6)}\n\n“Read on for an excerpt,” said Bo.\n\n{STORY}", id="speech"),
        pytest.param(f"{chapters(*[STORY] * 6)}\n\nExcerpt from the log of the Weir\n\n{STORY}", id="a page shown"),
        pytest.param(
            f"{chapters(*[STORY] * 6)}\n\nKeep reading for a preview of the next chapter!\n\n{STORY}", id="a teaser"
        ),
    ],
)
def test_what_only_speaks_of_an_excerpt_is_story(tmp_path: Path, text: str) -> None:
    assert not [block for block in book_of(tmp_path, text).blocks() if block.skipped == "sample of another book"]


def test_what_comes_back_amid_chapters_or_in_few_of_them_is_story(tmp_path: Path) -> None:
    line = "Support me on my page!"
    amid = f"{STORY}\n\n{line}\n\n{STORY}"
    assert left_out(book_of(tmp_path, chapters(*[amid] * 5))) == []
    few = [f"{STORY}\n\n{line}"] * 4 + [STORY] * 4
    assert left_out(book_of(tmp_path, chapters(*few))) == []


@pytest.mark.parametrize(
    ("text", "reason", "expected"),
    [
        pytest.param(
            f"The Weir\nby Ann Lee\n\nTranscriber's Note: Kept as printed.\n\n{chapters(STORY, STORY)}",
            TRANSCRIBER,
            ["Transcriber's Note: Kept as printed."],
            id="a paragraph at the head",
        ),
        pytest.param(
            f"{chapters(STORY, STORY)}\n\nTranscriber's Notes:\n\n{NOTE}",
            TRANSCRIBER,
            ["Transcriber's Notes:", *NOTE.split("\n\n")],
            id="a box at the end",
        ),
        pytest.param(
            f"{chapters(STORY)}\n\nTRANSCRIBER'S NOTE\n\n{NOTE}\n\n* * *\n\n{STORY}",
            TRANSCRIBER,
            ["TRANSCRIBER'S NOTE", *NOTE.split("\n\n")],
            id="a box up to a break",
        ),
        pytest.param(
            f"{chapters(STORY, STORY)}\n\nAbout the Author\n\n{LIFE}",
            ABOUT,
            ["About the Author", *LIFE.split("\n\n")],
            id="an author's life",
        ),
        pytest.param(
            f"{chapters(STORY, STORY)}\n\nAlso by Ann Lee\n\nThe Race\n\nThe Mill",
            BOOKS,
            ["Also by Ann Lee", "The Race", "The Mill"],
            id="other books",
        ),
    ],
)
def test_what_publishers_and_transcribers_add_is_left_out(
    tmp_path: Path, text: str, reason: str, expected: list[str]
) -> None:
    assert left_out(book_of(tmp_path, text)) == [(reason, line) for line in expected]


@pytest.mark.parametrize(
    "amid",
    [
        "Transcriber's Note\n\nHe read it twice.\n\nThen he burned it.",
        "“Transcriber's note: the tape ends here,” Bo read out.",
        "About the Author\n\nNobody knew a thing.\n\nThe fire went out.",
        "About the Author\n\nHe lives in Bath and writes novels.\n\n* * *\n\nThe fire went out.",
        "Also by the river, a heron stood.",
        "Also by Ann\n\nThe heron had been fed, and it stood in the race.",
    ],
)
def test_captions_that_a_story_has_itself_stay(tmp_path: Path, amid: str) -> None:
    assert left_out(book_of(tmp_path, chapters(f"{STORY}\n\n{amid}\n\n{STORY}", STORY))) == []


def test_a_heading_of_such_matter_opens_no_chapter(tmp_path: Path) -> None:
    tale = "".join(f"<p>{line}</p>" for line in STORY.split("\n\n"))
    note = "".join(f"<p>{line}</p>" for line in NOTE.split("\n\n"))
    page = (
        f"<html><body><h2>Chapter 1</h2>{tale}<h2>Chapter 2</h2>{tale}<h2>Transcriber’s Notes</h2>{note}</body></html>"
    )
    book = book_of(tmp_path, page, "html")
    assert [chapter.label for chapter in book.chapters] == ["Chapter 1", "Chapter 2"]
    assert len(left_out(book)) == 4


def test_a_box_that_a_page_calls_a_transcribers_note_is_left_out(tmp_path: Path) -> None:
    tale = "".join(f"<p>{line}</p>" for line in STORY.split("\n\n"))
    box = '<div class="tn-box"><p>This file was made by Bo.</p><p>He likes eels.</p></div>'
    book = book_of(tmp_path, f"<html><body>{box}<h2>Chapter 1</h2>{tale}<h2>Chapter 2</h2>{tale}</body></html>", "html")
    assert left_out(book) == [(TRANSCRIBER, "This file was made by Bo."), (TRANSCRIBER, "He likes eels.")]


@pytest.mark.parametrize(
    "rule",
    [
        ABOUT_CAPTION,
        BOOKS_CAPTION,
        TRANSCRIBER_CAPTION,
        TRANSCRIBER_INLINE,
        SAMPLE_ANNOUNCEMENT,
        SAMPLE_HEADING,
        EXCERPT_HEADING,
    ],
)
def test_captions_match_their_examples(rule: LineRule) -> None:
    assert [line for line in rule.matches if not rule.pattern.fullmatch(line)] == []
    assert [line for line in rule.rejects if rule.pattern.fullmatch(line)] == []

"""PDFs: what is story on their pages, paragraphs and words across line ends and pages, chapters, what is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Manuscript, SectionRole
from audiobook.reading.pdf import extraction, extraction_process
from audiobook.reading.pdf.document import build_manuscript
from audiobook.reading.pdf.extraction import extract
from audiobook.reading.pdf.metadata import read_metadata
from audiobook.reading.story import read_piped_story, read_story
from tests.conftest import CASES
from tests.reading.pdf.writer import HEIGHT, Pdf, Text, lines

# Lines of 36 characters fill the column of these pages.
GEESE = ("The geese went down to the water in a", "row, and the last of them carried the", "bread for the way.")
BOAT = (
    "\tOld Nia had seen them from the boat",
    "and said nothing, because the fog was",
    "still on the weir and the lock.",
)


def read(pdf: Pdf) -> Manuscript:
    """What is read from a PDF, without a process of its own."""
    content = extract(pdf.build(), time.monotonic() + 60).content
    assert content is not None
    return build_manuscript(content, Path("story.pdf"))


def paragraphs(manuscript: Manuscript) -> list[str]:
    """The paragraphs that no section says anything about."""
    free, start = [], 0
    for paragraph in manuscript.text.split("\n\n"):
        spans = [section.span for section in manuscript.sections]
        if paragraph.strip() and not any(span.start <= start < span.end for span in spans):
            free.append(paragraph)
        start += len(paragraph) + 2
    return free


SAMPLE = Path(__file__).parents[3] / "input" / "the-night-dolores-lost-her-voice.txt"
TITLE, PARAGRAPHS, WORDS = "The Night Dolores Lost Her Voice", 38, 673
DAYS = "one two three four five six seven eight nine ten eleven twelve".split()


def page_of_text(number: int) -> list[Text]:
    """A page of one paragraph that begins above it and goes on below it; no two pages have the same lines."""
    return lines(*(f"the {DAYS[row]} geese of day {DAYS[number]} were in a row" for row in range(12)))


def numbered(pages: int, head: Callable[[int], str], foot: Callable[[int], str]) -> Pdf:
    """Pages of text that goes on from one to the next, with a running head and a foot."""
    return Pdf(
        [
            [Text(head(number), 54, 510, 9), *page_of_text(number), Text(foot(number), 170, 40, 9)]
            for number in range(1, pages + 1)
        ]
    )


@pytest.mark.parametrize(
    ("head", "foot", "left_out"),
    [
        (lambda _: "THE GLASS FERRY", lambda n: f"{n}", {"running head", "page number"}),
        (
            lambda n: f"{n} THE GLASS FERRY" if n % 2 else f"Orla Venn {n}",
            lambda _: "www.example.com",
            {"running head"},
        ),
        (lambda n: f"CHAPTER {n // 2}. A DAY {n + 6}", lambda n: f"- {n} of 9 -", {"running head", "page number"}),
    ],
)
def test_running_heads_and_page_numbers_are_left_out(
    head: Callable[[int], str], foot: Callable[[int], str], left_out: set[str]
) -> None:
    manuscript = read(numbered(6, head, foot))
    assert {omission.reason for omission in manuscript.omissions} == left_out
    for words in ("FERRY", "Venn", "CHAPTER", "example", " of 9"):
        assert words not in manuscript.text
    # The paragraph at the foot of each page goes on with the next.
    assert "the twelve geese of day two were in a row the one geese of day three" in manuscript.text


def test_a_chapters_number_at_the_top_of_its_page_is_no_running_head() -> None:
    pages = [[Text(f"Chapter {n}", 140, 480, 16), *page_of_text(n)[4:]] for n in range(1, 6)]
    text = read(Pdf(pages)).text
    assert [f"Chapter {n}" in text for n in range(1, 6)] == [True] * 5


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        # by indents
        ((*GEESE, *BOAT), [" ".join(GEESE), " ".join(BOAT).strip()]),
        # by blank lines
        ((*GEESE, "", *[line.strip() for line in BOAT]), [" ".join(GEESE), " ".join(BOAT).strip()]),
        # words that the line ends cut, and hyphens that belong to the word
        (
            ("\tThe widow and her cat, who was care-", "ful with the kettle, knew him for a well-",
             "known man; the wat-", "er was careful, too, and the water"),
            ["The widow and her cat, who was careful with the kettle, knew him for a well-known man; the water was"
             " careful, too, and the water"],
        ),
    ],
)  # fmt: skip
def test_lines_are_joined_to_paragraphs(written: tuple[str, ...], read_as: list[str]) -> None:
    filler = [*GEESE, *BOAT, *BOAT] if written[3] else [*GEESE, "", *GEESE, "", *GEESE]
    manuscript = read(Pdf([lines(*filler, top=490), lines(*written)]))
    assert paragraphs(manuscript)[-len(read_as) :] == read_as


def test_a_page_in_two_columns_is_read_column_by_column() -> None:
    left = [Text(f"left column, line {n:02}", 30, 500 - 12 * n, 8) for n in range(12)]
    right = [Text(f"right column line {n:02}", 200, 500 - 12 * n, 8) for n in range(12)]
    across = [text for pair in zip(left, right, strict=True) for text in pair]
    text = read(Pdf([across])).text
    assert text.index("left column, line 11") < text.index("right column line 00")


def test_a_drop_cap_belongs_to_its_word_and_italics_are_marked() -> None:
    page = [
        Text("T", 54, 466, 36, "roman"),
        Text("he geese went down to the", 78, 480), Text("water in a row, with the", 78, 466),
        Text("last of all ", 54, 452), Text("carrying", 134, 452, font="italic"), Text(" bread", 180, 452),
    ]  # fmt: skip
    assert read(Pdf([page])).text == "The geese went down to the water in a row, with the last of all *carrying* bread"


def test_footnotes_and_their_marks_are_left_out() -> None:
    page = [
        *lines(*GEESE, *BOAT), Text("1", 54 + 6.6 * 31, 414, 6),
        Text("1", 54, 80, 6), Text(" A weir that was built in May.", 58, 77, 8),
    ]  # fmt: skip
    manuscript = read(Pdf([page, lines(*GEESE, *BOAT)]))
    told = {
        section.span.of(manuscript.text).strip(): section.reason for section in manuscript.sections if section.reason
    }
    assert told == {"1": "footnote mark", "1 A weir that was built in May.": "footnotes"}


def test_a_blank_line_between_indented_paragraphs_begins_a_scene() -> None:
    text = read(Pdf([lines(*GEESE, *BOAT, *BOAT, "", *GEESE)])).text
    assert "the lock.\n\n\xa0\n\nThe geese" in text


def test_bookmarks_are_headings_or_chapters() -> None:
    pages = [[Text(title, 150, 500, 14), *lines(*GEESE, *BOAT)] for title in ("Rain", "The Weir")]
    manuscript = read(Pdf(pages, [("Rain", 0, 520), ("The Weir", 1, 520)]))
    assert [(mark.title, mark.span.of(manuscript.text)) for mark in manuscript.sections] == [
        ("Rain", "Rain"), ("The Weir", "The Weir"),
    ]  # fmt: skip
    unnamed = read(Pdf([lines(*GEESE), lines(*BOAT)], [("Rain", 0, HEIGHT), ("The Weir", 1, HEIGHT)]))
    assert [(mark.role, mark.title) for mark in unnamed.sections] == [
        (SectionRole.CHAPTER, "Rain"), (SectionRole.CHAPTER, "The Weir"),
    ]  # fmt: skip


def test_bookmarks_without_text_of_their_own_are_no_chapters() -> None:
    """A word processor makes a bookmark of each line of a title page, and two of a chapter's number and title."""
    title_page = [Text("The Glass Ferry", 130, 420, 20), Text("Orla Venn", 150, 380, 16)]
    one = [Text("Chapter 1", 150, 500, 14), Text("Rain", 165, 480, 12), *lines(*GEESE, *BOAT, top=450)]
    two = [Text("Chapter 2", 150, 500, 14), Text("The Weir", 155, 480, 12), *lines(*BOAT, *GEESE, top=450)]
    marks = [("The Glass Ferry", 0, 440), ("Orla Venn", 0, 396), ("Chapter 1", 1, 514), ("Rain", 1, 492)]
    marks += [("Chapter 2", 1, 514), ("The Weir", 2, 492)]  # a page off
    manuscript = read(Pdf([title_page, one, two], marks))
    chapters = [section.title for section in manuscript.sections if section.role is SectionRole.CHAPTER]
    assert chapters == ["Chapter 1: Rain", "Chapter 2: The Weir"]


def test_the_archives_tags_and_notes_are_told_from_the_story() -> None:
    """Notes are indented further than the story; one may be nothing but a link."""
    preface = [
        *lines("The Glass Ferry", "Posted originally on the Archive of Our Own at", "http://example.com/works/1."),
        *lines("Rating: Teen", "Fandom: Tides", "Stats: Words: 99", "The Glass Ferry", "by orla", "Summary", top=430),
        *lines("A ferry, and what came of it.", top=340, left=84),
    ]
    one = [
        Text("Rain", 150, 500, 16), *lines("Chapter Notes", "See the end of the chapter for notes", top=470),
        *lines(*GEESE, *BOAT, top=420, left=69), *lines("Chapter End Notes", top=300),
        *lines("Thank you for reading!", top=280, left=84),
    ]  # fmt: skip
    manuscript = read(Pdf([preface, one], [("Rain", 1, 520)] * 2))
    assert (manuscript.metadata.title, manuscript.metadata.author) == ("The Glass Ferry", "orla")
    assert (manuscript.metadata.rating, manuscript.metadata.fandoms) == ("Teen", ("Tides",))
    notes = [section.span.of(manuscript.text) for section in manuscript.sections if section.role is SectionRole.NOTE]
    assert notes == ["Thank you for reading!"]
    assert not any("summary" in paragraph.lower() or "ferry, and" in paragraph for paragraph in paragraphs(manuscript))
    assert " ".join(GEESE) in paragraphs(manuscript)


def test_words_that_have_grown_together_or_are_spaced_out_are_mended() -> None:
    """Gaps of a tenth of the size are spaces; an accent of its own belongs to the letter below it."""
    tight = [Text(word, 54 + x, 480, 10, "roman") for x, word in ((0, "whileI"), (30.9, "didn't"), (56, "know"))]
    spaced = [Text(letter, 54 + 12 * place, 440, 10, "roman") for place, letter in enumerate("CHAPTER")]
    accent = [Text("t", 54, 400, 10), Text("^", 60, 400, 10), Text("ete", 60, 400, 10)]
    accent[1] = Text("\u02c6", 60, 400, 10)
    text = read(Pdf([[*tight, *spaced, *accent], lines(*GEESE)])).text
    assert [word in text for word in ("didn't know", "CHAPTER", "t\u00eate")] == [True] * 3


@pytest.mark.parametrize(
    ("written", "author", "title"),
    [
        (("The Glass Ferry", "by Orla Venn"), "Orla Venn", "The Glass Ferry"),
        (("The Glass Ferry", "by", "Orla van Venn"), "Orla van Venn", "The Glass Ferry"),
        (("The geese went", "by the river and on."), "", ""),
    ],
)
def test_a_title_page_names_the_author(written: tuple[str, ...], author: str, title: str) -> None:
    page = [Text(line, 140, 480 - 40 * row, 16) for row, line in enumerate(written)]
    metadata = read(Pdf([[*page, *lines(*GEESE, top=300)]])).metadata
    assert (metadata.author, metadata.title) == (author, title)


def test_contents_and_the_publishers_page_are_no_story() -> None:
    contents = lines("Contents", "Rain . . . . . . . . 3", "The Weir . . . . . . 9", "Bread . . . . . . . 21")
    rights = lines("Copyright 2026 Orla Venn", "All rights reserved.", "ISBN 0-00-000000-0")
    manuscript = read(Pdf([contents, rights, lines(*GEESE, *BOAT)]))
    assert [section.reason for section in manuscript.sections] == ["table of contents", "copyright"]


@pytest.mark.parametrize("program", ["latex", "chromium", "libreoffice"])
def test_what_programs_print_is_read_as_the_text_that_they_were_given(program: str) -> None:
    """Two chapters of the sample story, in one case with running heads, a footnote and cut words."""
    manuscript = read_story(CASES / "pdf" / f"{program}.pdf")
    story = {line.strip().replace("*", "") for line in SAMPLE.read_text("utf-8").splitlines()}
    titles = ["Chapter 1: Foghorns Do Not Peep", "Chapter 2: A Very Loud Idea"]
    written = [paragraph.replace("*", "").replace("harbor1", "harbor") for paragraph in paragraphs(manuscript)]
    read_as = [text for text in written if any(map(str.isalnum, text)) and text not in (*titles, TITLE)]
    assert [text for text in read_as if text not in story] == []
    assert (len(read_as), sum(len(text.split()) for text in read_as)) == (PARAGRAPHS, WORDS)
    assert [title in manuscript.text for title in titles] == [True, True]


@pytest.mark.parametrize(
    ("properties", "title", "author"),
    [
        ({"Title": "The Glass Ferry", "Author": "Orla Venn"}, "The Glass Ferry", "Orla Venn"),
        ({"Title": "Microsoft Word - ferry final2.docx", "Author": "Windows User"}, "", ""),
        ({"Title": "ferry.indd", "Author": "calibre (6.2) [https://calibre-ebook.com]"}, "", ""),
        ({"Title": "untitled", "Author": "Orla Venn - www.example.com"}, "", "Orla Venn"),
        ({"Title": "Untitled Document", "Author": "(anonymous)"}, "", ""),
    ],
)
def test_properties_that_programs_write_are_ignored(properties: dict[str, str], title: str, author: str) -> None:
    metadata = read_metadata(properties)
    assert (metadata.title, metadata.author) == (title, author)


def test_the_first_page_is_the_cover_if_it_is_a_picture() -> None:
    manuscript = read(Pdf([[], lines(*GEESE)], pictures=frozenset((0,))))
    assert manuscript.cover is not None
    assert manuscript.cover.mime == "image/jpeg"


def locked() -> bytes:
    """A PDF that only a password opens: its key doesn't fit the empty one."""
    data = Pdf([lines(*GEESE)]).build()
    key = b"<" + b"41" * 32 + b">"
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O %s/U %s/P -4>>/ID[<41><41>]" % (key, key)
    return data.replace(b"/Info 3 0 R", b"/Info 3 0 R" + lock)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: Pdf([[], []], pictures=frozenset((0, 1))).build(), "is a scan"),
        (lambda: Pdf([[]]).build(), "is a PDF without any text"),
        (lambda: b"%PDF-1.7 and so on", "is a damaged PDF"),
        (lambda: Pdf([lines(*GEESE)] * 3).build()[:700], "is a damaged PDF"),
        (locked, "is locked with a password"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, data: Callable[[], bytes], told: str) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(data())
    with pytest.raises(InputError, match=told) as caught:
        read_story(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Kids[8 0 R]", b"/Kids[2 0 R 2 0 R]"),  # a page tree that contains itself
        (b"/MediaBox[0 0 360 540]", b"/MediaBox[0 0 1e30 1e30]"),
        (b"/Parent 10 0 R", b"/Parent 10 0 R/Next 11 0 R/First 10 0 R"),  # a bookmark that follows itself
        (b"BT /F3", b"q " * 100_000 + b"BT /F3"),
        (b"/Type/Page/", b"/Type/Page/Rotate 90/"),
    ],
)
def test_hostile_files_end_in_text_or_one_line(old: bytes, new: bytes) -> None:
    data = Pdf([lines(*GEESE)], [("Rain", 0, 500)]).build()
    assert old in data
    extracted = extract(data.replace(old, new), time.monotonic() + 60)
    if extracted.content is None:
        assert extracted.refusal
    else:
        assert len(extracted.content.pages) <= 2
        assert len(extracted.content.outline) <= 2


def test_more_pages_than_a_story_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "MAX_PAGES", 2)
    assert "has 3 pages, more than any story" in extract(Pdf([()] * 3).build(), time.monotonic() + 60).refusal


@pytest.mark.parametrize("limits", [{"MAX_SECONDS": -1.0}, {"MAX_MEMORY": 1024 * 1024}, {"MODULE": "no.such.module"}])
def test_a_process_that_fails_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, limits: dict[str, object]) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(extraction_process, name, value)
    with pytest.raises(InputError, match=r"takes too long|breaks the program"):
        read_piped_story(Pdf([lines(*GEESE)]).build())

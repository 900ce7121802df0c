"""Titles without numbers and without a heading's tag open chapters; what only looks like them does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.headings.title_lines import (
    CLOSING_WORDS,
    LETTER_LINE,
    POINT_OF_VIEW,
    SCENE_TIME,
    STATUS_LINE,
    can_be_standalone_title,
)
from audiobook.chapters.line_rules import LineRule
from audiobook.chapters.split import split_chapters
from audiobook.model import Book
from audiobook.reading.story import read_story
from tests.reading.books import docx, epub, page, paragraph, run

SENTENCES = (
    "She waited by the weir until the lamp had burned low.",
    "Nobody came down the road that night.",
    "“You are late,” said Bo, but he did not look at her.",
    "The water rose against the boards and fell again.",
    "Nia took the oar that her brother had left by the door.",
    "He asked whether the ferry would run in such a wind.",
    "“Not before morning,” she told him.",
)
TITLES = ("The Storm", "A New Home", "What the River Kept", "Low Water")
CONTENTS = "".join(f"<p>{title}</p>" for title in TITLES)
LINKS = "".join(f"<li><a href='#{at}'>{title}</a></li>" for at, title in enumerate(TITLES))


def tale(paragraphs: int = 3) -> list[str]:
    """Paragraphs of a story."""
    return [" ".join(SENTENCES[(at + more) % len(SENTENCES)] for more in range(3)) for at in range(paragraphs)]


def body(form: str, titles: tuple[str, ...] = TITLES, lengths: tuple[int, ...] = (), before: int = 0) -> str:
    """A page's body: each title in that form, with so many paragraphs below it, and so many before the first."""
    blocks = [f"<p>{one}</p>" for one in tale(before)]
    for at, title in enumerate(titles):
        blocks += [form.format(title), *(f"<p>{one}</p>" for one in tale(lengths[at] if lengths else 3))]
    return "\n".join(blocks)


def book_of(folder: Path, name: str, content: str | bytes) -> Book:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return split_chapters(read_story(path))


def html(content: str, sheet: str = "") -> str:
    return f"<html><head><title>Tales</title><style>{sheet}</style></head><body>{content}</body></html>"


def names_of(book: Book) -> list[str]:
    return [chapter.display_name for chapter in book.chapters]


def lines(form: str) -> str:
    return "\n\n".join(block for title in TITLES for block in (form.format(title), *tale()))


BOLD = "<p><strong>{}</strong></p>"
WORDS_OWN = (
    "<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:16.0pt'>{}</span></b></p>"
)
FORMS = {
    "centred and bold": html(body("<p align=center><b>{}</b></p>")),
    "bold": html(body(BOLD)),
    "below the book's own title": html("<h1>Tales</h1><p>by Ann Lee</p>" + body(BOLD)),
    "below a title set as they are": html("<p><strong>Tales</strong></p><p>by Ann Lee</p>" + body(BOLD)),
    "by a style sheet": html(body("<p class='ct'>{}</p>"), "p.ct { text-align: center; font-weight: 700 }"),
    "by the name of a class": html(body("<p class='chapter-title'>{}</p>")),
    "as Word saves pages": html(body(WORDS_OWN)),
    "in a centre and a font": html(body("<center><font size='+2'>{}</font></center>")),
    "between line breaks": html(body(BOLD).replace("<p>", "").replace("</p>", "<br><br>")),
    "below a list of contents": html("<p>Contents</p>" + CONTENTS + body(BOLD)),
    "only named by a list of contents": html("<p>Contents</p>" + CONTENTS + body("<p>{}</p>")),
    "only named by a list of links": html(f"<p>Contents</p><ul>{LINKS}</ul>" + body("<p>{}</p>")),
    "of uneven length": html(body(BOLD, lengths=(5, 8, 12, 6))),
}


@pytest.mark.parametrize("name", FORMS)
def test_lines_of_one_look_open_chapters(tmp_path: Path, name: str) -> None:
    assert names_of(book_of(tmp_path, "tales.html", FORMS[name])) == list(TITLES)


@pytest.mark.parametrize("form", ["**{}**", "__{}__", "~ {} ~", "=== {} ===", "***{}***"])
@pytest.mark.parametrize("name", ["tales.md", "tales.txt"])
def test_lines_with_the_same_drawn_around_them_open_chapters(tmp_path: Path, name: str, form: str) -> None:
    assert names_of(book_of(tmp_path, name, lines(form))) == list(TITLES)


def test_paragraphs_of_a_word_document_open_chapters_by_their_look(tmp_path: Path) -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    large = '<w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t>{}</w:t></w:r>'
    centred = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run("{}")}</w:p>'
    for form in (paragraph(bold), paragraph(large), centred):
        content = "".join(
            block for title in TITLES for block in (form.format(title), *(paragraph(run(one)) for one in tale()))
        )
        assert names_of(book_of(tmp_path, "tales.docx", docx(content))) == list(TITLES)


def test_a_book_of_one_file_opens_chapters_by_the_look_of_its_titles(tmp_path: Path) -> None:
    sheet = ".c4 { text-align: center } .c5 { font-weight: bold }"
    book = epub(
        {"all.xhtml": page(body("<p class='c4'><span class='c5'>{}</span></p>"))},
        "<dc:title>Tales</dc:title>",
        more={"OPS/style.css": sheet},
        manifest='<item id="css" href="style.css" media-type="text/css"/>',
    )
    assert names_of(book_of(tmp_path, "tales.epub", book)) == list(TITLES)


def test_a_prologue_and_an_odd_title_are_chapters_among_others(tmp_path: Path) -> None:
    titles = ("Prologue", *TITLES, "“Some Want to Go. Some Want to Stay.”", "Pillow Talk", "Epilogue")
    book = book_of(tmp_path, "tales.html", html(body(BOLD, titles)))
    assert names_of(book) == list(titles)


def test_a_list_of_contents_set_as_the_titles_are_is_left_out(tmp_path: Path) -> None:
    listed = "".join(map(BOLD.format, ("Contents", *TITLES)))
    book = book_of(tmp_path, "tales.html", html(listed + body(BOLD)))
    assert names_of(book) == list(TITLES)
    assert {block.skipped for block in book.front_matter} == {"table of contents"}


LOOK_ALIKE = {
    "points of view": (("Nia", "Bo", "Nia", "Bo"), (), 0),
    "points of view, each once": (("Nia", "Bo", "The Ferryman"), (), 0),
    "points of view that say so": (("Nia’s POV", "Bo’s POV", "Third Person POV"), (), 0),
    "dates": (("March 3rd", "March 9th", "1 April 1911"), (), 0),
    "times": (("Monday", "Later that night", "A week later"), (), 0),
    "signs": (("No Entry", "Beware of the Dog", "Closed"), (), 2),
    "stressed words": (("Run", "Boom", "And it was gone", "Never"), (1, 5, 2, 7), 2),
    "shouts": (("Run!", "Boom!", "Never!"), (), 0),
    "sentences": (("She was dead.", "He was gone.", "It was over."), (), 0),
    "letters": (("Dear Nia", "Dear Bo", "Dearest Nia"), (), 0),
    "status boxes": (("Strength: 12", "Level 3", "Speed +2"), (), 0),
    "too few": (TITLES[:2], (), 0),
    "titles at the end": (TITLES[:3], (), 9),
    "uneven": (TITLES, (1, 12, 1, 9), 0),
}


@pytest.mark.parametrize("name", LOOK_ALIKE)
def test_what_only_looks_like_titles_opens_no_chapter(tmp_path: Path, name: str) -> None:
    titles, lengths, before = LOOK_ALIKE[name]
    page_of = html(body(BOLD, titles, lengths, before))
    story = page_of.replace("Nobody", "The ferryman Bo").replace("ferryman", "Ferryman")
    book = book_of(tmp_path, "story.html", story)
    assert len(book.chapters) == 1
    assert not book.front_matter


def test_a_line_that_the_sentence_before_leads_to_is_no_title(tmp_path: Path) -> None:
    story = body(BOLD).replace("by the door.</p>", "by the door, where a board said:</p>")
    assert len(book_of(tmp_path, "story.html", html(story)).chapters) == 1


def test_titles_inside_of_numbered_chapters_open_none(tmp_path: Path) -> None:
    chapters = "".join(f"<h2>Chapter {number}</h2>{body(BOLD, TITLES[:3])}" for number in (1, 2))
    assert names_of(book_of(tmp_path, "story.html", html(chapters))) == ["Chapter 1", "Chapter 2"]
    plain = "".join(f"<p>Chapter {number}</p>{body(BOLD, TITLES[:3])}" for number in (1, 2))
    assert names_of(book_of(tmp_path, "story.html", html(plain))) == ["Chapter 1", "Chapter 2"]


def test_stretches_longer_than_any_chapter_are_chapters_whatever_they_are_called(tmp_path: Path) -> None:
    story = html(body(BOLD, ("Nia", "Bo") * 5, (60,) * 10))
    assert names_of(book_of(tmp_path, "story.html", story)) == ["Nia", "Bo"] * 5


NUMERALS = ("I", "II")
STORIES = ("The Storm", "A New Home", "Low Water")


def collection(name: str, numeral: str, paragraphs: int = 3, alone: str = "") -> str:
    """A collection: the names of stories in one form, the numerals below them in another, one story in one piece."""
    told = "".join(f"<p>{one}</p>" for one in tale(paragraphs))
    pieces = {one: told if one == alone else "".join(numeral.format(at) + told for at in NUMERALS) for one in STORIES}
    return html("<h1>Tales</h1>" + "".join(name.format(one) + piece for one, piece in pieces.items()))


KEPT = [f"{name}, Chapter {number}" for name in STORIES for number in (1, 2)]
COLLECTIONS = {
    "headings": (collection("<h2>{}</h2>", "<h3>{}</h3>"), KEPT),
    "headings and lines": (collection("<h2>{}</h2>", "<p>{}</p>"), KEPT),
    "long pieces": (collection("<h2>{}</h2>", "<p align=center>{}.</p>", 20), KEPT),
    "names in bold": (collection(BOLD, "<p>{}</p>"), KEPT),
    "names in bold above headings": (collection(BOLD, "<h3>{}</h3>"), KEPT),
    "sections of chapters": (collection("<h2>{}</h2>", "<h3>{}</h3>", 12), list(STORIES)),
    "sections of chapters in lines": (collection("<h2>{}</h2>", "<p>{}</p>", 12), list(STORIES)),
    "a story in one piece": (
        collection("<h2>{}</h2>", "<h3>{}</h3>", alone=STORIES[1]),
        [*KEPT[:2], STORIES[1], *KEPT[4:]],
    ),
    "the last story in one piece": (
        collection("<h2>{}</h2>", "<h3>{}</h3>", alone=STORIES[2]),
        [*KEPT[:4], STORIES[2]],
    ),
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_numerals_below_the_names_of_stories_keep_the_names(tmp_path: Path, name: str) -> None:
    content, expected = COLLECTIONS[name]
    assert names_of(book_of(tmp_path, "tales.html", content)) == expected


@pytest.mark.parametrize(
    "rule", [SCENE_TIME, LETTER_LINE, STATUS_LINE, POINT_OF_VIEW, CLOSING_WORDS], ids=lambda rule: rule.name
)
def test_rules_of_what_is_no_title_match_their_examples(rule: LineRule) -> None:
    assert [line for line in rule.matches if not rule.pattern.fullmatch(line)] == []
    assert [line for line in rule.rejects if rule.pattern.fullmatch(line) or not can_be_standalone_title(line)] == []

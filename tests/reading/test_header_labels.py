"""A header in headings ("Title: The Weir") is no story, whatever the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.reading.story import read_story
from tests.reading.books import docx, epub, ncx, page, paragraph, point, run

LABELS = ("Title: The Weir", "Author: Orla Venn", "Year: 1911")
STORY = "The kettle sang until the whole house was awake, and then it sang on. " * 8
CHAPTERS = ("Rain", "Sun")


def _html() -> bytes:
    labels = "".join(f"<h1>{label}</h1>" for label in LABELS)
    return f"<html><body>{labels}<hr/>{_chapters()}</body></html>".encode()


def _chapters() -> str:
    return "".join(f"<h2 id='{name}'>{name}</h2><p>{STORY}</p>" for name in CHAPTERS)


def _epub() -> bytes:
    labels = {f"{at}.xhtml": page(f"<h1>{label}</h1>") for at, label in enumerate(LABELS)}
    listed = [point(label, name) for label, name in zip(LABELS, labels, strict=True)]
    listed += [point(name, f"story.xhtml#{name}") for name in CHAPTERS]
    return epub({**labels, "story.xhtml": page(_chapters())}, "", toc=ncx("".join(listed)))


def _docx() -> bytes:
    labels = "".join(paragraph(run(label), "H1") for label in LABELS)
    return docx(labels + "".join(paragraph(run(name), "H2") + paragraph(run(STORY)) for name in CHAPTERS))


def _markdown() -> bytes:
    labels = "".join(f"# {label}\n\n" for label in LABELS)
    return (labels + "".join(f"## {name}\n\n{STORY}\n\n" for name in CHAPTERS)).encode()


FORMATS = {"html": _html(), "epub": _epub(), "docx": _docx(), "md": _markdown()}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_header_in_headings_is_metadata(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"story.{ending}"
    path.write_bytes(FORMATS[ending])
    book = split_chapters(read_story(path))
    about = book.metadata
    assert (about.title, about.author, about.published) == ("The Weir", "Orla Venn", "1911")
    assert [chapter.title for chapter in book.chapters] == list(CHAPTERS)
    spoken = [block.span.of(book.text) for chapter in book.chapters for block in chapter.blocks if not block.skipped]
    assert not set(LABELS) & set(spoken)


def test_a_label_among_the_chapters_stays_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    names = ("Rain", "Title: A Claim", "Sun")
    body = "".join(f"<h2>{name}</h2><p>{STORY}</p>" for name in names)
    path.write_text(f"<html><body>{body}</body></html>")
    assert [chapter.title for chapter in split_chapters(read_story(path)).chapters] == list(names)

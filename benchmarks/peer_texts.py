"""The texts that programs are compared on: the story as TXT and as EPUB, and what a person says of its lines.

The gold is a TOML file like sample_gold.toml, whose comments say what is in it.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from pathlib import Path

from benchmarks.judges import plain

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "benchmarks" / "sample_gold.toml"
QUOTATION = re.compile(r"“([^”]*)”?")
BREAK = re.compile(r"\W*|(\W*[oO0xX~-]\W*){3,}")
# Two people speak at once.
TOGETHER = "-"
EPUB_TYPE = "application/epub+zip"


class Label(StrEnum):
    """What a word of the file is; a heading may be read aloud or not."""

    STORY = "story"
    NOTE = "note"
    HEADER = "header"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file as it is compared, with its label and its line."""

    text: str
    label: Label
    line: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """A line of dialogue: its words and who says it."""

    words: tuple[str, ...]
    speaker: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the line of its heading, and its title."""

    line: int
    title: str


@dataclass(frozen=True)
class GoldText:
    """A story with what a person says of it; `people` are the names that each speaker goes by."""

    title: str
    author: str
    lines: tuple[str, ...]
    labels: tuple[Label, ...]
    chapters: tuple[Chapter, ...]
    speakers: Mapping[int, tuple[str, ...]]
    people: Mapping[str, tuple[str, ...]]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the file in its order."""
        return tuple(
            Word(word, label, number)
            for number, (line, label) in enumerate(zip(self.lines, self.labels, strict=True), 1)
            for word in split_words(line)
        )

    @property
    def story_words(self) -> tuple[str, ...]:
        """The words that should be heard."""
        return tuple(word.text for word in self.words if word.label is Label.STORY)

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """The lines of dialogue that one person says."""
        return tuple(
            Quotation(tuple(split_words(text)), speaker)
            for number, speakers in sorted(self.speakers.items())
            for text, speaker in zip(QUOTATION.findall(self.lines[number - 1]), speakers, strict=True)
            if speaker != TOGETHER
        )


def split_words(text: str) -> list[str]:
    """The words of a text as they are compared: small letters, numbers spelled out.

    >>> split_words("* * *"), split_words("Dr. Reyes, at 9:20")
    ([], ['doctor', 'reyes', 'at', 'nine', 'twenty'])
    """
    # "6:45" and "645" are heard alike.
    text = re.sub(r"\b(\d{1,2}):?(\d\d)\b", r"\1 \2", text)
    return plain(text).split() if re.search(r"[^\W_]", text) and not BREAK.fullmatch(text.strip()) else []


def read_gold(path: Path, chapters: int = 0) -> GoldText:
    """The story of a gold file, cut after so many chapters; 0 takes all of them."""
    data = tomllib.loads(path.read_text("utf-8"))
    lines = (ROOT / data["story"]).read_text("utf-8").splitlines()
    starts = data["chapters"]
    end = starts[chapters] - 1 if 0 < chapters < len(starts) else len(lines)
    labels = [Label.STORY] * len(lines)
    for label, ranges in ((Label.HEADER, data["header"]), (Label.NOTE, data["notes"])):
        for first, last in ranges:
            labels[first - 1 : last] = [label] * (last - first + 1)
    for number in data["headings"]:
        labels[number - 1] = Label.HEADING
    found = [Chapter(line, title) for line, title in zip(starts, data["titles"], strict=True) if line <= end]
    speakers = {int(line): tuple(names) for line, names in data["speakers"].items() if int(line) <= end}
    people = {name: tuple(names) for name, names in data["people"].items()}
    return GoldText(
        data["title"], data["author"], tuple(lines[:end]), tuple(labels[:end]), tuple(found), speakers, people
    )


def write_text(gold: GoldText, path: Path) -> None:
    """The story as plain text, as it stands."""
    path.write_text("\n".join(gold.lines) + "\n", "utf-8")


def write_epub(gold: GoldText, path: Path) -> None:
    """The story as an EPUB 3 as tools for e-books make it: a title page, a file a chapter, `h2` headings, a contents.

    The notes stay where they are, as paragraphs, as in an archive's own downloads.
    """
    bounds = [0, *(chapter.line - 1 for chapter in gold.chapters), len(gold.lines)]
    parts = [(gold.title, list(gold.lines[: bounds[1]]))]
    for chapter, first, last in zip(gold.chapters, bounds[1:-1], bounds[2:], strict=True):
        heading = re.sub(rf" by {re.escape(gold.author)}$", "", gold.lines[chapter.line - 1])
        parts.append((heading, list(gold.lines[first + 1 : last])))
    files = {f"part{number}.xhtml": (title, lines) for number, (title, lines) in enumerate(parts)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), EPUB_TYPE)
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("OEBPS/content.opf", _package_of(gold, list(files)))
        book.writestr("OEBPS/nav.xhtml", _contents_of({name: title for name, (title, _) in files.items()}))
        book.writestr("OEBPS/toc.ncx", _ncx_of(gold, {name: title for name, (title, _) in files.items()}))
        for name, (title, lines) in files.items():
            book.writestr(f"OEBPS/{name}", _page_of(title, f"<h2>{escape(title)}</h2>\n" + _paragraphs_of(lines)))


_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _paragraphs_of(lines: Iterable[str]) -> str:
    return "\n".join(_paragraph_of(line) for line in lines if line.strip())


def _paragraph_of(line: str) -> str:
    return "<p>" + re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", escape(line, quote=False)) + "</p>"


def _page_of(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en"><head><title>{escape(title)}</title></head>'
        f"<body>\n{body}\n</body></html>"
    )


def _contents_of(titles: Mapping[str, str]) -> str:
    rows = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, title in titles.items())
    return _page_of("Contents", f'<nav epub:type="toc"><ol>{rows}</ol></nav>')


def _ncx_of(gold: GoldText, titles: Mapping[str, str]) -> str:
    points = "".join(
        f'<navPoint id="n{order}" playOrder="{order}"><navLabel><text>{escape(title)}</text></navLabel>'
        f'<content src="{name}"/></navPoint>'
        for order, (name, title) in enumerate(titles.items(), 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
        f'<head><meta name="dtb:uid" content="urn:peers"/></head><docTitle><text>{escape(gold.title)}</text></docTitle>'
        f"<navMap>{points}</navMap></ncx>"
    )


def _package_of(gold: GoldText, names: Sequence[str]) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:peers'
        f"</dc:identifier><dc:title>{escape(gold.title)}</dc:title><dc:creator>{escape(gold.author)}</dc:creator>"
        '<dc:language>en</dc:language><meta property="dcterms:modified">2026-11-30T00:00:00Z</meta></metadata>'
        "<manifest>"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        + "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
        + '</manifest><spine toc="ncx">'
        + "".join(f'<itemref idref="{name}"/>' for name in names)
        + "</spine></package>"
    )

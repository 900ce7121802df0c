"""Reads Markdown: the text stays the file's own, its marks become sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.model import Manuscript, Metadata, Role, Section, Span
from audiobook.reading.front_matter import front_matter_of
from audiobook.reading.label_lines import HEADER, header_length
from audiobook.reading.labels import labelled, metadata_of
from audiobook.reading.lines import TextLine, text_lines
from audiobook.text.html_tags import without_tags

if TYPE_CHECKING:
    from markdown_it.token import Token

LINK_DEFINITION = "definition of a link"
COMMENT = "comment"
MARKUP = "markup"
EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
LINK = re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\n]{0,1000}\)")
# The attributes that pandoc and others allow behind a heading: "# Rain {#rain}".
ATTRIBUTES = re.compile(r"\s*\{[#.][^}\n]{0,200}\}\s*$")
DECLARATION = re.compile(r"<[!?][^<>]{0,1000}>")
RULE = re.compile(r"\s*<hr\b[^<>]{0,200}>\s*", re.IGNORECASE)
HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
# A line of dashes right below a paragraph makes a heading of it; below a sentence, it was meant to part two scenes.
MOST_UNDERLINED_CHARACTERS = 100
SENTENCE_END = re.compile(r"[.!?…,;:][”\"’')\]*_]*$")


def read_markdown(text: str, path: Path) -> Manuscript:
    """The story of a Markdown text, its headings, breaks and paragraphs marked."""
    front = front_matter_of(text)
    start = front.section.span.end if front else 0
    lines = [line for line in text_lines(text) if line.start >= start]
    sections = sorted(_sections(lines), key=lambda section: section.span.start)
    head = _header(text, sections, start)
    said = metadata_of(pair for section in sections[:head] if (pair := labelled(section.title)))
    sections = [*map(_as_header, sections[:head]), *sections[head:]]
    about = (front.metadata if front else Metadata()).over(said)
    return Manuscript(path, text, about, tuple([front.section, *sections] if front else sections))


def _header(text: str, sections: Sequence[Section], start: int) -> int:
    """How many of the first sections are a header in headings; text that is in no section ends it."""
    return header_length(_blocks(text, sections, start))


def _blocks(text: str, sections: Sequence[Section], start: int) -> Iterator[tuple[Role | None, str]]:
    at = start
    for section in sections:
        free = bool(text[at : section.span.start].strip())
        yield (None, "") if free else (section.role, section.title)
        at = section.span.end


def _as_header(section: Section) -> Section:
    return Section(Role.METADATA, section.span, reason=HEADER if section.role is Role.HEADING else MARKUP)


def _sections(lines: Sequence[TextLine]) -> Iterator[Section]:
    from markdown_it import MarkdownIt

    # Only blocks are asked for; what stands inside of lines is the ear's business, later.
    parser = MarkdownIt("commonmark").disable("inline")
    known: dict[str, dict[str, dict[str, list[int]]]] = {}
    tokens = parser.parse("\n".join(line.text.replace("\x00", " ") for line in lines), known)
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.map:
            yield from _section(token, following, _own(lines, token.map))
    for definition in known.get("references", {}).values():
        own = _own(lines, definition["map"])
        if own:
            yield Section(Role.METADATA, _over(own), reason=LINK_DEFINITION)


def _own(lines: Sequence[TextLine], where: Sequence[int]) -> list[TextLine]:
    """The lines of a token, without blank ones at its ends."""
    own = list(lines[where[0] : where[1]])
    while own and not own[-1].text.strip():
        own.pop()
    while own and not own[0].text.strip():
        own.pop(0)
    return own


def _over(lines: Sequence[TextLine]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)


def _section(token: Token, following: Token | None, own: list[TextLine]) -> Iterator[Section]:
    if not own:
        return
    if token.type == "heading_open" and token.level == 0:
        yield from _heading(token, following.content if following else "", own)
    elif token.type == "hr":
        yield Section(Role.BREAK, _over(own))
    elif token.type == "paragraph_open":
        yield from _paragraphs(own)
    elif token.type == "html_block":
        yield from _markup(own)


def _heading(token: Token, content: str, own: list[TextLine]) -> Iterator[Section]:
    underlined = token.markup in ("-", "=")
    if underlined and _is_sentence(content):
        yield from _paragraphs(own[:-1])
        yield Section(Role.BREAK, own[-1].span)
        return
    yield Section(Role.HEADING, _over(own), title=_title(content), level=int(token.tag[1:]))


def _is_sentence(content: str) -> bool:
    return len(content) > MOST_UNDERLINED_CHARACTERS or "\n" in content or bool(SENTENCE_END.search(content))


def _title(content: str) -> str:
    """A heading's words without its marks.

    >>> _title("The *Long* [Way](w.md) {#way}")
    'The Long Way'
    """
    bare = EMPHASIS.sub("", LINK.sub(r"\1", ATTRIBUTES.sub("", content)))
    return " ".join(bare.replace("\\", "").split())


def _paragraphs(own: list[TextLine]) -> Iterator[Section]:
    """The paragraphs of a run of lines: one, or several where the writer has broken lines on purpose."""
    run: list[TextLine] = []
    for line in own:
        run.append(line)
        if HARD_BREAK.search(line.text):
            yield from _joined(run)
            run = []
    yield from _joined(run)


def _joined(run: list[TextLine]) -> Iterator[Section]:
    if len(run) > 1:
        yield Section(Role.PARAGRAPH, _over(run))


def _markup(own: list[TextLine]) -> Iterator[Section]:
    """A block of HTML: a comment, a rule, or tags without words; one with words is story."""
    block = "\n".join(line.text for line in own)
    if RULE.fullmatch(block):
        yield Section(Role.BREAK, _over(own))
    elif block.lstrip().startswith("<!--") and block.rstrip().endswith("-->"):
        yield Section(Role.METADATA, _over(own), reason=COMMENT)
    elif not any(character.isalnum() for character in DECLARATION.sub("", without_tags(block))):
        yield Section(Role.METADATA, _over(own), reason=MARKUP)

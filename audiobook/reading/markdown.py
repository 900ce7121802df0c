"""Reads Markdown: the text stays as it is in the file, its markup becomes sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.model import Manuscript, Metadata, Section, SectionRole, Span
from audiobook.reading.front_matter import parse_front_matter
from audiobook.reading.header_labels import count_header_blocks
from audiobook.reading.lines import TextLine, text_lines
from audiobook.reading.metadata_labels import metadata_from_labels, parse_label_line
from audiobook.text.html_tags import strip_html_tags
from audiobook.text.line_ends import PUNCTUATED_END
from audiobook.text.normalization.markup import BRACED_ATTRIBUTES
from audiobook.text.skip_reasons import COMMENT, LINK_DEFINITION, MARKUP, STORY_HEADER

if TYPE_CHECKING:
    from markdown_it.token import Token

EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
LINK = re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\n]{0,1000}\)")
HEADING_ATTRIBUTES = re.compile(rf"\s*{BRACED_ATTRIBUTES}\s*$")
DECLARATION = re.compile(r"<[!?][^<>]{0,1000}>")
RULE = re.compile(r"\s*<hr\b[^<>]{0,200}>\s*", re.IGNORECASE)
# Pandoc puts a line of colons before and after a part that has a class: "::: {.scene}".
OPENING_FENCE = re.compile(r":{3,80}[ \t]*(?:\{[^{}\n]{1,500}\}|[\w-]{1,80})[ \t]*:{0,80}[ \t]*")
CLOSING_FENCE = re.compile(r":{3,80}[ \t]*")
HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
# A line of dashes directly below a paragraph makes it a heading; below a sentence, it was meant as a scene break.
MAX_UNDERLINED_CHARACTERS = 100


def read_markdown(text: str, path: Path) -> Manuscript:
    """The story in a Markdown text, with its headings, breaks and paragraphs as sections."""
    front = parse_front_matter(text)
    start = front.section.span.end if front else 0
    lines = [line for line in text_lines(text) if line.start >= start]
    sections = sorted(_parse_sections(lines), key=lambda section: section.span.start)
    header_count = _count_header_sections(text, sections, start)
    header_metadata = metadata_from_labels(
        pair for section in sections[:header_count] if (pair := parse_label_line(section.title))
    )
    sections = [*map(_to_header, sections[:header_count]), *sections[header_count:]]
    metadata = (front.metadata if front else Metadata()).with_defaults(header_metadata)
    return Manuscript(path, text, metadata, tuple([front.section, *sections] if front else sections))


def _count_header_sections(text: str, sections: Sequence[Section], start: int) -> int:
    """How many of the first sections are a header made of headings; text outside sections ends it."""
    return count_header_blocks(_header_blocks(text, sections, start))


def _header_blocks(text: str, sections: Sequence[Section], start: int) -> Iterator[tuple[SectionRole | None, str]]:
    offset = start
    for section in sections:
        is_unclaimed = bool(text[offset : section.span.start].strip())
        yield (None, "") if is_unclaimed else (section.role, section.title)
        offset = section.span.end


def _to_header(section: Section) -> Section:
    reason = STORY_HEADER if section.role is SectionRole.HEADING else MARKUP
    return Section(SectionRole.METADATA, section.span, reason=reason)


def _parse_sections(lines: Sequence[TextLine]) -> Iterator[Section]:
    from markdown_it import MarkdownIt

    # Only blocks are needed; inline markup is handled later, by the normalization.
    parser = MarkdownIt("commonmark").disable("inline")
    environment: dict[str, dict[str, dict[str, list[int]]]] = {}
    fences = _find_fences(lines)
    for fence in fences:
        yield Section(SectionRole.METADATA, lines[fence].span, reason=MARKUP)
    texts = ("" if number in fences else line.text.replace("\x00", " ") for number, line in enumerate(lines))
    tokens = parser.parse("\n".join(texts), environment)
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.map:
            yield from _token_sections(token, following, _token_lines(lines, token.map))
    for definition in environment.get("references", {}).values():
        lines_in_token = _token_lines(lines, definition["map"])
        if lines_in_token:
            yield Section(SectionRole.METADATA, _span_of_lines(lines_in_token), reason=LINK_DEFINITION)


def _find_fences(lines: Sequence[TextLine]) -> frozenset[int]:
    """The numbers of the lines that open or close such a part; in other stories, colons alone are an ornament."""
    openings = {number for number, line in enumerate(lines) if OPENING_FENCE.fullmatch(line.text)}
    if not openings:
        return frozenset()
    return frozenset(openings | {number for number, line in enumerate(lines) if CLOSING_FENCE.fullmatch(line.text)})


def _token_lines(lines: Sequence[TextLine], line_range: Sequence[int]) -> list[TextLine]:
    """The lines of a token without blank ones at its ends."""
    token_lines = list(lines[line_range[0] : line_range[1]])
    while token_lines and not token_lines[-1].text.strip():
        token_lines.pop()
    while token_lines and not token_lines[0].text.strip():
        token_lines.pop(0)
    return token_lines


def _span_of_lines(lines: Sequence[TextLine]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)


def _token_sections(token: Token, next_token: Token | None, lines: list[TextLine]) -> Iterator[Section]:
    if not lines:
        return
    if token.type == "heading_open" and token.level == 0:
        yield from _heading_sections(token, next_token.content if next_token else "", lines)
    elif token.type == "hr":
        yield Section(SectionRole.BREAK, _span_of_lines(lines))
    elif token.type == "paragraph_open":
        yield from _paragraph_sections(lines)
    elif token.type == "html_block":
        yield from _html_sections(lines)


def _heading_sections(token: Token, content: str, lines: list[TextLine]) -> Iterator[Section]:
    is_underlined = token.markup in ("-", "=")
    if is_underlined and _is_sentence(content):
        yield from _paragraph_sections(lines[:-1])
        yield Section(SectionRole.BREAK, lines[-1].span)
        return
    yield Section(SectionRole.HEADING, _span_of_lines(lines), title=_heading_title(content), level=int(token.tag[1:]))


def _is_sentence(content: str) -> bool:
    return len(content) > MAX_UNDERLINED_CHARACTERS or "\n" in content or bool(PUNCTUATED_END.search(content))


def _heading_title(content: str) -> str:
    """A heading's words without markup.

    >>> _heading_title("The *Long* [Way](w.md) {#way}")
    'The Long Way'
    """
    plain = EMPHASIS.sub("", LINK.sub(r"\1", HEADING_ATTRIBUTES.sub("", content)))
    return " ".join(plain.replace("\\", "").split())


def _paragraph_sections(lines: list[TextLine]) -> Iterator[Section]:
    """The paragraphs in a run of lines: one, or several if the author broke lines on purpose."""
    unbroken: list[TextLine] = []
    for line in lines:
        unbroken.append(line)
        if HARD_BREAK.search(line.text):
            yield from _joined_lines_section(unbroken)
            unbroken = []
    yield from _joined_lines_section(unbroken)


def _joined_lines_section(run: list[TextLine]) -> Iterator[Section]:
    if len(run) > 1:
        yield Section(SectionRole.PARAGRAPH, _span_of_lines(run))


def _html_sections(lines: list[TextLine]) -> Iterator[Section]:
    """The section for a block of HTML: a comment, a rule, or tags without words; one with words is story."""
    source = "\n".join(line.text for line in lines)
    if RULE.fullmatch(source):
        yield Section(SectionRole.BREAK, _span_of_lines(lines))
    elif source.lstrip().startswith("<!--") and source.rstrip().endswith("-->"):
        yield Section(SectionRole.METADATA, _span_of_lines(lines), reason=COMMENT)
    elif not any(character.isalnum() for character in DECLARATION.sub("", strip_html_tags(source))):
        yield Section(SectionRole.METADATA, _span_of_lines(lines), reason=MARKUP)

"""BBCode, the markup of forums, in stories copied from there: [b]so[/b], [url=…]so[/url], [center]…"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

TAG_NAMES = (
    "b|i|u|s|strike|em|strong|size|font|face|colou?r|highlight|cent(?:er|re)|left|right|justify|align|indent|quote|"
    "spoilers?|hide|code|url|email|img|list|li|ul|ol|h[1-6]|sub|sup|small|big|table|tr|td|th"
)
TAG_PATTERN = re.compile(
    rf"\[(?P<closing>/)?(?P<name>{TAG_NAMES})(?P<value>(?:=|\s{{1,3}}[a-z]{{1,12}}=)[^\[\]\n]{{1,300}})?\]"
    r"|(?P<rule>\[hr\](?:\[/hr\])?)|(?P<item>(?<![^\n])[ \t]{0,20}\[\*\])",
    re.IGNORECASE,
)
NONBLANK_LINE = re.compile(r"[^\n]*\S[^\n]*")
NON_SPACE = re.compile(r"\S")
# A line whose last tag closes something, or is a picture.
CLOSING_LINE = re.compile(r"\[/[^\[\]]{1,12}\]\s*$")
# Italics mean thoughts and stress, and become Markdown; bold type is only decoration.
ITALIC_TAGS = frozenset(("i", "em"))
# Longer italics, or italics over several paragraphs, stress nothing.
MAX_EMPHASIS_CHARACTERS = 2000
# Invisible and silent: it fills a tag's place where a blank would separate a mark from its word.
WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class BBCodeTag:
    """A BBCode tag in a text, `start` to `end` (exclusive), and a replacement of the same length without words."""

    start: int
    end: int
    replacement: str


def find_bbcode_tags(text: str) -> tuple[BBCodeTag, ...]:
    """The BBCode tags of a text in order: pairs of tags, horizontal rules and list items.

    A word in brackets that nothing closes is no tag.

    >>> [(tag.start, tag.end) for tag in find_bbcode_tags("[b]So[/b] be it: [b] is a base")]
    [(0, 3), (5, 9)]
    """
    if "[" not in text:
        return ()
    return tuple(sorted(_find_tags(text), key=lambda tag: tag.start))


def blank_bbcode(text: str) -> str:
    """The text with its BBCode tags blanked out, at the same length, so that positions stay the same.

    A line of nothing but tags must not become a blank line: its line end becomes a blank, too.
    """
    parts, position = [], 0
    for tag in find_bbcode_tags(text):
        parts += [text[position : tag.start], tag.replacement]
        position = tag.end
    return _close_up_blank_lines(text, "".join((*parts, text[position:]))) if parts else text


def _close_up_blank_lines(text: str, plain: str) -> str:
    """The plain text with each line of nothing but tags joined to what the tags open, or close."""
    parts, position, words_end = [], 0, 0
    for line in NONBLANK_LINE.finditer(text):
        words = plain[line.start() : line.end()].rstrip()
        if words.strip() or line.start() < position:
            words_end = line.start() + len(words) if words.strip() else words_end
            continue
        opens = not CLOSING_LINE.search(line.group())
        blank_start = line.start() if opens else max(position, words_end)
        blank_end = _next_word_start(plain, line.end()) if opens else line.end()
        parts += [plain[position:blank_start], " " * (blank_end - blank_start)]
        position = blank_end
    return "".join((*parts, plain[position:])) if parts else plain


def _next_word_start(plain: str, start: int) -> int:
    match = NON_SPACE.search(plain, start)
    return match.start() if match else len(plain)


def _find_tags(text: str) -> Iterator[BBCodeTag]:
    open_tags: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    folded = text.lower()
    has_list = "[/list]" in folded
    if "[/" not in folded and "[hr]" not in folded:
        return  # a long text is searched in no time for what no tag can do without
    for match in TAG_PATTERN.finditer(text):
        name = (match["name"] or "").lower()
        if match["rule"]:
            yield BBCodeTag(match.start(), match.end(), "-" * len(match.group()))
        elif match["item"]:
            yield from _build_blank_tag(text, match, opens=True) if has_list else ()
        elif not match["closing"]:
            open_tags[name].append(match)
        elif open_tags[name]:
            yield from _build_tag_pair(text, open_tags[name].pop(), match, name)


def _build_tag_pair(text: str, opening: re.Match[str], closing: re.Match[str], name: str) -> Iterator[BBCodeTag]:
    if name == "img":  # its content is an address
        yield BBCodeTag(
            opening.start(), closing.end(), _fill_preserving_lines(text, opening.start(), closing.end(), " ")
        )
        return
    if name in ITALIC_TAGS and _is_emphasis(
        text[opening.end() : min(closing.start(), opening.end() + MAX_EMPHASIS_CHARACTERS)]
    ):
        yield BBCodeTag(opening.start(), opening.end(), "*" + WORD_JOINER * (len(opening.group()) - 1))
        yield BBCodeTag(closing.start(), closing.end(), WORD_JOINER * (len(closing.group()) - 1) + "*")
        return
    yield from _build_blank_tag(text, opening, opens=True)
    yield from _build_blank_tag(text, closing, opens=False)


def _is_emphasis(inside: str) -> bool:
    """Whether the content of italics is read as emphasis: within one line, and without other marks."""
    return bool(inside) and inside == inside.strip() and not any(character in inside for character in "*_[]\n")


def _build_blank_tag(text: str, match: re.Match[str], opens: bool) -> Iterator[BBCodeTag]:
    """A tag as blanks where it is next to a blank, else as word joiners, so that marks stay next to their words."""
    start, end = match.span()
    neighbor = text[start - 1 : start] if opens else text[end : end + 1]
    blank = not neighbor or neighbor.isspace() or neighbor == ("]" if opens else "[")
    yield BBCodeTag(start, end, _fill_preserving_lines(text, start, end, " " if blank else WORD_JOINER))


def _fill_preserving_lines(text: str, start: int, end: int, filler: str) -> str:
    return "".join("\n" if character == "\n" else filler for character in text[start:end])

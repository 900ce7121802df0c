"""BBCode, the markup of forums, as it stands in stories copied from there: [b]so[/b], [url=…]so[/url], [center]…"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

TAG_NAMES = (
    "b|i|u|s|strike|em|strong|size|font|face|colou?r|highlight|cent(?:er|re)|left|right|justify|align|indent|quote|"
    "spoilers?|hide|code|url|email|img|list|li|ul|ol|h[1-6]|sub|sup|small|big|table|tr|td|th"
)
TAG = re.compile(
    rf"\[(?P<closing>/)?(?P<name>{TAG_NAMES})(?P<value>(?:=|\s{{1,3}}[a-z]{{1,12}}=)[^\[\]\n]{{1,300}})?\]"
    r"|(?P<rule>\[hr\](?:\[/hr\])?)|(?P<item>(?<![^\n])[ \t]{0,20}\[\*\])",
    re.IGNORECASE,
)
LINE = re.compile(r"[^\n]*\S[^\n]*")
NOT_BLANK = re.compile(r"\S")
# A line whose last tag closes something, or is a picture.
CLOSING_LINE = re.compile(r"\[/[^\[\]]{1,12}\]\s*$")
# Italics are thoughts and stress, and are written as Markdown has them; what is bold is only loud to the eye.
ITALICS = frozenset(("i", "em"))
# Emphasis that runs on for longer, or over paragraphs, stresses nothing.
MOST_EMPHASISED = 2000
# A sign without width or sound: it keeps a tag's place where a blank would part a mark from its word.
JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of BBCode in a text, and what stands for it: as many characters without words."""

    start: int
    end: int
    plain: str


def bbcode_tags(text: str) -> tuple[Tag, ...]:
    """The tags of a text in order: those that open and close something, rules and the items of lists.

    A word in brackets that nothing closes is none.

    >>> [(tag.start, tag.end) for tag in bbcode_tags("[b]So[/b] be it: [b] is a base")]
    [(0, 3), (5, 9)]
    """
    if "[" not in text:
        return ()
    return tuple(sorted(_tags(text), key=lambda tag: tag.start))


def without_bbcode(text: str) -> str:
    """The text with all tags of BBCode made blank, each as long as it was, so that places stay what they are.

    Lines that hold nothing but tags are no blank lines: their line ends become blanks, too.
    """
    parts, done = [], 0
    for tag in bbcode_tags(text):
        parts += [text[done : tag.start], tag.plain]
        done = tag.end
    return _closed_up(text, "".join((*parts, text[done:]))) if parts else text


def _closed_up(text: str, plain: str) -> str:
    """The plain text, lines that held only tags joined with what they open, or with what they close."""
    parts, done, words_end = [], 0, 0
    for line in LINE.finditer(text):
        words = plain[line.start() : line.end()].rstrip()
        if words.strip() or line.start() < done:
            words_end = line.start() + len(words) if words.strip() else words_end
            continue
        opens = not CLOSING_LINE.search(line.group())
        first = line.start() if opens else max(done, words_end)
        last = _next_word(plain, line.end()) if opens else line.end()
        parts += [plain[done:first], " " * (last - first)]
        done = last
    return "".join((*parts, plain[done:])) if parts else plain


def _next_word(plain: str, at: int) -> int:
    found = NOT_BLANK.search(plain, at)
    return found.start() if found else len(plain)


def _tags(text: str) -> Iterator[Tag]:
    open_tags: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    lists = "[/list]" in text.lower()
    for match in TAG.finditer(text):
        name = (match["name"] or "").lower()
        if match["rule"]:
            yield Tag(match.start(), match.end(), "-" * len(match.group()))
        elif match["item"]:
            yield from _blanks(text, match, opens=True) if lists else ()
        elif not match["closing"]:
            open_tags[name].append(match)
        elif open_tags[name]:
            yield from _pair(text, open_tags[name].pop(), match, name)


def _pair(text: str, opening: re.Match[str], closing: re.Match[str], name: str) -> Iterator[Tag]:
    if name == "img":  # what it holds is an address
        yield Tag(opening.start(), closing.end(), _filled(text, opening.start(), closing.end(), " "))
        return
    if name in ITALICS and _is_emphasis(text[opening.end() : min(closing.start(), opening.end() + MOST_EMPHASISED)]):
        yield Tag(opening.start(), opening.end(), "*" + JOINER * (len(opening.group()) - 1))
        yield Tag(closing.start(), closing.end(), JOINER * (len(closing.group()) - 1) + "*")
        return
    yield from _blanks(text, opening, opens=True)
    yield from _blanks(text, closing, opens=False)


def _is_emphasis(inside: str) -> bool:
    """Whether what italics hold is read as emphasised: within one line, and without other marks."""
    return bool(inside) and inside == inside.strip() and not any(sign in inside for sign in "*_[]\n")


def _blanks(text: str, match: re.Match[str], opens: bool) -> Iterator[Tag]:
    """A tag as blanks where it stands beside one, else as joiners, so that marks stay beside their words."""
    start, end = match.span()
    beside = text[start - 1 : start] if opens else text[end : end + 1]
    blank = not beside or beside.isspace() or beside == ("]" if opens else "[")
    yield Tag(start, end, _filled(text, start, end, " " if blank else JOINER))


def _filled(text: str, start: int, end: int, sign: str) -> str:
    return "".join("\n" if character == "\n" else sign for character in text[start:end])

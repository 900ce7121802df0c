"""Distinguishes HTML tags from words in angle brackets: “<i>” is markup, “<I see you,>” is a hawk's thought."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Tags inside a line of text, and tags that separate words.
INLINE_TAGS = frozenset(
    "a abbr acronym b big cite code del dfn em font i ins kbd q rb rp rt ruby s samp small span strike strong sub "
    "sup tt u var wbr".split()
)
BLOCK_TAGS = frozenset(
    "blockquote br center dd div dl dt h1 h2 h3 h4 h5 h6 hr img li ol p pre table tbody td tfoot th thead tr ul".split()
)
# Tags of the page around the text; alone they are as likely to be words of the story ("<title>").
PAGE_FRAME_TAGS = frozenset(
    "article aside audio body button details figcaption figure footer form head header html iframe input link "
    "main meta nav picture script section source style summary svg title video".split()
)
# Tags that have no closing tag, or that people often leave open.
VOID_OR_OPEN_TAGS = frozenset("br hr img wbr p li dd dt td th tr".split())
ATTRIBUTE_NAMES = (
    r"id|class|style|title|lang|dir|align|valign|color|face|size|href|src|alt|width|height|name|target|rel|type|start|"
    r"value|cite|datetime|clear|border|bgcolor|hspace|vspace|cellpadding|cellspacing|colspan|rowspan|role|rev|"
    r"data-[\w-]{1,40}|aria-[\w-]{1,40}|on[a-z]{3,20}|xml:[a-z]{1,10}|epub:[a-z]{1,10}"
)
TAG_PATTERN = re.compile(
    rf"<(?P<close>/?)(?P<name>{'|'.join(sorted(INLINE_TAGS | BLOCK_TAGS | PAGE_FRAME_TAGS, key=len, reverse=True))})"
    r"(?P<rest>(?:[\s/][^<>]{0,500})?)>",
    re.IGNORECASE,
)
# What may follow a tag's name; a word without "=" is an attribute only if HTML defines it as one.
ATTRIBUTES_PATTERN = re.compile(
    rf"(?:\s{{1,20}}(?:(?:{ATTRIBUTE_NAMES})\s{{0,9}}=\s{{0,9}}(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+)|noshade|nowrap|compact))*"
    r"\s{0,20}/?",
    re.IGNORECASE,
)


def find_html_tags(text: str) -> Iterator[re.Match[str]]:
    """The HTML tags of a text, in order; each match has the groups "close", "name" and "rest".

    A name with a capital ("<Small>", "<B>") or of `PAGE_FRAME_TAGS` is a tag only if the text closes it.

    >>> [tag.group() for tag in find_html_tags("<i>So</i> <I see you,> <Small wonder> <br/>")]
    ['<i>', '</i>', '<br/>']
    """
    candidates = [match for match in TAG_PATTERN.finditer(text) if ATTRIBUTES_PATTERN.fullmatch(match["rest"])]
    closed = {match["name"].lower() for match in candidates if match["close"]}
    return (match for match in candidates if _is_tag(match, closed))


def _is_tag(match: re.Match[str], closed: set[str]) -> bool:
    name = match["name"]
    if match["close"] or match["rest"].strip(" /") or (name.islower() and name not in PAGE_FRAME_TAGS):
        return True
    return name.lower() in closed or name.lower() in VOID_OR_OPEN_TAGS


def strip_html_tags(text: str) -> str:
    """The text without its HTML tags, with a space for each that separates words.

    >>> strip_html_tags("one<br>two <b>three</b> <Strong as ever>")
    'one two three <Strong as ever>'
    """
    parts: list[str] = []
    position = 0
    for match in find_html_tags(text):
        parts += [text[position : match.start()], "" if match["name"].lower() in INLINE_TAGS else " "]
        position = match.end()
    return "".join((*parts, text[position:])) if parts else text

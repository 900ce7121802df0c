"""Repairs the tags of an XML document, so that a forgiving parser loses none of its words."""

from __future__ import annotations

import html
import re
from collections import Counter

# Names and white space are ASCII in all these patterns: in XML, U+2028 and the like are no white space.
TAG_CONTENT = r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+"""
# A "<" that begins no tag, or one that isn't closed before the next; it is a `tag` if no words follow its name.
BROKEN_TAG = re.compile(
    r"""<(?![!?])(?P<tag>/?[\w:.-]++(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'))*+\s*+(?=<|\Z))?"""
    r"(?=[^<>]*+(?:<|\Z))|<(?!/?[^\W\d]|[!?])",
    re.ASCII,
)
# A valid tag, or the name of one whose attributes are broken.
TAG_WITH_ATTRIBUTES = re.compile(
    r"""(?P<valid></?[^\W\d][\w:.-]*+(?:\s++[^\W\d][\w:.-]*+\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+\s*+/?>)"""
    r"|<(?P<name>/?[^\W\d][\w:.-]*+)[^<>]*?(?P<end>/?)>",
    re.ASCII,
)
NAMED_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[\w:.-]++){TAG_CONTENT}>", re.ASCII)
NUMBERED_ENTITY = re.compile(r"&#(?:[0-9]{1,10}|x[0-9a-f]{1,8});", re.IGNORECASE)
# These must stay written as entities.
XML_CHARACTERS = frozenset("&<>\"'")
# Comments, CDATA and instructions: nothing inside them is a tag.
ENCLOSURES = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


def mend_broken_tags(source: str) -> str:
    """The document with its broken tags removed, or turned into text where words follow the tag's name.

    A comment that never ends becomes text, too. A tag with broken attributes keeps only its name. An empty comment is
    added at the end: without it, the parser drops text at the very end of a document that was cut off.

    >>> mend_broken_tags("<a>one</i<b>two</b> 1 <2> 3 <i four<c 5='>six</c></a>")
    '<a>one<b>two</b> 1 &lt;2> 3 &lt;i four<c>six</c></a><!---->'
    """
    for opening, closing in ENCLOSURES:
        last_end = source.rfind(closing) + 1
        source = source[:last_end] + source[last_end:].replace(opening, "")
    source = BROKEN_TAG.sub(lambda match: "" if match["tag"] else "&lt;", source)
    # The parser accepts numbers of characters that don't exist, and then fails to decode its own text.
    source = NUMBERED_ENTITY.sub(_resolve_number, source)
    source = TAG_WITH_ATTRIBUTES.sub(lambda match: match["valid"] or f"<{match['name']}{match['end']}>", source)
    return f"{source}<!---->"


def _resolve_number(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0] if character in XML_CHARACTERS else character


def balance_tags(source: str) -> str:
    """The document with an end tag for every element, without stray end tags, and with everything inside its root.

    >>> balance_tags("<a><b>x</c><i></b></b></a>y")
    '<a><b>x<i></i></b>y</a>'
    """
    open_names: list[str] = []
    counts = Counter[str]()

    def close_innermost() -> str:
        name = open_names.pop()
        counts[name] -= 1
        return f"</{name}>"

    def balance(match: re.Match[str]) -> str:
        name = match["name"]
        if not match["end"]:
            if not match[0].endswith("/>"):
                open_names.append(name)
                counts[name] += 1
            return match[0]
        if not counts[name]:
            return ""
        ends = ""
        while open_names[-1] != name:
            ends += close_innermost()
        # Whatever follows the end of the root is kept inside it.
        return ends + close_innermost() if len(open_names) > 1 else ends

    balanced = NAMED_TAG.sub(balance, source)
    return balanced + "".join(close_innermost() for _ in range(len(open_names)))

"""Repairs the tags of an XML document, so that a forgiving parser loses none of its words."""

from __future__ import annotations

import html
import re
from collections import Counter

# Names and white space are ASCII everywhere here: others, such as a line separator, end no name in XML.
# What is no tag, or not ended before the next one begins: the rest of one that is broken off, or else text.
BROKEN_TAG = re.compile(
    r"""<(?![!?])(?P<tag>/?[\w:.-]++(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'))*+\s*+(?=<|\Z))?"""
    r"(?=[^<>]*+(?:<|\Z))|<(?!/?[^\W\d]|[!?])",
    re.ASCII,
)
# A tag with its attributes as XML has them, or else its name and whether it is empty.
TAG_WITH_ATTRIBUTES = re.compile(
    r"""(?P<valid></?[^\W\d][\w:.-]*+(?:\s++[^\W\d][\w:.-]*+\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+\s*+/?>)"""
    r"|<(?P<name>/?[^\W\d][\w:.-]*+)[^<>]*?(?P<end>/?)>",
    re.ASCII,
)
# The name of an element, and whether it ends there.
NAMED_TAG = re.compile(r"""<(?P<end>/?)(?P<name>[\w:.-]++)(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""", re.ASCII)
NUMBERED_ENTITY = re.compile(r"&#(?:[0-9]{1,10}|x[0-9a-f]{1,8});", re.IGNORECASE)
# What stands for itself only as an entity.
XML_CHARACTERS = frozenset("&<>\"'")
# What goes on until its end, whatever is in it.
ENCLOSURES = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


def mend_broken_tags(source: str) -> str:
    """The document without tags that are broken off; where words follow a tag's name, it is all text.

    So is the rest of a comment that never ends. A tag with attributes that are broken keeps its name. A comment is put
    behind the last words, or the parser would lose them.

    >>> mend_broken_tags("<a>one</i<b>two</b> 1 <2> 3 <i four<c 5='>six</c></a>")
    '<a>one<b>two</b> 1 &lt;2> 3 &lt;i four<c>six</c></a><!---->'
    """
    for opening, closing in ENCLOSURES:
        last_end = source.rfind(closing) + 1
        source = source[:last_end] + source[last_end:].replace(opening, "")
    source = BROKEN_TAG.sub(lambda match: "" if match["tag"] else "&lt;", source)
    # The parser takes the number of a character that doesn't exist, and then stumbles over it.
    source = NUMBERED_ENTITY.sub(_resolve_number, source)
    source = TAG_WITH_ATTRIBUTES.sub(lambda match: match["valid"] or f"<{match['name']}{match['end']}>", source)
    return f"{source}<!---->"


def _resolve_number(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0] if character in XML_CHARACTERS else character


def balance_tags(source: str) -> str:
    """The document with an end for each element, and without those of elements that aren't open; all of it is one.

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
        # What comes behind the end of the root belongs to it, too.
        return ends + close_innermost() if len(open_names) > 1 else ends

    balanced = NAMED_TAG.sub(balance, source)
    return balanced + "".join(close_innermost() for _ in range(len(open_names)))

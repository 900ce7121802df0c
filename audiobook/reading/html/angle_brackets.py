"""Protects words that an author put in angle brackets, before a parser takes them for tags."""

from __future__ import annotations

import re

# Every element of HTML, past and present, and those of SVG and MathML that occur on pages.
KNOWN_ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote "
    "body br button canvas caption center circle cite code col colgroup data datalist dd defs del desc details "
    "dfn dialog dir div dl dt ellipse em embed fieldset figcaption figure font footer foreignobject form frame "
    "frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen "
    "label legend li line lineargradient link listing main map mark marquee math mask menu menuitem meta meter "
    "nav nobr noframes noscript object ol optgroup option output p param path picture plaintext polygon polyline "
    "pre progress q radialgradient rb rect rp rt rtc ruby s samp script search section select slot small source "
    "span stop strike strong style sub summary sup svg symbol table tbody td template text textarea tfoot th "
    "thead time title tr track tspan tt u ul use var video wbr xmp".split()
)
# Attributes that a tag may have without a value; web frameworks add names with a hyphen, a colon or "@".
BARE_ATTRIBUTES = frozenset(
    "abbr accept action align allowfullscreen alt amp async autofocus autoplay border cellpadding cellspacing "
    "charset checked class color compact content controls crossorigin data datetime declare default defer dir "
    "disabled download draggable face for formnovalidate height hidden href id inert is ismap itemscope lang "
    "language loop method multiple muted name noshade novalidate nowrap open rel playsinline property readonly "
    "rel required reversed role scoped selected size span src start style summary tabindex target title translate "
    "type value valign width".split()
)
# Elements that frame a page are hardly ever words of a story, and have had attributes of all kinds.
STRUCTURE_ELEMENTS = frozenset(
    "html head body div section header footer nav main form input button script style link meta svg".split()
)
TAG = re.compile(r"<(?P<name>[A-Za-z][^\s<>/]{0,100})(?P<rest>[^<>]{0,2000})>")
END_TAG = re.compile(r"</\s{0,9}([A-Za-z][^\s<>/]{0,100})")
BODY_START = re.compile(r"<body\b", re.IGNORECASE)
PUNCTUATION = re.compile(r"[.,!?…’](?:\s|$)")


def escape_non_tags(source: str) -> str:
    """The HTML source with angle brackets escaped if they hold words and not a tag.

    >>> escape_non_tags("<p><I see you,> said the <b class=x>hawk</b>.</p>")
    '<p>&lt;I see you,> said the <b class=x>hawk</b>.</p>'
    """
    body = BODY_START.search(source)
    start = body.end() if body else 0
    closed_names = frozenset(name.lower() for name in END_TAG.findall(source))

    def escape_tag(match: re.Match[str]) -> str:
        return (
            f"&lt;{match.group()[1:]}"
            if _is_text(match["name"].lower(), match["rest"], closed_names)
            else match.group()
        )

    return source[:start] + TAG.sub(escape_tag, source[start:])


def _is_text(name: str, attributes: str, closed_names: frozenset[str]) -> bool:
    """Whether no browser knows such a tag: an unknown element that is never closed, or unknown attributes."""
    if "=" in attributes or attributes.rstrip().endswith("/"):
        return False
    if name not in KNOWN_ELEMENTS:
        return name not in closed_names
    unknown = [
        word for word in attributes.lower().split() if word not in BARE_ATTRIBUTES and not set('-:@/"') & set(word)
    ]
    if name in STRUCTURE_ELEMENTS:
        return bool(unknown) and bool(PUNCTUATION.search(attributes))
    return bool(unknown)

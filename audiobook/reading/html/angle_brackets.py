"""Saves the words of a page that its writer put in angle brackets, before a parser takes them for tags."""

from __future__ import annotations

import re

# Every element of HTML, past and present, and those of SVG and MathML that stand by themselves in pages.
ELEMENTS = frozenset(
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
# What may stand in a tag without a value; pages' own frameworks add names with a hyphen, a colon or an "@".
BARE_ATTRIBUTES = frozenset(
    "abbr accept action align allowfullscreen alt amp async autofocus autoplay border cellpadding cellspacing "
    "charset checked class color compact content controls crossorigin data datetime declare default defer dir "
    "disabled download draggable face for formnovalidate height hidden href id inert is ismap itemscope lang "
    "language loop method multiple muted name noshade novalidate nowrap open rel playsinline property readonly "
    "rel required reversed role scoped selected size span src start style summary tabindex target title translate "
    "type value valign width".split()
)
# What frames a page is hardly ever a story's word, and has had attributes of all kinds.
FRAME = frozenset(
    "html head body div section header footer nav main form input button script style link meta svg".split()
)
TAG = re.compile(r"<(?P<name>[A-Za-z][^\s<>/]{0,100})(?P<rest>[^<>]{0,2000})>")
END = re.compile(r"</\s{0,9}([A-Za-z][^\s<>/]{0,100})")
BODY = re.compile(r"<body\b", re.IGNORECASE)
STOPS = re.compile(r"[.,!?…’](?:\s|$)")


def escape_words(source: str) -> str:
    """The HTML source with angle brackets escaped that hold words and no tag.

    >>> escape_words("<p><I see you,> said the <b class=x>hawk</b>.</p>")
    '<p>&lt;I see you,> said the <b class=x>hawk</b>.</p>'
    """
    body = BODY.search(source)
    start = body.end() if body else 0
    closed = frozenset(name.lower() for name in END.findall(source))

    def escaped(match: re.Match[str]) -> str:
        return (
            f"&lt;{match.group()[1:]}" if _holds_words(match["name"].lower(), match["rest"], closed) else match.group()
        )

    return source[:start] + TAG.sub(escaped, source[start:])


def _holds_words(name: str, rest: str, closed: frozenset[str]) -> bool:
    """Whether no browser knows such a tag: an element that HTML has not, never closed, or attributes it has not."""
    if "=" in rest or rest.rstrip().endswith("/"):
        return False
    if name not in ELEMENTS:
        return name not in closed
    unknown = [word for word in rest.lower().split() if word not in BARE_ATTRIBUTES and not set('-:@/"') & set(word)]
    if name in FRAME:
        return bool(unknown) and bool(STOPS.search(rest))
    return bool(unknown)

"""Rules about shorthand: what is typed in a hurry, and signs that stand for words."""

from __future__ import annotations

import re

from audiobook.text.normalization.options import Need
from audiobook.text.normalization.rules import Effect, Rewrite, anyone_of, lower_case

# Said in full in any letters; a pattern of their own says where these are.
SLASHED = {"w/": "with", "w/o": "without", "b/c": "because", "b/w": "between", "c/o": "care of", "w/e": "whatever"}
CAPITAL_SHORT = {"ASAP": "as soon as possible", "THX": "thanks", "PLZ": "please"}
TYPED = anyone_of(" ".join((*SLASHED, *(key.upper() for key in SLASHED), *CAPITAL_SHORT)))
# Letters in any case; said letter by letter.
SPELLED = "omg omfg wtf wtaf stfu fml idgaf jfc pov ooc fyi rsvp diy rofl lmao lmfao bff otp wip"
PAIRS = {"s/he": "she or he", "he/she": "he or she", "she/he": "she or he", "his/her": "his or her",
         "him/her": "him or her", "her/his": "her or his", "and/or": "and or", "either/or": "either or",
         "yes/no": "yes or no"}  # fmt: skip


def _letters(match: re.Match[str]) -> bool:
    """Whether the sign stands between single capital letters: "R&B"."""
    around = match.string[max(0, match.start() - 1) : match.end() + 1]
    return around[:1].isupper() and around[-1:].isupper()


def _written_out(match: re.Match[str]) -> str:
    word = match.group()
    return CAPITAL_SHORT.get(word) or SLASHED[lower_case(word)]


def _pair(match: re.Match[str]) -> str:
    plain = PAIRS[lower_case(match.group())]
    return plain.capitalize() if match.group()[0].isupper() else plain


SHORTHAND: tuple[Rewrite, ...] = (
    Rewrite(
        "an author's note",
        re.compile(r"(?<![\w/])A/N(?P<s>[’']?s)?(?![\w/])"),
        lambda match: "Author’s note" + ("s" if match["s"] else ""),
        (("A/N: sorry", "Author’s note: sorry"),),
        ("A/Nx", "AN"),
        effect=Effect.WORDS,
        only_with="/",
    ),
    Rewrite(
        "words with a slash",
        re.compile(rf"(?<![\w/])(?:{anyone_of(' '.join(PAIRS))})(?![\w/])", re.IGNORECASE),
        _pair,
        (("s/he ran and/or hid", "she or he ran and or hid"), ("He/she", "He or she")),
        ("her/me", "and / or"),
        effect=Effect.WORDS,
        only_with="/",
    ),
    Rewrite(
        "words typed short",
        re.compile(rf"(?<![\w/.'’@#-])(?:(?:{TYPED})(?![\w/.-]|['’]\w)|[wW]/(?=\w))"),
        _written_out,
        (
            ("he came w/o her b/c why", "he came without her because why"),
            ("w/ jam", "with jam"),
            ("ASAP", "as soon as possible"),
        ),
        ("and/or", "x/o.x", "asap"),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
        words=frozenset("w b c asap thx plz".split()),
    ),
    Rewrite(
        "spelled shorthand",
        re.compile(rf"(?<![\w.'’/-])(?:{anyone_of(SPELLED)})(?![\w/-]|['’.]\w)"),
        lambda match: match.group().upper(),
        (("omg, her pov", "OMG, her POV"),),
        ("lol", "pova"),
        effect=Effect.CASE,
        need=Need.SHORTHAND,
        words=frozenset(SPELLED.split()),
    ),
    Rewrite(
        "not the same as",
        re.compile(r" ?(?:=/=|!==?|≠|=\\=) ?"),
        " is not ",
        (("a =/= b", "a is not b"),),
        ("a = b",),
        effect=Effect.WORDS,
        only_with="=≠",
    ),
    Rewrite(
        "arrows",
        re.compile(r"(?<=\w) ?(?:-+>|=+>|→) ?(?=\w)"),
        " to ",
        (("A -> B", "A to B"), ("x=>y", "x to y")),
        ("a > b",),
        effect=Effect.WORDS,
        only_with=">→",
    ),
)
SYMBOLS: tuple[Rewrite, ...] = (
    Rewrite(
        "and",
        re.compile(r"(?<=\w) ?& ?(?=\w)|(?<=\s)&(?=\s)"),
        lambda match: "&" if match.group() == "&" and _letters(match) else " and ",
        (("Tom & Jerry", "Tom and Jerry"),),
        ("AT&T", "R&B", "&"),
        effect=Effect.WORDS,
        need=Need.SYMBOLS,
        only_with="&",
    ),
    Rewrite(
        "at",
        re.compile(r"(?<=\w) @ (?=\w)|(?<!\S)@ ?(?=\w)"),
        lambda match: " at " if match.group()[0] == " " else "at ",
        (("5 @ 3", "5 at 3"), ("@home", "at home")),
        ("b@d",),
        effect=Effect.WORDS,
        need=Need.SYMBOLS,
        only_with="@",
    ),
    Rewrite(
        "hashtags",
        re.compile(r"(?<![\w&])#(?P<word>[^\W\d_]\w*)"),
        r"hashtag \g<word>",
        (("#blessed", "hashtag blessed"),),
        ("#5", "a#b", "#"),
        effect=Effect.WORDS,
        need=Need.SYMBOLS,
        only_with="#",
    ),
)

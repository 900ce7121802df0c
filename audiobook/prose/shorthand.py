"""Rules about shorthand: what is typed in a hurry, and signs that stand for words."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite, anyone_of, lower_case

SHORT = {
    "w/": "with", "w/o": "without", "b/c": "because", "bc": "because", "b/w": "between", "btw": "by the way",
    "imo": "in my opinion", "imho": "in my humble opinion", "tbh": "to be honest", "idk": "I don’t know",
    "irl": "in real life", "brb": "be right back", "afaik": "as far as I know", "nvm": "never mind",
    "thx": "thanks", "thnx": "thanks", "tnx": "thanks", "ty": "thank you", "pls": "please", "plz": "please",
    "ppl": "people", "b4": "before", "gr8": "great", "l8r": "later", "m8": "mate", "2nite": "tonight",
    "2night": "tonight", "2day": "today", "2morrow": "tomorrow", "u": "you", "ur": "your", "r": "are",
    "smth": "something", "sth": "something", "rly": "really", "jk": "just kidding", "ofc": "of course",
    "omw": "on my way", "ikr": "I know, right", "gf": "girlfriend", "bf": "boyfriend",
    "abt": "about", "bday": "birthday",
}  # fmt: skip
CAPITAL_SHORT = {"BTW": "By the way", "IMO": "In my opinion", "IMHO": "In my humble opinion", "TBH": "To be honest",
                 "IDK": "I don’t know", "IRL": "In real life", "W/": "with", "W/O": "without", "B/C": "because",
                 "THX": "thanks", "PLZ": "please", "ASAP": "as soon as possible"}  # fmt: skip
# These are words too; a pattern of their own says where they are not.
ALSO_LETTERS = ("u", "ur", "r", "ty")
TYPED = anyone_of(
    " ".join(
        (
            *(key for key in SHORT if key not in ALSO_LETTERS),
            *(key.capitalize() for key in SHORT if len(key) > 2 and key[0].isalpha()),
            *CAPITAL_SHORT,
        )
    )
)
# Letters in any case; said letter by letter.
SPELLED = "omg omfg wtf pov ooc fyi rsvp diy ttyl rofl ngl lmao lmfao bff otp wip"
PAIRS = {"s/he": "she or he", "he/she": "he or she", "she/he": "she or he", "his/her": "his or her",
         "him/her": "him or her", "her/his": "her or his", "and/or": "and or", "either/or": "either or",
         "yes/no": "yes or no"}  # fmt: skip


def _letters(match: re.Match[str]) -> bool:
    """Whether the sign stands between single capital letters: "R&B"."""
    around = match.string[max(0, match.start() - 1) : match.end() + 1]
    return around[:1].isupper() and around[-1:].isupper()


def _written_out(match: re.Match[str]) -> str:
    word = match.group()
    if word in CAPITAL_SHORT:
        return CAPITAL_SHORT[word]
    plain = SHORT[lower_case(word)]
    return plain.capitalize() if word[0].isupper() and plain[0].islower() else plain


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
        "chat shorthand",
        re.compile(rf"(?<![\w/.'’@#-])(?:(?:{TYPED})(?![\w/.-]|['’]\w)|(?:u|ur|r)(?= [a-z]|[?!]|['’]re\b)|w/(?=\w))"),
        _written_out,
        (
            ("he came w/o her b/c why", "he came without her because why"),
            ("btw thx", "by the way thanks"),
            ("how r u?", "how are you?"),
            ("c u 2nite", "c u tonight"),
            ("w/ jam", "with jam"),
        ),
        ("U-turn", "R&B", "s-t-u", "U are", "the fic", "bc."),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
    ),
    Rewrite(
        "spelled shorthand",
        re.compile(rf"(?<![\w.'’/-])(?:{anyone_of(SPELLED)})(?![\w/-]|['’.]\w)"),
        lambda match: match.group().upper(),
        (("omg, her pov", "OMG, her POV"),),
        ("lol", "pova"),
        effect=Effect.CASE,
        need=Need.SHORTHAND,
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

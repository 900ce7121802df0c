"""Rules about what people are called and what they type on screens: tags, handles, files, keys hit at random."""

from __future__ import annotations

import re

from audiobook.text.normalization.rules import Effect, Rewrite, anyone_of

FILES = anyone_of(
    "js py txt pdf jpg jpeg png gif bmp mp3 mp4 wav avi mov exe zip rar doc docx xls html css md csv json bat"
)
# Rows of keys that a hand runs along, and pairs of letters that hardly any word has.
ROWS = re.compile(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|jkl;|lkjh|kjhg|jhgf|hgfd|gfds|fdsa|wertyu|zxcv|xcvb|cvbn|vbnm")
UNLIKELY = re.compile(
    r"(?=[bcdfghjklmnpqrstvwxz]j|j[bcdfghklmnpqrstvwxz]|[dfghs]k[dfghjs]|kd|fk|kf|fd(?![ir])|fg|gf(?!u)|(?<!g)h[df])"
)
KEYS = re.compile(r"(?<![\w.@/'’-])(?P<keys>[a-z]{5,60}|[A-Z]{5,60})(?![\w@/-]|['’.]\w)")
# So many letters of keys hit at random are named; nobody would read all of a long row.
MOST_KEYS = 10


def is_smash(word: str) -> bool:
    """Whether somebody hit the keys at random: “asdfghjkl”, “ajshdjasd”.

    >>> [is_smash(word) for word in ("asdfghjkl", "ajshdkjs", "handkerchief", "strengths")]
    [True, True, False, False]
    """
    small = word.lower()
    return ROWS.search(small) is not None or len(UNLIKELY.findall(small)) > 1


def _keys(match: re.Match[str]) -> str:
    word = match["keys"]
    return ".".join(word[:MOST_KEYS].upper()) if is_smash(word) else word


SCREEN_NAMES: tuple[Rewrite, ...] = (
    Rewrite(
        "tags that begin with a figure",
        re.compile(r"(?<![\w&])#(?P<word>\d{1,9}(?!(?:st|nd|rd|th|s)\b)[A-Za-z]\w*)"),
        r"hashtag \g<word>",
        (("#2020goals", "hashtag 2020goals"),),
        ("#5", "#1st", "#3 of", "C#5a"),
        effect=Effect.WORDS,
        only_with="#",
    ),
    Rewrite(
        "words run together in a tag or handle",
        re.compile(r"(?<=[#@])(?=[A-Za-z]*[a-z][A-Z])[A-Za-z]{4,60}(?!\w)"),
        lambda match: re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", match.group()),
        (("#ThrowbackThursday", "#Throwback Thursday"), ("@JohnDoe said", "@John Doe said")),
        ("#tbt", "#NASA", "@kitty", "JohnDoe"),
        only_with="#@",
    ),
    Rewrite(
        "ornaments of a player’s name",
        re.compile(r"(?<!\w)[xX_]{2,6}(?P<name>[A-Za-z][A-Za-z\d]{1,30}?)[xX_]{2,6}(?!\w)"),
        lambda match: match["name"] if re.search("[xX]", match.group()[:2]) else match.group(),
        (("xXDarkLordXx left", "DarkLord left"), ("xx_kitty_xx", "kitty")),
        ("__init__", "XXII", "xxx", "Xx"),
        effect=Effect.SILENCE,
        first=re.compile("xx", re.IGNORECASE),
    ),
    Rewrite(
        "an address that is hidden from machines",
        re.compile(r" ?(?P<open>[\[({<])\s?(?P<word>at|dot|AT|DOT)\s?(?P<close>[\])}>]) ?"),
        lambda match: f" {match['word'].lower()} ",
        (("ann [at] site [dot] com", "ann at site dot com"), ("ann(AT)site(DOT)com", "ann at site dot com")),
        ("[at home]", "(dots)"),
        effect=Effect.CASE,
        only_with="[({<",
    ),
    Rewrite(
        "names of files",
        re.compile(rf"(?<=[A-Za-z\d])\.(?P<ending>{FILES})(?![\w-]|\.\w)", re.IGNORECASE),
        r" dot \g<ending>",
        (("readme.md and cat.jpg.", "readme dot md and cat dot jpg."),),
        ("He left.", "e.g. this", "a.m.", "Mr.Doc.x", "site.com"),
        effect=Effect.WORDS,
        only_with=".",
        words=frozenset(FILES.split("|")),
    ),
    Rewrite(
        "what is blacked out",
        re.compile(r"(?<![\[|░▒▓█])█{2,}(?![░▒▓█\]|])"),
        "redacted",
        (("He met ████ there.", "He met redacted there."),),
        ("[████░░]", "█"),
        effect=Effect.WORDS,
        only_with="█",
    ),
    Rewrite(
        "keys hit at random",
        KEYS,
        _keys,
        (("asdfghjk!", "A.S.D.F.G.H.J.K!"), ("fjdkslfjdksl", "F.J.D.K.S.L.F.J.D.K")),
        ("handkerchief", "strengths", "Bradford", "goldfinch", "NASDAQ", "asdfgj-x", "thoroughfare", "jubilee"),
        effect=Effect.SILENCE,
        only_with="jJ",
    ),
    Rewrite(
        "the first keys of a row",
        KEYS,
        _keys,
        (("asdfgh!", "A.S.D.F.G.H!"),),
        ("Asdf", "asd"),
        effect=Effect.SILENCE,
        first=re.compile("asdf"),
    ),
)

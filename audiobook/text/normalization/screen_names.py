"""Rules about names and typing on screens: hashtags, handles, file names, keys hit at random."""

from __future__ import annotations

import re

from audiobook.text.normalization.rules import NormalizationRule, TextEffect, any_word_pattern

FILE_EXTENSIONS = any_word_pattern(
    "js py txt pdf jpg jpeg png gif bmp mp3 mp4 wav avi mov exe zip rar doc docx xls html css md csv json bat"
)
# Runs of keys along a row, and pairs of letters that hardly any word has.
KEYBOARD_ROWS = re.compile(
    r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|jkl;|lkjh|kjhg|jhgf|hgfd|gfds|fdsa|wertyu|zxcv|xcvb|cvbn|vbnm"
)
UNLIKELY_PAIR = re.compile(
    r"(?=[bcdfghjklmnpqrstvwxz]j|j[bcdfghklmnpqrstvwxz]|[dfghs]k[dfghjs]|kd|fk|kf|fd(?![ir])|fg|gf(?!u)|(?<!g)h[df])"
)
WORD_BEGINS, WORD_ENDS = r"(?<![\w.@/'’-])", r"(?![\w@/-]|['’.]\w)"
KEY_SEQUENCE = re.compile(rf"{WORD_BEGINS}(?P<keys>[a-z]{{5,60}}|[A-Z]{{5,60}}){WORD_ENDS}")
ROW_SEQUENCE = re.compile(rf"{WORD_BEGINS}(?P<keys>(?=[a-z]{{0,56}}asdf)[a-z]{{5,60}}){WORD_ENDS}")
# Only so many letters of keys hit at random are spelled.
MAX_SPOKEN_KEYS = 10


def is_key_smash(word: str) -> bool:
    """Whether a word is keys hit at random: “asdfghjkl”, “ajshdjasd”.

    >>> [is_key_smash(word) for word in ("asdfghjkl", "ajshdkjs", "handkerchief", "strengths")]
    [True, True, False, False]
    """
    lowercase = word.lower()
    return KEYBOARD_ROWS.search(lowercase) is not None or len(UNLIKELY_PAIR.findall(lowercase)) > 1


def _spell_key_smash(match: re.Match[str]) -> str:
    word = match["keys"]
    return ".".join(word[:MAX_SPOKEN_KEYS].upper()) if is_key_smash(word) else word


SCREEN_NAME_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "hashtags that begin with a digit",
        re.compile(r"(?<![\w&])#(?P<word>\d{1,9}(?!(?:st|nd|rd|th|s)\b)[A-Za-z]\w*)"),
        r"hashtag \g<word>",
        (("#2020goals", "hashtag 2020goals"),),
        ("#5", "#1st", "#3 of", "C#5a"),
        effect=TextEffect.REWORDS,
        trigger_chars="#",
    ),
    NormalizationRule(
        "words run together in a hashtag or handle",
        re.compile(r"(?<=[#@])(?=[A-Za-z]*[a-z][A-Z])[A-Za-z]{4,60}(?!\w)"),
        lambda match: re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", match.group()),
        (("#ThrowbackThursday", "#Throwback Thursday"), ("@JohnDoe said", "@John Doe said")),
        ("#tbt", "#NASA", "@kitty", "JohnDoe"),
        trigger_chars="#@",
    ),
    NormalizationRule(
        "ornaments of a player’s name",
        re.compile(r"(?<!\w)[xX_]{2,6}(?P<name>[A-Za-z][A-Za-z\d]{1,30}?)[xX_]{2,6}(?!\w)"),
        lambda match: match["name"] if re.search("[xX]", match.group()[:2]) else match.group(),
        (("xXDarkLordXx left", "DarkLord left"), ("xx_kitty_xx", "kitty")),
        ("__init__", "XXII", "xxx", "Xx"),
        effect=TextEffect.OMITS_TEXT,
        prefilter=re.compile("xx", re.IGNORECASE),
    ),
    NormalizationRule(
        "an address disguised from machines",
        re.compile(r" ?(?P<open>[\[({<])\s?(?P<word>at|dot|AT|DOT)\s?(?P<close>[\])}>]) ?"),
        lambda match: f" {match['word'].lower()} ",
        (("ann [at] site [dot] com", "ann at site dot com"), ("ann(AT)site(DOT)com", "ann at site dot com")),
        ("[at home]", "(dots)"),
        effect=TextEffect.CHANGES_CASE,
        trigger_chars="[({<",
    ),
    NormalizationRule(
        "names of files",
        re.compile(rf"(?<=[A-Za-z\d])\.(?P<ending>{FILE_EXTENSIONS})(?![\w-]|\.\w)", re.IGNORECASE),
        r" dot \g<ending>",
        (("readme.md and cat.jpg.", "readme dot md and cat dot jpg."),),
        ("He left.", "e.g. this", "a.m.", "Mr.Doc.x", "site.com"),
        effect=TextEffect.REWORDS,
        trigger_chars=".",
        trigger_words=frozenset(FILE_EXTENSIONS.split("|")),
    ),
    NormalizationRule(
        "redacted words",
        re.compile(r"(?<![\[|░▒▓█])█{2,}(?![░▒▓█\]|])"),
        "redacted",
        (("He met ████ there.", "He met redacted there."),),
        ("[████░░]", "█"),
        effect=TextEffect.REWORDS,
        trigger_chars="█",
    ),
    NormalizationRule(
        "keys hit at random",
        KEY_SEQUENCE,
        _spell_key_smash,
        (("asdfghjk!", "A.S.D.F.G.H.J.K!"), ("fjdkslfjdksl", "F.J.D.K.S.L.F.J.D.K")),
        ("handkerchief", "strengths", "Bradford", "goldfinch", "NASDAQ", "asdfgj-x", "thoroughfare", "jubilee"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="jJ",
    ),
    NormalizationRule(
        "the first keys of a row",
        ROW_SEQUENCE,
        _spell_key_smash,
        (("asdfgh!", "A.S.D.F.G.H!"),),
        ("Asdf", "asd"),
        effect=TextEffect.OMITS_TEXT,
        prefilter=re.compile("asdf"),
    ),
)

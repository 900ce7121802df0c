"""Rules about Roman numerals: cardinals after things ("Chapter Three"), ordinals for people and centuries."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal, to_ordinal, to_year
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern
from audiobook.text.numerals import ROMAN_HUNDREDS, ROMAN_TENS, ROMAN_UNITS, parse_roman

# Up to 399; larger ones are years.
NUMERAL_PATTERN = rf"(?=[IVXLC])C{{0,3}}{ROMAN_TENS}{ROMAN_UNITS}(?<=[IVXLC])"
VALID_NUMERAL = re.compile(rf"M{{0,3}}{ROMAN_HUNDREDS}{ROMAN_TENS}{ROMAN_UNITS}")
NUMBERED_NOUNS = (
    "Chapter Part Act Scene Book Volume Section Episode Season Canto Verse Appendix Article Phase Stage Level Round "
    "Type Mark Class Grade Interlude Prologue Epilogue Day Night Movement Game Trial Omake Arc Vol Vols Chapters Parts "
    "Acts Scenes Books Volumes Figure Table Plate Page Corps Sector Zone Tier Rank Lesson Exhibit Item Step Model "
    "Apollo Gemini Psalm Sonnet Letter Letters Division Opus Symphony Saturn Ch Pt Bk Sec Fig Pp"
)
RULER_NAMES = (
    "Henry Louis Elizabeth George Edward Charles James Richard William Mary Philip Frederick Napoleon Pius Benedict "
    "Leo Paul Alexander Nicholas Peter Catherine Ivan Ferdinand Gustav Christian Ramses Rameses Ptolemy Darius Xerxes "
    "Wilhelm Franz Leopold Juan Alfonso Innocent Gregory Clement Urban Boniface Otto Olaf Harald Robert Malcolm "
    "Ludwig Christina Isabella Margaret Constantine Justinian Theodosius Mehmed Murad Selim Umberto Carol Baldwin "
    "Amenhotep Thutmose Cleopatra Artaxerxes Cyrus Tiberius Suleiman Sigismund Casimir Rudolf Maximilian Joseph "
    "Francis Ludovic"
)
# Before a name these make a numeral an ordinal: "King Robb the Second".
RULER_TITLES = (
    "King Queen Pope Emperor Empress Tsar Czar Kaiser Sultan Shah Pharaoh Prince Princess Duke Duchess Archduke Count "
    "Countess Earl Baron Baroness Marquess Lord Lady Sir Dame Patriarch Caliph Rajah Khan Grandmaster Chief Sheikh"
)
# With a family name after these, a numeral is a person's; ships and films have no given name.
GIVEN_NAMES = (
    f"{RULER_NAMES} John Jon David Michael Thomas Daniel Matthew Anthony Mark Steven Andrew Kenneth Joshua Kevin Brian "
    f"Timothy "
    "Ronald Jason Jeffrey Ryan Jacob Gary Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Raymond "
    "Patrick Jack Dennis Jerry Tyler Aaron Jose Nathan Zachary Walter Harold Carl Arthur Roger Keith Lawrence Albert "
    "Theodore Thurston Winston Franklin Howard Hubert Harrison Preston Bradford Chester Clarence Cornelius Ebenezer "
    "Edmund Edgar Ernest Eugene Francis Gerald Gilbert Graham Hugh Julian Lewis Martin Maxwell Nathaniel Oliver Oscar "
    "Philip Phillip Quentin Ralph Randall Reginald Roland Rupert Sebastian Simon Spencer Stanley Stuart Sylvester "
    "Terrence Victor Vincent Warren Wesley Will Bill Bob Jim Joe Tom Sam Ben Ted Fred Frank Hank Charlie Bartholomew"
)
# After any name; without kisses ("Ann XX") and initials.
NUMERAL_AFTER_NAME = (
    "II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XXI|XXII|XXIII|XXIV|XXV|XXVI|XXVII|XXVIII|XXIX|"
    "XXXI|XXXII|XXXIII|XXXIV|XXXV|XL|XLI|XLII"
)
# "I" is a numeral only where the clause ends, or continues as it does after a person.
FIRST_OF_NAME = r"I(?= ?(?:[:;,)—–]|\.?$)| (?:of|reigned|ruled|died|became|ascended|{more})\b|['’]s\b)"
REGNAL_NUMERAL = (
    r"(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|V(?!\.)|"
    + FIRST_OF_NAME.format(more="was|had|is|has")
    + r"|X(?= ?(?:[:;,)—–]|of\b|\.?$)))\b(?!\.\w)"
)
# Alone these are no other word, unlike "IV" (drip), "VI" (editor), "XX" (kisses) and "XI" (a name).
STANDALONE_NUMERAL = r"(?!(?:XXX|MIX|CIV|LIV|DIX)\b)(?:[IVX]{3,}|II|IX|(?=[IVXLC]{4})[IVXLC]{4,}|M[MDCXLVI]{3,})"
# "I" only with what may follow a numeral, to exclude the pronoun.
NUMERAL_PREFILTER = re.compile(
    r"[ -][IVXLC]{2,8}\b|\b[A-Z][\w’-]*\.? [IVX](?= ?(?:[.:;,)—–]|- |to |and [IVX]|"
    r"(?:of|was|had|is|has|reigned|ruled|died|became|ascended)\b|$)|[’']s\b)"
)
LEADING_NUMERAL = re.compile(r"^[IVXL]{2}")
LABEL_ABBREVIATIONS = {
    "mk": "mark", "vol": "volume", "vols": "volumes", "ch": "chapter", "pt": "part", "bk": "book", "sec": "section",
    "fig": "figure", "pp": "pages",
}  # fmt: skip


def roman_to_cardinal(numeral: str) -> str:
    """The cardinal of a Roman numeral, in words with a capital.

    >>> roman_to_cardinal("XLII"), roman_to_cardinal("CVIII")
    ('Forty-two', 'One hundred eight')
    """
    return to_cardinal(str(parse_roman(numeral))).capitalize()


def roman_to_ordinal(numeral: str) -> str:
    """The ordinal of a Roman numeral, in words with a capital.

    >>> roman_to_ordinal("VIII"), roman_to_ordinal("XXI")
    ('Eighth', 'Twenty-first')
    """
    return to_ordinal(str(parse_roman(numeral))).capitalize()


def _say_regnal(match: re.Match[str]) -> str:
    return f"{match['word']} the {roman_to_ordinal(match['numeral'])}"


def _say_standalone(match: re.Match[str]) -> str:
    numeral = match["numeral"]
    if not VALID_NUMERAL.fullmatch(numeral):
        return match.group()
    return to_year(str(parse_roman(numeral))) if numeral[0] == "M" else to_cardinal(str(parse_roman(numeral)))


def _expand_label(match: re.Match[str]) -> str:
    word: str = match["word"]
    expansion = LABEL_ABBREVIATIONS.get(word.lower())
    if expansion is None:
        return word
    return expansion.capitalize() if word[0].isupper() else expansion


def _say_after_label(match: re.Match[str]) -> str:
    last = f" to {roman_to_cardinal(match['last'])}" if match["last"] else ""
    also = f" and {roman_to_cardinal(match['also'])}" if match["also"] else ""
    return f"{_expand_label(match)} {roman_to_cardinal(match['numeral'])}{last}{also}"


def _say_lowercase_after_label(match: re.Match[str]) -> str:
    small = match["small"]
    if small.isdecimal():
        return f"{_expand_label(match)} {to_cardinal(small)}"
    if not VALID_NUMERAL.fullmatch(small.upper()):
        return match.group()
    return f"{_expand_label(match)} {to_cardinal(str(parse_roman(small)))}"


def _say_world_war(match: re.Match[str]) -> str:
    number = match["numeral"]
    return f"World War {to_cardinal(number).capitalize() if number.isdecimal() else roman_to_cardinal(number)}"


ROMAN_NUMERAL_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "the world wars",
        re.compile(r"\b(?:World War |WW ?)(?P<numeral>I{1,3}|[123])\b"),
        _say_world_war,
        (("World War II", "World War Two"), ("in WWI", "in World War One"), ("since WW2", "since World War Two")),
        ("World War", "WW4"),
        trigger_chars="W",
        prefilter=re.compile(r"WW|ar [I123]"),
    ),
    number_rule(
        "centuries in Roman numerals",
        re.compile(
            rf"\b(?P<numeral>{NUMERAL_PATTERN})(?P<th>st|nd|rd|th|e)?(?P<word> [Cc]entury|(?(th)(?<![IVXLC]e)(?!\w)"
            rf"|(?!)))"
        ),
        lambda match: f"{to_ordinal(str(parse_roman(match['numeral'])))}{match['word']}",
        (
            ("the XXI century", "the twenty-first century"),
            ("the XIXth century", "the nineteenth century"),
            ("the IVth", "the fourth"),
        ),
        ("XXI", "a CIVIL century", "Ie"),
        trigger_chars="IVXLCM",
        prefilter=re.compile(r"[IVXLC](?:st|nd|rd|th| [Cc]entury)\b"),
    ),
    number_rule(
        # "I" is a numeral only where the line or the clause ends, unlike in "the Part I played".
        "Roman numerals after a label",
        re.compile(
            rf"\b(?P<word>(?i:{any_word_pattern(NUMBERED_NOUNS)}|Final Fantasy|Super Bowl|Star Wars|Mk))\.? "
            rf"(?P<numeral>(?!I\b(?! ?(?:[.:;,)—–]|- |to [IVX]|of (?:the|an?|[A-Z])|$|and [IVX])))"
            rf"(?!C\b|L\b){NUMERAL_PATTERN})\b"
            rf"(?:(?: ?[-–—] ?| to )(?P<last>{NUMERAL_PATTERN})\b|(?:,? and (?P<also>{NUMERAL_PATTERN})\b(?! )))?"
            rf"(?!['’](?!s\b))"
        ),
        _say_after_label,
        (
            ("Chapter IV: The Rise", "Chapter Four: The Rise"),
            ("Part I", "Part One"),
            ("ACT II, Scene III", "ACT Two, Scene Three"),
            ("Book XLII", "Book Forty-two"),
            ("Chapters I–III", "Chapters One to Three"),
            ("a Mk. III suit", "a Mark Three suit"),
        ),
        ("the Part I played", "Chapter C", "Chapter CIVIL", "Part 4"),
        trigger_chars="IVXLCM",
        prefilter=NUMERAL_PREFILTER,
    ),
    number_rule(
        "Roman numerals after the name of a ruler",
        re.compile(
            rf"\b(?P<word>{any_word_pattern(RULER_NAMES)}) "
            rf"(?P<numeral>(?:{NUMERAL_AFTER_NAME}|V|XX|{FIRST_OF_NAME.format(more='of')}|X(?<=(?:Leo|ius) X)))\b"
            rf"(?!\.\w)"
        ),
        _say_regnal,
        (
            ("Henry VIII's wife", "Henry the Eighth's wife"),
            ("Elizabeth II was", "Elizabeth the Second was"),
            ("Charles I of England", "Charles the First of England"),
        ),
        ("Malcolm X", "Charles I think", "Henry IVth", "Mary I. Brown"),
        trigger_chars="IVXLCM",
        prefilter=NUMERAL_PREFILTER,
    ),
    number_rule(
        "Roman numerals after people",
        re.compile(
            rf"\b(?P<word>(?:{any_word_pattern(RULER_TITLES)}) (?:(?:of )?[A-Z][\w’'-]{{1,20}}(?: |"
            rf"(?= ))){{0,2}}[A-Z][\w’'-]{{1,20}}|(?:{any_word_pattern(GIVEN_NAMES)}) (?:[A-Z]\. "
            rf"|[A-Z][\w’'-]{{1,20}} )?[A-Z][\w’'-]{{1,20}},?|(?:[A-Z]\. ){{1,3}}[A-Z][\w’'-]{{1,20}},?) "
            rf"(?P<numeral>{REGNAL_NUMERAL})"
        ),
        _say_regnal,
        (
            ("John Smith III sneezed", "John Smith the Third sneezed"),
            ("King Robb II", "King Robb the Second"),
            ("Emperor Palpa IV", "Emperor Palpa the Fourth"),
            ("Thurston B. Howell III", "Thurston B. Howell the Third"),
            ("Queen Mary Anne II", "Queen Mary Anne the Second"),
        ),
        ("Vader III", "King Robb I think", "John Smith", "Ann Smith III"),
        trigger_chars="IVXLCM",
        prefilter=NUMERAL_PREFILTER,
    ),
    number_rule(
        "Roman numerals after any other name",
        re.compile(
            rf"\b(?!(?:An?|The|Our|His|Her|On|In|Of|And|To|For)\b)(?P<word>[A-Z][\w’']*)(?P<gap>[ -])"
            rf"(?P<numeral>{NUMERAL_AFTER_NAME})"
            r"\b(?!\.\w|['’](?!s\b))"
        ),
        lambda match: f"{match['word']}{match['gap']}{roman_to_cardinal(match['numeral'])}",
        (
            ("the Caroline II tonight", "the Caroline Two tonight"),
            ("Rocky IV", "Rocky Four"),
            ("the Caroline II's bell", "the Caroline Two's bell"),
            ("Vader III", "Vader Three"),
        ),
        ("an IV drip", "on the VI", "MIX", "Love, Ann XX", "with III"),
        trigger_chars="IVXLCM",
        prefilter=NUMERAL_PREFILTER,
    ),
    number_rule(
        "lowercase Roman numerals after a label",
        re.compile(
            rf"\b(?P<word>(?i:{any_word_pattern(NUMBERED_NOUNS)}|Mk))\.? (?P<small>[ivx]{{2,6}}|(?<=[Mm]k\. )\d{{1,3}}|"
            rf"(?<=[Mm]k )\d{{1,3}})\b(?!['’-])"
        ),
        _say_lowercase_after_label,
        (("act iii, scene ii", "act three, scene two"), ("the Mk. 5", "the Mark five")),
        ("part xix's", "page vivi", "Part 5"),
        trigger_chars="ivx0123456789",
        prefilter=re.compile(r" [ivx]{2,6}\b|[Mm]k\.? \d"),
    ),
    number_rule(
        "Roman numerals at the start",
        re.compile(r"^(?P<numeral>IV|VI|XI|XX|XL|LX)(?=\.?$|[.:—] ?[A-Z“])"),
        lambda match: to_cardinal(str(parse_roman(match["numeral"]))),
        (("VI. Rain", "Six. Rain"), ("IV", "Four")),
        ("XI Jinping", "IV drip", "I. Rain"),
        trigger_chars="IVXLCM",
        prefilter=LEADING_NUMERAL,
    ),
    number_rule(
        "Roman numerals alone",
        re.compile(rf"(?<![\w.'’&/-])(?P<numeral>{STANDALONE_NUMERAL})(?![\w&/-]|['’.]\w)"),
        _say_standalone,
        (
            ("XXXIII.", "Thirty-three."),
            ("and type II, too", "and type two, too"),
            ("in MCMXCIX", "in nineteen ninety-nine"),
        ),
        ("IV", "XX", "CIVIL", "MIX", "I", "XXX", "IIII", "VIX"),
        trigger_chars="IVXLCM",
        prefilter=re.compile(r"[IVXLCM]{2}"),
    ),
)

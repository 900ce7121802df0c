"""Rules about Roman numerals: what is counted has a number, people and centuries are "the third"."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal, to_ordinal, to_year
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern

DIGIT_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
NUMERAL_PATTERN = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLC])"
NUMBERED_NOUNS = (
    "Chapter Part Act Scene Book Volume Section Episode Season Canto Verse Appendix Article Phase Stage Level Round "
    "Type Mark Class Grade Interlude Prologue Epilogue Day Night Movement Game Trial Omake Arc Vol Vols Chapters Parts "
    "Acts Scenes Books Volumes Figure Table Plate Page Corps Sector Zone Tier Rank Lesson Exhibit Item Step Model "
    "Apollo "
    "Gemini Psalm Sonnet Letter Letters Division Opus Symphony Saturn Ch Pt Bk Sec Fig Pp"
)
RULER_NAMES = (
    "Henry Louis Elizabeth George Edward Charles James Richard William Mary Philip Frederick Napoleon Pius Benedict "
    "Leo Paul Alexander Nicholas Peter Catherine Ivan Ferdinand Gustav Christian Ramses Rameses Ptolemy Darius Xerxes "
    "Wilhelm Franz Leopold Juan Alfonso Innocent Gregory Clement Urban Boniface Otto Olaf Harald Robert Malcolm "
    "Ludwig Christina Isabella Margaret Constantine Justinian Theodosius Mehmed Murad Selim Umberto Carol Baldwin "
    "Amenhotep Thutmose Cleopatra Artaxerxes Cyrus Tiberius Suleiman Sigismund Casimir Rudolf Maximilian Joseph "
    "Francis Ludovic"
)
# Before a name, with or without others between: whoever is called so is one of a line.
RULER_TITLES = (
    "King Queen Pope Emperor Empress Tsar Czar Kaiser Sultan Shah Pharaoh Prince Princess Duke Duchess Archduke Count "
    "Countess Earl Baron Baroness Marquess Lord Lady Sir Dame Patriarch Caliph Rajah Khan Grandmaster Chief Sheikh"
)
# A man with a family name behind these is the third of that name; a machine or a film has no Christian name.
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
# After a name of any kind; kisses ("Ann XX") and initials stay what they are.
NUMERAL_AFTER_NAME = (
    "II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XXI|XXII|XXIII|XXIV|XXV|XXVI|XXVII|XXVIII|XXIX|"
    "XXXI|XXXII|XXXIII|XXXIV|XXXV|XL|XLI|XLII"
)
# The first of a name only where a clause ends or goes on as one does of a person.
FIRST_OF_NAME = r"I(?= ?(?:[:;,)—–]|\.?$)| (?:of|reigned|ruled|died|became|ascended|{more})\b|['’]s\b)"
REGNAL_NUMERAL = (
    r"(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|V(?!\.)|"
    + FIRST_OF_NAME.format(more="was|had|is|has")
    + r"|X(?= ?(?:[:;,)—–]|of\b|\.?$)))\b(?!\.\w)"
)
# By itself no other word is written so; "IV" drips, "VI" edits, "XX" kisses, and "XI" rules.
STANDALONE_NUMERAL = r"(?!(?:XXX|MIX|CIV|LIV|DIX)\b)(?:[IVX]{3,}|II|IX|(?=[IVXLC]{4})[IVXLC]{4,}|M[MDCXLVI]{3,})"
# Which is not the pronoun "I": with what may follow the first of a line or of what is counted.
NUMERAL_PREFILTER = re.compile(
    r"[ -][IVXLC]{2,8}\b|\b[A-Z][\w’-]*\.? [IVX](?= ?(?:[.:;,)—–]|- |to |and [IVX]|"
    r"(?:of|was|had|is|has|reigned|ruled|died|became|ascended)\b|$)|[’']s\b)"
)
LEADING_NUMERAL = re.compile(r"^[IVXL]{2}")
LABEL_ABBREVIATIONS = {"mk": "mark", "vol": "volume", "vols": "volumes", "ch": "chapter", "pt": "part", "bk": "book",
             "sec": "section", "fig": "figure", "pp": "pages"}  # fmt: skip
VALID_NUMERAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def parse_roman(numeral: str) -> int:
    """The number a Roman numeral stands for.

    >>> parse_roman("XIV"), parse_roman("XLII"), parse_roman("MCMXCIX")
    (14, 42, 1999)
    """
    values = [DIGIT_VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < next_value else value for value, next_value in zip(values, following, strict=True))


def roman_to_cardinal(numeral: str) -> str:
    """The number that a Roman numeral stands for, in words with a capital.

    >>> roman_to_cardinal("XLII"), roman_to_cardinal("CVIII")
    ('Forty-two', 'One hundred eight')
    """
    return to_cardinal(str(parse_roman(numeral))).capitalize()


def roman_to_ordinal(numeral: str) -> str:
    """The place that a Roman numeral stands for, in words with a capital.

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
    return (
        f"{_expand_label(match)} {to_cardinal(str(parse_roman(small)))}"
        if VALID_NUMERAL.fullmatch(small.upper())
        else match.group()
    )


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
        # The numeral "I" only where the line or the clause ends: "the Part I played".
        "Roman numerals after a word for what is counted",
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
        "small Roman numerals after a word for what is counted",
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
        "Roman numerals in front",
        re.compile(r"^(?P<numeral>IV|VI|XI|XX|XL|LX)(?=\.?$|[.:—] ?[A-Z“])"),
        lambda match: to_cardinal(str(parse_roman(match["numeral"]))),
        (("VI. Rain", "Six. Rain"), ("IV", "Four")),
        ("XI Jinping", "IV drip", "I. Rain"),
        trigger_chars="IVXLCM",
        prefilter=LEADING_NUMERAL,
    ),
    number_rule(
        "Roman numerals by themselves",
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

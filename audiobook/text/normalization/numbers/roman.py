"""Rules about Roman numerals: what is counted has a number, people and centuries are "the third"."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.rule import figure
from audiobook.text.normalization.numbers.words import cardinal, ordinal, year
from audiobook.text.normalization.rules import Rewrite, anyone_of

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
NUMERAL = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLC])"
COUNTED = (
    "Chapter Part Act Scene Book Volume Section Episode Season Canto Verse Appendix Article Phase Stage Level Round "
    "Type Mark Class Grade Interlude Prologue Epilogue Day Night Movement Game Trial Omake Arc Vol Vols Chapters Parts "
    "Acts Scenes Books Volumes Figure Table Plate Page Corps Sector Zone Tier Rank Lesson Exhibit Item Step Model "
    "Apollo "
    "Gemini Psalm Sonnet Letter Letters Division Opus Symphony Saturn Ch Pt Bk Sec Fig Pp"
)
RULERS = (
    "Henry Louis Elizabeth George Edward Charles James Richard William Mary Philip Frederick Napoleon Pius Benedict "
    "Leo Paul Alexander Nicholas Peter Catherine Ivan Ferdinand Gustav Christian Ramses Rameses Ptolemy Darius Xerxes "
    "Wilhelm Franz Leopold Juan Alfonso Innocent Gregory Clement Urban Boniface Otto Olaf Harald Robert Malcolm "
    "Ludwig Christina Isabella Margaret Constantine Justinian Theodosius Mehmed Murad Selim Umberto Carol Baldwin "
    "Amenhotep Thutmose Cleopatra Artaxerxes Cyrus Tiberius Suleiman Sigismund Casimir Rudolf Maximilian Joseph "
    "Francis Ludovic"
)
# Before a name, with or without others between: whoever is called so is one of a line.
TITLES = (
    "King Queen Pope Emperor Empress Tsar Czar Kaiser Sultan Shah Pharaoh Prince Princess Duke Duchess Archduke Count "
    "Countess Earl Baron Baroness Marquess Lord Lady Sir Dame Patriarch Caliph Rajah Khan Grandmaster Chief Sheikh"
)
# A man with a family name behind these is the third of that name; a machine or a film has no Christian name.
GIVEN_NAMES = (
    f"{RULERS} John Jon David Michael Thomas Daniel Matthew Anthony Mark Steven Andrew Kenneth Joshua Kevin Brian "
    f"Timothy "
    "Ronald Jason Jeffrey Ryan Jacob Gary Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Raymond "
    "Patrick Jack Dennis Jerry Tyler Aaron Jose Nathan Zachary Walter Harold Carl Arthur Roger Keith Lawrence Albert "
    "Theodore Thurston Winston Franklin Howard Hubert Harrison Preston Bradford Chester Clarence Cornelius Ebenezer "
    "Edmund Edgar Ernest Eugene Francis Gerald Gilbert Graham Hugh Julian Lewis Martin Maxwell Nathaniel Oliver Oscar "
    "Philip Phillip Quentin Ralph Randall Reginald Roland Rupert Sebastian Simon Spencer Stanley Stuart Sylvester "
    "Terrence Victor Vincent Warren Wesley Will Bill Bob Jim Joe Tom Sam Ben Ted Fred Frank Hank Charlie Bartholomew"
)
# After a name of any kind; kisses ("Ann XX") and initials stay what they are.
AFTER_NAMES = (
    "II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XXI|XXII|XXIII|XXIV|XXV|XXVI|XXVII|XXVIII|XXIX|"
    "XXXI|XXXII|XXXIII|XXXIV|XXXV|XL|XLI|XLII"
)
# The first of a name only where a clause ends or goes on as one does of a person.
FIRST = r"I(?= ?(?:[:;,)—–]|\.?$)| (?:of|reigned|ruled|died|became|ascended|{more})\b|['’]s\b)"
OF_A_LINE = (
    r"(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|V(?!\.)|"
    + FIRST.format(more="was|had|is|has")
    + r"|X(?= ?(?:[:;,)—–]|of\b|\.?$)))\b(?!\.\w)"
)
# By itself no other word is written so; "IV" drips, "VI" edits, "XX" kisses, and "XI" rules.
ALONE = r"(?!(?:XXX|MIX|CIV|LIV|DIX)\b)(?:[IVX]{3,}|II|IX|(?=[IVXLC]{4})[IVXLC]{4,}|M[MDCXLVI]{3,})"
# Which is not the pronoun "I": with what may follow the first of a line or of what is counted.
A_NUMERAL = re.compile(
    r"[ -][IVXLC]{2,8}\b|\b[A-Z][\w’-]*\.? [IVX](?= ?(?:[.:;,)—–]|- |to |and [IVX]|"
    r"(?:of|was|had|is|has|reigned|ruled|died|became|ascended)\b|$)|[’']s\b)"
)
A_NUMBER_IN_FRONT = re.compile(r"^[IVXL]{2}")
SHORT_FOR = {"mk": "mark", "vol": "volume", "vols": "volumes", "ch": "chapter", "pt": "part", "bk": "book",
             "sec": "section", "fig": "figure", "pp": "pages"}  # fmt: skip
VALID = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def value_of(numeral: str) -> int:
    """The number a Roman numeral stands for.

    >>> value_of("XIV"), value_of("XLII"), value_of("MCMXCIX")
    (14, 42, 1999)
    """
    values = [VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def in_words(numeral: str) -> str:
    """The number that a Roman numeral stands for, in words with a capital.

    >>> in_words("XLII"), in_words("CVIII")
    ('Forty-two', 'One hundred eight')
    """
    return cardinal(str(value_of(numeral))).capitalize()


def as_ordinal(numeral: str) -> str:
    """The place that a Roman numeral stands for, in words with a capital.

    >>> as_ordinal("VIII"), as_ordinal("XXI")
    ('Eighth', 'Twenty-first')
    """
    return ordinal(str(value_of(numeral))).capitalize()


def _of_a_line(match: re.Match[str]) -> str:
    return f"{match['word']} the {as_ordinal(match['numeral'])}"


def _alone(match: re.Match[str]) -> str:
    numeral = match["numeral"]
    if not VALID.fullmatch(numeral):
        return match.group()
    return year(str(value_of(numeral))) if numeral[0] == "M" else cardinal(str(value_of(numeral)))


def _word(match: re.Match[str]) -> str:
    word: str = match["word"]
    full = SHORT_FOR.get(word.lower())
    if full is None:
        return word
    return full.capitalize() if word[0].isupper() else full


def _after_word(match: re.Match[str]) -> str:
    last = f" to {in_words(match['last'])}" if match["last"] else ""
    also = f" and {in_words(match['also'])}" if match["also"] else ""
    return f"{_word(match)} {in_words(match['numeral'])}{last}{also}"


def _after_word_small(match: re.Match[str]) -> str:
    small = match["small"]
    if small.isdecimal():
        return f"{_word(match)} {cardinal(small)}"
    return f"{_word(match)} {cardinal(str(value_of(small)))}" if VALID.fullmatch(small.upper()) else match.group()


def _world_war(match: re.Match[str]) -> str:
    number = match["numeral"]
    return f"World War {cardinal(number).capitalize() if number.isdecimal() else in_words(number)}"


ROMAN_NUMERALS: tuple[Rewrite, ...] = (
    figure(
        "the world wars",
        re.compile(r"\b(?:World War |WW ?)(?P<numeral>I{1,3}|[123])\b"),
        _world_war,
        (("World War II", "World War Two"), ("in WWI", "in World War One"), ("since WW2", "since World War Two")),
        ("World War", "WW4"),
        only_with="W",
        first=re.compile(r"WW|ar [I123]"),
    ),
    figure(
        "centuries in Roman numerals",
        re.compile(
            rf"\b(?P<numeral>{NUMERAL})(?P<th>st|nd|rd|th|e)?(?P<word> [Cc]entury|(?(th)(?<![IVXLC]e)(?!\w)|(?!)))"
        ),
        lambda match: f"{ordinal(str(value_of(match['numeral'])))}{match['word']}",
        (
            ("the XXI century", "the twenty-first century"),
            ("the XIXth century", "the nineteenth century"),
            ("the IVth", "the fourth"),
        ),
        ("XXI", "a CIVIL century", "Ie"),
        only_with="IVXLCM",
        first=re.compile(r"[IVXLC](?:st|nd|rd|th| [Cc]entury)\b"),
    ),
    figure(
        # The numeral "I" only where the line or the clause ends: "the Part I played".
        "Roman numerals after a word for what is counted",
        re.compile(
            rf"\b(?P<word>(?i:{anyone_of(COUNTED)}|Final Fantasy|Super Bowl|Star Wars|Mk))\.? "
            rf"(?P<numeral>(?!I\b(?! ?(?:[.:;,)—–]|- |to [IVX]|of (?:the|an?|[A-Z])|$|and [IVX])))"
            rf"(?!C\b|L\b){NUMERAL})\b"
            rf"(?:(?: ?[-–—] ?| to )(?P<last>{NUMERAL})\b|(?:,? and (?P<also>{NUMERAL})\b(?! )))?(?!['’](?!s\b))"
        ),
        _after_word,
        (
            ("Chapter IV: The Rise", "Chapter Four: The Rise"),
            ("Part I", "Part One"),
            ("ACT II, Scene III", "ACT Two, Scene Three"),
            ("Book XLII", "Book Forty-two"),
            ("Chapters I–III", "Chapters One to Three"),
            ("a Mk. III suit", "a Mark Three suit"),
        ),
        ("the Part I played", "Chapter C", "Chapter CIVIL", "Part 4"),
        only_with="IVXLCM",
        first=A_NUMERAL,
    ),
    figure(
        "Roman numerals after the name of a ruler",
        re.compile(
            rf"\b(?P<word>{anyone_of(RULERS)}) "
            rf"(?P<numeral>(?:{AFTER_NAMES}|V|XX|{FIRST.format(more='of')}|X(?<=(?:Leo|ius) X)))\b(?!\.\w)"
        ),
        _of_a_line,
        (
            ("Henry VIII's wife", "Henry the Eighth's wife"),
            ("Elizabeth II was", "Elizabeth the Second was"),
            ("Charles I of England", "Charles the First of England"),
        ),
        ("Malcolm X", "Charles I think", "Henry IVth", "Mary I. Brown"),
        only_with="IVXLCM",
        first=A_NUMERAL,
    ),
    figure(
        "Roman numerals after people",
        re.compile(
            rf"\b(?P<word>(?:{anyone_of(TITLES)}) (?:(?:of )?[A-Z][\w’'-]{{1,20}}(?: |"
            rf"(?= ))){{0,2}}[A-Z][\w’'-]{{1,20}}|(?:{anyone_of(GIVEN_NAMES)}) (?:[A-Z]\. "
            rf"|[A-Z][\w’'-]{{1,20}} )?[A-Z][\w’'-]{{1,20}},?|(?:[A-Z]\. ){{1,3}}[A-Z][\w’'-]{{1,20}},?) "
            rf"(?P<numeral>{OF_A_LINE})"
        ),
        _of_a_line,
        (
            ("John Smith III sneezed", "John Smith the Third sneezed"),
            ("King Robb II", "King Robb the Second"),
            ("Emperor Palpa IV", "Emperor Palpa the Fourth"),
            ("Thurston B. Howell III", "Thurston B. Howell the Third"),
            ("Queen Mary Anne II", "Queen Mary Anne the Second"),
        ),
        ("Vader III", "King Robb I think", "John Smith", "Ann Smith III"),
        only_with="IVXLCM",
        first=A_NUMERAL,
    ),
    figure(
        "Roman numerals after any other name",
        re.compile(
            rf"\b(?!(?:An?|The|Our|His|Her|On|In|Of|And|To|For)\b)(?P<word>[A-Z][\w’']*)(?P<gap>[ -])"
            rf"(?P<numeral>{AFTER_NAMES})"
            r"\b(?!\.\w|['’](?!s\b))"
        ),
        lambda match: f"{match['word']}{match['gap']}{in_words(match['numeral'])}",
        (
            ("the Caroline II tonight", "the Caroline Two tonight"),
            ("Rocky IV", "Rocky Four"),
            ("the Caroline II's bell", "the Caroline Two's bell"),
            ("Vader III", "Vader Three"),
        ),
        ("an IV drip", "on the VI", "MIX", "Love, Ann XX", "with III"),
        only_with="IVXLCM",
        first=A_NUMERAL,
    ),
    figure(
        "small Roman numerals after a word for what is counted",
        re.compile(
            rf"\b(?P<word>(?i:{anyone_of(COUNTED)}|Mk))\.? (?P<small>[ivx]{{2,6}}|(?<=[Mm]k\. )\d{{1,3}}|"
            rf"(?<=[Mm]k )\d{{1,3}})\b(?!['’-])"
        ),
        _after_word_small,
        (("act iii, scene ii", "act three, scene two"), ("the Mk. 5", "the Mark five")),
        ("part xix's", "page vivi", "Part 5"),
        only_with="ivx0123456789",
        first=re.compile(r" [ivx]{2,6}\b|[Mm]k\.? \d"),
    ),
    figure(
        "Roman numerals in front",
        re.compile(r"^(?P<numeral>IV|VI|XI|XX|XL|LX)(?=\.?$|[.:—] ?[A-Z“])"),
        lambda match: cardinal(str(value_of(match["numeral"]))),
        (("VI. Rain", "Six. Rain"), ("IV", "Four")),
        ("XI Jinping", "IV drip", "I. Rain"),
        only_with="IVXLCM",
        first=A_NUMBER_IN_FRONT,
    ),
    figure(
        "Roman numerals by themselves",
        re.compile(rf"(?<![\w.'’&/-])(?P<numeral>{ALONE})(?![\w&/-]|['’.]\w)"),
        _alone,
        (
            ("XXXIII.", "Thirty-three."),
            ("and type II, too", "and type two, too"),
            ("in MCMXCIX", "in nineteen ninety-nine"),
        ),
        ("IV", "XX", "CIVIL", "MIX", "I", "XXX", "IIII", "VIX"),
        only_with="IVXLCM",
        first=re.compile(r"[IVXLCM]{2}"),
    ),
)

"""Rules about two numbers with a dash or a colon between them: ranges, scores, chapter and verse."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern, text_before

BIBLE_BOOKS = any_word_pattern(
    "Genesis Exodus Leviticus Numbers Deuteronomy Joshua Judges Ruth Samuel Kings Chronicles Ezra Nehemiah Esther Job "
    "Psalm Psalms Proverbs Ecclesiastes Isaiah Jeremiah Lamentations Ezekiel Daniel Hosea Joel Amos Obadiah Jonah "
    "Micah "
    "Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Mark Luke John Acts Romans Corinthians Galatians "
    "Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews James Peter Jude Revelation "
    "Revelations Gen. Exod. Lev. Deut. Ps. Prov. Eccles. Isa. Jer. Ezek. Dan. Matt. Rom. Cor. Gal. Eph. Phil. Rev. "
    "Surah Sura Quran verse Verse verses chapter Chapter"
)
BOOK_ORDINALS = {"1": "First", "2": "Second", "3": "Third", "I": "First", "II": "Second"}
RANGE_BOUND = r"\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,6})?(?!\d)"
# What comes before and after a subtraction rather than a range.
SUM_BEFORE = re.compile(r"(?:^|[=+*/×÷(])\s*[“\"']?$")
SUM_AFTER = re.compile(r"\s*[”\"'.!?)]*$|\s*=")
UNIT_AHEAD = r"(?:km|cm|mm|kg|lbs?|ml|oz|ft|mph|kph|hrs?|mins?|secs?|am|pm|a\.m|p\.m|th|x|s|k|g|m|h|C|F|M|K)\b"


def _say_verse(match: re.Match[str]) -> str:
    book = match["book"] or ""
    if match["number"]:
        book = f"{BOOK_ORDINALS[match['number']]} {book}"
    words = f"{to_cardinal(match['chapter'])}, {to_cardinal(match['verse'])}"
    if match["last"]:
        words += f" to {to_cardinal(match['last'])}"
    return f"{book} {words}" if book else words


def _say_range(match: re.Match[str]) -> str:
    string = match.string
    if match["gap"] and match["sign"] in "-−":
        before = text_before(match, 4)
        if SUM_BEFORE.search(before) and SUM_AFTER.match(string, match.end(), match.end() + 6):
            return f"{match['first']} minus {match['last']}"
    elif match["sign"] == "−" or string[match.end() : match.end() + 2].strip().startswith("="):
        return f"{match['first']} minus {match['last']}"
    return f"{match['first']} to {match['last']}"


VERSE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "chapter and verse",
        re.compile(
            rf"\b(?:(?P<number>[123]|II?) )?(?P<book>{BIBLE_BOOKS}) (?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})"
            rf"(?: ?[-–—] ?(?P<last>\d{{1,3}}))?(?![\w:]|[.,]\d|-\d| ?[ap]\.?m\b)"
        ),
        _say_verse,
        (
            ("Psalm 23:1-4", "Psalm twenty-three, one to four"),
            ("John 3:16.", "John three, sixteen."),
            ("read 1 Corinthians 13:4", "read First Corinthians thirteen, four"),
        ),
        ("John 3", "at 3:16", "Mark 9:30 pm"),
    ),
    number_rule(
        "numbered books of the Bible",
        re.compile(
            r"(?<![\w.])(?P<number>[123]) (?=(?:Samuel|Kings|Chronicles|Corinthians|Thessalonians|Timothy|Peter"
            r"|Maccabees)(?: \d| to ))"
        ),
        lambda match: f"{BOOK_ORDINALS[match['number']]} ",
        (("read 2 Kings 2", "read Second Kings 2"),),
        ("2 Kings", "12 Kings 2"),
    ),
    number_rule(
        "verses",
        re.compile(
            r"(?<![\w:.,-])(?P<chapter>\d{1,3}):(?P<verse>\d{1,3})[-–—](?P<last>\d{1,3})(?![\w:]|[.,]\d|-\d)"
            r"(?P<book>)(?P<number>)"
        ),
        _say_verse,
        (("at 23:1-4.", "at twenty-three, one to four."),),
        ("23:1", "1:2:3-4"),
    ),
)
RANGE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        # A time has two figures after the colon.
        "scores with a colon",
        re.compile(
            r"(?<![\w:.,])(?P<first>\d{1,4}):(?P<last>\d)(?![\w:]|[.,]\d)|(?<![\w:.,])(?P<odd>\d{1,4}):"
            r"(?P<long>\d{3,4})(?![\w:]|[.,]\d)"
        ),
        lambda match: f"{match['first'] or match['odd']} to {match['last'] or match['long']}",
        (("it was 1:0.", "it was 1 to 0."), ("odds of 1:100", "odds of 1 to 100")),
        ("1:00", "a:1"),
    ),
    number_rule(
        "ten-four on the radio",
        re.compile(r"(?:^|(?<=[“\"'‘])|(?<=[.!?,] ))10-4(?=[,.!?”\"'’]|$)"),
        lambda _: "ten four",
        (("“10-4, Sam.”", "“Ten four, Sam.”"),),
        ("won 10-4.", "10-42", "10 - 4"),
    ),
    number_rule(
        "one-two and five-oh",
        re.compile(r"(?<![\w-])1-2(?= (?:punch|combo|combination|step)\b)|(?<=Hawaii )5-0(?!\w)"),
        lambda match: "one-two" if match.group() == "1-2" else "five oh",
        (("the 1-2 punch", "the one-two punch"), ("on Hawaii 5-0.", "on Hawaii five oh.")),
        ("won 1-2", "5-0"),
    ),
    number_rule(
        "ranges of ordinals",
        re.compile(r"(?P<first>\d(?:st|nd|rd|th)) ?[-–—] ?(?=\d{1,3}(?:st|nd|rd|th)\b)"),
        lambda match: f"{match['first']} to ",
        (("the 5th–7th floor", "the 5th to 7th floor"),),
        ("5th-grade", "5-7th"),
    ),
    number_rule(
        "ranges and scores",
        re.compile(
            rf"(?<![\w.,:/$£€¥-])(?P<first>{RANGE_BOUND})%?(?P<gap> ?)(?P<sign>[-–—‒‑−])(?P=gap)"
            rf"(?P<last>{RANGE_BOUND})(?=%"
            rf"|{UNIT_AHEAD}|[½¼¾]|(?!\d)(?![\w/]|-\d|[:,]\d|\.\w)|ish\b)"
        ),
        _say_range,
        (
            ("3–4 days", "3 to 4 days"),
            ("won 3-2", "won 3 to 2"),
            ("pages 10 – 12.", "pages 10 to 12."),
            ("a 2-3-hour drive", "a 2 to 3-hour drive"),
            ("10-15% off", "10 to 15% off"),
            ("10 - 4", "10 minus 4"),
            ("9-5=4", "9 minus 5=4"),
        ),
        ("1-2-3", "K-9", "3-x", "1.2.3-4", "$5-10"),
    ),
)

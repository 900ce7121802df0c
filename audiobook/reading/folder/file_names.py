"""Parses the name of a chapter's file: its number or date, the kind of chapter, and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from audiobook.reading.metadata_labels import DAY_FIRST_DATE, MONTH_FIRST_DATE, parse_iso_date
from audiobook.text.numerals import NUMBER_WORDS, ROMAN, Number, parse_number


class FileRank(IntEnum):
    """The position of a file relative to others; only a guess can place an UNCERTAIN one."""

    FRONT = 0
    CHAPTER = 1
    UNCERTAIN = 2
    BACK = 3


# Names of chapters that come before the first, between chapters, and after the last one.
NAMED_CHAPTERS = {
    FileRank.FRONT: "foreword preface introduction intro prologue prelude prolog",
    FileRank.UNCERTAIN: "interlude intermission omake",
    FileRank.BACK: "epilogue epilog postlude coda finale afterword postscript bonus extra extras appendix",
}
NAMED_CHAPTER_RANKS = {word: rank for rank, words in NAMED_CHAPTERS.items() for word in words.split()}
NAMED_CHAPTER_ORDER = {word: place for place, word in enumerate(NAMED_CHAPTER_RANKS)}
# Words before a chapter's number, and before the number of something made up of chapters.
CHAPTER_WORDS = "chapter|chapitre|capítulo|capitulo|kapitel|глава|chap|ch|episode|ep|scene"
PART_WORDS = "part|pt|book|bk|volume|vol|act|arc|section|season"
NUMBER_PATTERN = r"\d{1,5}(?:[.,-]\d{1,3}(?![^\W_]))*(?:[a-d](?![^\W\d_]))?"
_GAP = r"[\s._#-]*"
WORD_PATTERN = r"[^\W\d_]{2,20}"
# "Chapter One", "ch07", "Book 2, Chapter 3", "Chapter 3 part 2".
NUMBER_LABEL = re.compile(
    rf"(?<![^\W\d_])(?P<word>{CHAPTER_WORDS}|{PART_WORDS})(?:{_GAP}(?P<digits>{NUMBER_PATTERN})"
    rf"|[\s._-]+(?P<written>(?:{NUMBER_WORDS}|{ROMAN}|{WORD_PATTERN}))(?![^\W_]))",
    re.IGNORECASE,
)
CHINESE_NUMBER_LABEL = re.compile(r"第(?P<number>[零〇一二三四五六七八九十百千两兩0-9０-９]{1,7})[章回节節話话卷部幕]")
LEADING_NUMBER = re.compile(rf"(?P<number>{NUMBER_PATTERN})(?!\d)(?P<rest>.*)", re.DOTALL)
# A number in letters, alone or before punctuation that separates it from a title; before a space it may be part of the
# title.
LEADING_NUMBER_WORD = re.compile(
    rf"(?P<number>{NUMBER_WORDS}|{ROMAN})(?:$|(?P<firm>\s*[.:)_–—-]\s*)|\s+)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
# "Stave One", "Erstes Kapitel": a number word next to whatever the book counts.
ORDINAL_PHRASES = (
    re.compile(
        rf"{WORD_PATTERN}[\s._-]+(?:the\s+)?(?P<number>{NUMBER_WORDS}|{ROMAN}|{WORD_PATTERN})(?![^\W_]).*",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(rf"(?P<number>{WORD_PATTERN})\s+{WORD_PATTERN}(?![^\W_]).*", re.IGNORECASE | re.DOTALL),
)
TRAILING_NUMBER = re.compile(rf"(?P<rest>.{{0,200}}?[\W_])(?P<number>{NUMBER_PATTERN})[\])]?", re.DOTALL)
YEAR_FIRST_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<sign>[-_. ])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))(?!\d)"
)
YEAR_LAST_DATE = re.compile(
    r"(?<!\d)(?P<one>\d{1,2})(?P<sign>[-_. ])(?P<two>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?!\d)"
)
SEPARATORS = " .:-–—_,"


@dataclass(frozen=True, slots=True)
class ParsedFileName:
    """The parts of a file's name.

    `number` is () if there is none, `number_text` is how the name writes it; `is_certain` is False if the number may be
    part of the title ("Seven Devils"). `chapter_word` is a word such as "prologue", `title` what is left without number
    and date. `dates` is the date (ISO) read with the day and with the month first, "" if that is not a valid day.
    """

    rank: FileRank
    number: Number = ()
    dates: tuple[str, str] = ("", "")
    title: str = ""
    chapter_word: str = ""
    number_text: str = ""
    label: str = ""
    is_certain: bool = True

    @property
    def date(self) -> str:
        """The date in the name (ISO), "" if there is none."""
        return next(filter(None, self.dates), "")


def parse_file_name(stem: str) -> ParsedFileName:
    """Parses a file's name without its extension.

    >>> [parse_file_name(name).number for name in ("Chapter Eleven", "1.10 Rain", "IV. Salt", "the-weir-ch07", "Rain")]
    [(11,), (1, 10), (4,), (7,), ()]
    >>> (parse_file_name("2021-05-06 First").date, parse_file_name("2021-05-06 First").title,
    ... parse_file_name("Epilogue").rank.name)
    ('2021-05-06', 'First', 'BACK')
    """
    dates, remainder = _split_date(stem)
    name = " ".join(remainder.replace("_", " ").split())
    name = name.strip(SEPARATORS) if any(dates) else name
    parsed = _parse_labelled_number(name) or _parse_leading_number(name)
    if parsed is None and not any(dates):  # beside a date, "First" and "at 7" are words of the title
        parsed = _parse_number_word(name) or _parse_trailing_number(name) or _parse_ordinal_phrase(name)
    parsed = parsed or ParsedFileName(FileRank.UNCERTAIN, title=_clean_title(name))
    chapter_word = _leading_chapter_word(parsed.title)
    rank = NAMED_CHAPTER_RANKS[chapter_word] if chapter_word and parsed.rank is FileRank.UNCERTAIN else parsed.rank
    number = parsed.number
    if chapter_word and not number:
        number = _parse_number_text(parsed.title.casefold().replace(chapter_word, "", 1).strip(SEPARATORS)) or ()
    return replace(parsed, rank=rank, number=number, dates=dates, chapter_word=chapter_word)


def _clean_title(name: str) -> str:
    """A title without the characters that replace spaces; a dash between spaces separates like a colon."""
    title = re.sub(r"\s+[-–—]+\s+", ": ", name.lstrip(SEPARATORS + ")]").rstrip(SEPARATORS))
    return " ".join(re.sub(r"[\s-]+", " ", title).split())


def _leading_chapter_word(title: str) -> str:
    words = re.findall(r"[^\W\d_]+", title.casefold())
    return words[0] if words and words[0] in NAMED_CHAPTER_RANKS else ""


def _parse_number_text(number_text: str) -> Number | None:
    """The number in sortable form: "1.10" is (1, 10), "3a" is (3, 1), "Eleven" is (11,)."""
    parts = re.split(r"[.,-]", number_text)
    if len(parts) > 1 and all(part.isdecimal() for part in parts):
        return tuple(map(int, parts))
    return parse_number(number_text)


def _parse_labelled_number(name: str) -> ParsedFileName | None:
    """A name with its number after a word such as "chapter"; text before that word is the story's name."""
    chinese = CHINESE_NUMBER_LABEL.search(name)
    if chinese:
        number = parse_number(chinese["number"])
        return (
            ParsedFileName(FileRank.CHAPTER, number, title=_clean_title(name[chinese.end() :]), label=chinese[0])
            if number
            else None
        )
    labels = [
        (match, number)
        for match in NUMBER_LABEL.finditer(name)
        if (number := _parse_number_text(match["digits"] or match["written"]))
    ]
    first_label = next(iter(labels), None)
    if first_label is None:
        return None
    has_chapter_label = any(match["word"].casefold() in CHAPTER_WORDS.split("|") for match, _ in labels)
    prefix = name[: first_label[0].start()].strip(SEPARATORS)
    if prefix and (not has_chapter_label or _starts_with_number(prefix)):
        return None
    # The second number counts where it goes on at once: "Book 2, Chapter 3", but not "Chapter 3 - The best part 2".
    joined_labels = (
        labels[:2]
        if len(labels) > 1 and not name[first_label[0].end() : labels[1][0].start()].strip(SEPARATORS)
        else labels[:1]
    )
    label = ", ".join(_format_label(match, number) for match, number in joined_labels)
    number = tuple(value for _, part_number in joined_labels for value in part_number)
    return ParsedFileName(FileRank.CHAPTER, number, title=_clean_title(name[joined_labels[-1][0].end() :]), label=label)


def _starts_with_number(prefix: str) -> bool:
    """Whether a name begins with its own number: "03 - Scene 2"."""
    return LEADING_NUMBER.match(prefix) is not None


# Abbreviations in labels.
FULL_LABEL_WORDS = {"ch": "chapter", "chap": "chapter", "pt": "part", "bk": "book", "vol": "volume", "ep": "episode"}


def _format_label(match: re.Match[str], number: Number) -> str:
    word = match["word"].casefold()
    number_text = _strip_leading_zeros(match["digits"]) if match["digits"] else str(number[0])
    return f"{FULL_LABEL_WORDS.get(word, word).capitalize()} {number_text}"


def _parse_leading_number(name: str) -> ParsedFileName | None:
    match = LEADING_NUMBER.match(name)
    number = _parse_number_text(match["number"]) if match else None
    if not (match and number):
        return None
    return ParsedFileName(
        FileRank.CHAPTER, number, title=_clean_title(match["rest"]), number_text=_strip_leading_zeros(match["number"])
    )


def _parse_number_word(name: str) -> ParsedFileName | None:
    match = LEADING_NUMBER_WORD.match(name)
    number = _parse_number_text(match["number"]) if match else None
    if not (match and number):
        return None
    is_certain = bool(match["firm"]) or not match["rest"]
    return ParsedFileName(
        FileRank.CHAPTER,
        number,
        title=_clean_title(match["rest"] if is_certain else name) or _clean_title(name),
        is_certain=is_certain,
    )


def _parse_trailing_number(name: str) -> ParsedFileName | None:
    """A name that ends with its number: "the weir 07"."""
    match = TRAILING_NUMBER.fullmatch(name)
    number = _parse_number_text(match["number"]) if match else None
    if not (match and number) or _leading_chapter_word(match["rest"]):
        return None
    return ParsedFileName(FileRank.CHAPTER, number, title=_clean_title(name))


def _parse_ordinal_phrase(name: str) -> ParsedFileName | None:
    numbers = (_parse_number_text(match["number"]) for pattern in ORDINAL_PHRASES if (match := pattern.fullmatch(name)))
    number = next(filter(None, numbers), None)
    return (
        ParsedFileName(FileRank.CHAPTER, number, title=_clean_title(name), is_certain=False)
        if number and not _leading_chapter_word(name)
        else None
    )


def _strip_leading_zeros(digits: str) -> str:
    return re.sub(r"(?<![\d.,])0+(?=\d)", "", digits)


def _split_date(stem: str) -> tuple[tuple[str, str], str]:
    """The date in a name, read with the day and with the month first, and the name without it."""
    dates = ("", "")
    if match := YEAR_FIRST_DATE.search(stem):
        dates = (_iso_date(match["year"], match["month"] or match["month2"], match["day"] or match["day2"]),) * 2
    elif match := YEAR_LAST_DATE.search(stem):
        first, second, year = match["one"], match["two"], match["year"]
        dates = (_iso_date(year, second, first), _iso_date(year, first, second))
    elif match := MONTH_FIRST_DATE.search(stem.replace("_", " ")) or DAY_FIRST_DATE.search(stem.replace("_", " ")):
        iso = parse_iso_date(match[0])
        dates = (iso, iso) if len(iso) == len("2021-05-06") else dates
    if not match or not any(dates):
        return ("", ""), stem
    return dates, f"{stem[: match.start()]} {stem[match.end() :]}"


def _iso_date(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # there is no such day
        return ""


def title_from_name(stem: str) -> str:
    """A chapter title made from its file's name.

    >>> [title_from_name(parsed)
    ...  for parsed in ("03 - The_Long_Way", "chapter07", "12", "the-lantern", "2021-05-06 Rain")]
    ['3. The Long Way', 'Chapter 7', 'Chapter 12', 'the lantern', 'Rain']
    """
    parsed = parse_file_name(stem)
    if parsed.label:
        return f"{parsed.label}: {parsed.title}" if parsed.title else parsed.label
    if not parsed.number_text:
        return parsed.title or parsed.date or _clean_title(stem)
    return f"{parsed.number_text}. {parsed.title}" if parsed.title else f"Chapter {parsed.number_text}"

"""What the name of a chapter's file says: its number or date, what kind of chapter it is, and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from audiobook.reading.labels import DAY_FIRST, MONTH_FIRST, iso_date
from audiobook.text.numerals import NUMBER_WORDS, ROMAN, Number, parse_number


class Rank(IntEnum):
    """Where a file stands among the others, in this order; LOOSE is what only a guess can place."""

    FRONT = 0
    CHAPTER = 1
    LOOSE = 2
    BACK = 3


# What stands before the first chapter, between chapters and behind the last one.
NAMED = {
    Rank.FRONT: "foreword preface introduction intro prologue prelude prolog",
    Rank.LOOSE: "interlude intermission omake",
    Rank.BACK: "epilogue epilog postlude coda finale afterword postscript bonus extra extras appendix",
}
NAMED_RANKS = {word: rank for rank, words in NAMED.items() for word in words.split()}
ORDER_OF_NAMED = {word: place for place, word in enumerate(NAMED_RANKS)}
# The words before a chapter's number, and before the number of what chapters belong to.
CHAPTER_WORDS = "chapter|chapitre|capítulo|capitulo|kapitel|глава|chap|ch|episode|ep|scene"
PART_WORDS = "part|pt|book|bk|volume|vol|act|arc|section|season"
DIGITS = r"\d{1,5}(?:[.,-]\d{1,3}(?![^\W_]))*(?:[a-d](?![^\W\d_]))?"
_gap = r"[\s._#-]*"
WORD = r"[^\W\d_]{2,20}"
# "Chapter One", "ch07", "Book 2, Chapter 3", "Chapter 3 part 2".
LABEL = re.compile(
    rf"(?<![^\W\d_])(?P<word>{CHAPTER_WORDS}|{PART_WORDS})(?:{_gap}(?P<digits>{DIGITS})"
    rf"|[\s._-]+(?P<written>(?:{NUMBER_WORDS}|{ROMAN}|{WORD}))(?![^\W_]))",
    re.IGNORECASE,
)
CHINESE_LABEL = re.compile(r"第(?P<number>[零〇一二三四五六七八九十百千两兩0-9０-９]{1,7})[章回节節話话卷部幕]")
LEADING = re.compile(rf"(?P<number>{DIGITS})(?!\d)(?P<rest>.*)", re.DOTALL)
# A number in letters, alone or before a sign that parts it from a title; before a mere space it may be a title's word.
LEADING_WORD = re.compile(
    rf"(?P<number>{NUMBER_WORDS}|{ROMAN})(?:$|(?P<firm>\s*[.:)_–—-]\s*)|\s+)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
# "Stave One", "Erstes Kapitel": words that are a number beside whatever a book counts.
COUNTED = (
    re.compile(
        rf"{WORD}[\s._-]+(?:the\s+)?(?P<number>{NUMBER_WORDS}|{ROMAN}|{WORD})(?![^\W_]).*", re.IGNORECASE | re.DOTALL
    ),
    re.compile(rf"(?P<number>{WORD})\s+{WORD}(?![^\W_]).*", re.IGNORECASE | re.DOTALL),
)
TRAILING = re.compile(rf"(?P<rest>.{{0,200}}?[\W_])(?P<number>{DIGITS})[\])]?", re.DOTALL)
YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<sign>[-_. ])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))(?!\d)"
)
YEAR_LAST = re.compile(r"(?<!\d)(?P<one>\d{1,2})(?P<sign>[-_. ])(?P<two>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?!\d)")
SEPARATORS = " .:-–—_,"


@dataclass(frozen=True, slots=True)
class FileName:
    """A name as it was read.

    `number` is () where it has none, `written` how it stands there; `sure` is False where it may be a title's own word
    ("Seven Devils"). `named` is a word such as "prologue", `title` what is left of the name without number and date.
    `dates` is its date (ISO) read with the day and with the month first, "" where that is no day.
    """

    rank: Rank
    number: Number = ()
    dates: tuple[str, str] = ("", "")
    title: str = ""
    named: str = ""
    written: str = ""
    label: str = ""
    sure: bool = True

    @property
    def date(self) -> str:
        """The day that the name says (ISO), "" where it says none."""
        return next(filter(None, self.dates), "")


def read_name(stem: str) -> FileName:
    """Reads the name of a file without its ending.

    >>> [read_name(name).number for name in ("Chapter Eleven", "1.10 Rain", "IV. Salt", "the-weir-ch07", "Rain")]
    [(11,), (1, 10), (4,), (7,), ()]
    >>> read_name("2021-05-06 First").date, read_name("2021-05-06 First").title, read_name("Epilogue").rank.name
    ('2021-05-06', 'First', 'BACK')
    """
    dates, rest = _dated(stem)
    name = " ".join(rest.replace("_", " ").split())
    name = name.strip(SEPARATORS) if any(dates) else name
    found = _labelled(name) or _leading(name)
    if found is None and not any(dates):  # beside a date, "First" and "at 7" are words of the title
        found = _leading_word(name) or _trailing(name) or _counted(name)
    found = found or FileName(Rank.LOOSE, title=_clean(name))
    named = _named(found.title)
    rank = NAMED_RANKS[named] if named and found.rank is Rank.LOOSE else found.rank
    number = found.number
    if named and not number:
        number = _number(found.title.casefold().replace(named, "", 1).strip(SEPARATORS)) or ()
    return replace(found, rank=rank, number=number, dates=dates, named=named)


def _clean(name: str) -> str:
    """A title without the signs that stand for spaces; a dash between spaces parts it as a colon does."""
    title = re.sub(r"\s+[-–—]+\s+", ": ", name.lstrip(SEPARATORS + ")]").rstrip(SEPARATORS))
    return " ".join(re.sub(r"[\s-]+", " ", title).split())


def _named(title: str) -> str:
    words = re.findall(r"[^\W\d_]+", title.casefold())
    return words[0] if words and words[0] in NAMED_RANKS else ""


def _number(written: str) -> Number | None:
    """The label that sorts: "1.10" is (1, 10), "3a" is (3, 1), "Eleven" is (11,)."""
    parts = re.split(r"[.,-]", written)
    if len(parts) > 1 and all(part.isdecimal() for part in parts):
        return tuple(map(int, parts))
    return parse_number(written)


def _labelled(name: str) -> FileName | None:
    """A name with its number behind a word for it; what stands before a chapter's is the story's name."""
    chinese = CHINESE_LABEL.search(name)
    if chinese:
        number = parse_number(chinese["number"])
        return FileName(Rank.CHAPTER, number, title=_clean(name[chinese.end() :]), label=chinese[0]) if number else None
    found = [
        (match, number) for match in LABEL.finditer(name) if (number := _number(match["digits"] or match["written"]))
    ]
    first = next(iter(found), None)
    if first is None:
        return None
    of_chapter = any(match["word"].casefold() in CHAPTER_WORDS.split("|") for match, _ in found)
    before = name[: first[0].start()].strip(SEPARATORS)
    if before and (not of_chapter or _leads(before)):
        return None
    # The second number counts where it goes on at once: "Book 2, Chapter 3", but not "Chapter 3 - The best part 2".
    pair = (
        found[:2] if len(found) > 1 and not name[first[0].end() : found[1][0].start()].strip(SEPARATORS) else found[:1]
    )
    label = ", ".join(_label(match, number) for match, number in pair)
    number = tuple(value for _, each in pair for value in each)
    return FileName(Rank.CHAPTER, number, title=_clean(name[pair[-1][0].end() :]), label=label)


def _leads(before: str) -> bool:
    """Whether a name begins with a number of its own: "03 - Scene 2"."""
    return LEADING.match(before) is not None


# Words that are cut short, in full.
FULL_WORDS = {"ch": "chapter", "chap": "chapter", "pt": "part", "bk": "book", "vol": "volume", "ep": "episode"}


def _label(match: re.Match[str], number: Number) -> str:
    word = match["word"].casefold()
    written = _without_zeros(match["digits"]) if match["digits"] else str(number[0])
    return f"{FULL_WORDS.get(word, word).capitalize()} {written}"


def _leading(name: str) -> FileName | None:
    match = LEADING.match(name)
    number = _number(match["number"]) if match else None
    if not (match and number):
        return None
    return FileName(Rank.CHAPTER, number, title=_clean(match["rest"]), written=_without_zeros(match["number"]))


def _leading_word(name: str) -> FileName | None:
    match = LEADING_WORD.match(name)
    number = _number(match["number"]) if match else None
    if not (match and number):
        return None
    sure = bool(match["firm"]) or not match["rest"]
    return FileName(Rank.CHAPTER, number, title=_clean(match["rest"] if sure else name) or _clean(name), sure=sure)


def _trailing(name: str) -> FileName | None:
    """A name that ends with its number: "the weir 07"."""
    match = TRAILING.fullmatch(name)
    number = _number(match["number"]) if match else None
    if not (match and number) or _named(match["rest"]):
        return None
    return FileName(Rank.CHAPTER, number, title=_clean(name))


def _counted(name: str) -> FileName | None:
    numbers = (_number(match["number"]) for pattern in COUNTED if (match := pattern.fullmatch(name)))
    number = next(filter(None, numbers), None)
    return FileName(Rank.CHAPTER, number, title=_clean(name), sure=False) if number and not _named(name) else None


def _without_zeros(digits: str) -> str:
    return re.sub(r"(?<![\d.,])0+(?=\d)", "", digits)


def _dated(stem: str) -> tuple[tuple[str, str], str]:
    """The date in a name, read with the day and with the month first, and the name without it."""
    dates = ("", "")
    if match := YEAR_FIRST.search(stem):
        dates = (_day(match["year"], match["month"] or match["month2"], match["day"] or match["day2"]),) * 2
    elif match := YEAR_LAST.search(stem):
        one, two, year = match["one"], match["two"], match["year"]
        dates = (_day(year, two, one), _day(year, one, two))
    elif match := MONTH_FIRST.search(stem.replace("_", " ")) or DAY_FIRST.search(stem.replace("_", " ")):
        said = iso_date(match[0])
        dates = (said, said) if len(said) == len("2021-05-06") else dates
    if not match or not any(dates):
        return ("", ""), stem
    return dates, f"{stem[: match.start()]} {stem[match.end() :]}"


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # there is no such day
        return ""


def title_from_name(stem: str) -> str:
    """A chapter's title out of its file's name.

    >>> [title_from_name(name) for name in ("03 - The_Long_Way", "chapter07", "12", "the-lantern", "2021-05-06 Rain")]
    ['3. The Long Way', 'Chapter 7', 'Chapter 12', 'the lantern', 'Rain']
    """
    name = read_name(stem)
    if name.label:
        return f"{name.label}: {name.title}" if name.title else name.label
    if not name.written:
        return name.title or name.date or _clean(stem)
    return f"{name.written}. {name.title}" if name.title else f"Chapter {name.written}"

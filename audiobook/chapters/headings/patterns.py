"""Lines that could be a chapter's heading, in the forms that authors, archives and printers use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from audiobook.chapters.line_rules import LineRule, line_rule
from audiobook.text.html_tags import strip_html_tags
from audiobook.text.line_ends import NON_TITLE_END
from audiobook.text.numerals import (
    CHINESE_NUMBER,
    DIVIDED_NUMBER,
    NUMBER,
    NUMBER_WORDS,
    ROMAN,
    Number,
    parse_number,
    parse_whole_number,
)

# What may come between "Chapter 3" and its title, and what may be drawn around both.
SEPARATOR = r"\s*(?:[:.~|•,\]]|[-–—―]+|\s)\s*"
FIRM_SEPARATOR = r"\s*(?:[:.~|•)]|[-–—―]+)\s*"
ORNAMENT = r"[\s*_#=~–—―\[\]<>•+|\\{}-]*"
TITLE_ORNAMENTS = "*_#=~–—―<>•|[]{}+-"
NAMED_HEADINGS = (
    "prologue|epilogue|interlude|intermission|omake|prelude|postlude|foreword|afterword|preface|introduction|"
    "postscript|bonus(?: chapter)?|side[- ]story|extra(?: chapter)?|coda|finale|conclusion|appendix|"
    "author['’]s afterword"
    # The same in other languages.
    "|prolog|epilog|interludium|vorwort|nachwort|épilogue|préface|avant-propos|postface|prólogo|epílogo|prefacio|prologo"
    "|epilogo|prefazione|proloog|epiloog|пролог|эпилог|епілог|интерлюдия|предисловие|послесловие|序章|楔子|前言|番外|尾声|后记"
    "|プロローグ|エピローグ"
)
# "Interlude: end" is where it is over.
CLOSED_WORDS = frozenset(("end", "ends", "over"))
CHAPTER_WORDS = (
    "chapter|chap\\.?|ch\\.?|episode|ep\\.?|capítulo|capitulo|capitolo|chapitre|kapitel|hoofdstuk|kapittel|rozdział|"
    "kapitola|глава|розділ"
)
# How abbreviations are read.
ABBREVIATIONS = {"Ch": "Chapter", "Chap": "Chapter", "Ep": "Episode"}
PART_ALTERNATIVES = "part|book|volume|vol\\.?|act|arc|section|phase|season|canto"
PART_WORDS = frozenset(word.removesuffix("\\.?") for word in PART_ALTERNATIVES.split("|"))
# A part's own name, which ends before a slash: "Part II: The Flood / Chapter 1".
PART_NAME = r"[^\s/|](?:[^/|]{0,58}[^\s/|])?"
LEADING_NUMBER = r"(?:\d{1,4}[.):]\s+)?"
# The number of a footnote after a heading: "CHAPTER II[1]".
FOOTNOTE_MARK = r"(?:\s?\[\d{1,3}\])?"
SINGLE_WORD = r"[^\W\d_]{2,20}"
# Words that are numbered on lines of their own but aren't chapters.
NON_CHAPTER_UNITS = frozenset(
    "page pg figure fig plate table note footnote line verse level row item step question".split()
)
# A heading is short; a long paragraph may begin with "Chapter 3" too. Old novels have long titles.
MAX_HEADING_CHARACTERS = 160
# If a heading says "chapter", its title may be longer.
MAX_TITLED_CHARACTERS = 400
# Captions below "FIRST ACT" that only announce what follows.
STAGE_CAPTIONS = frozenset(("scene", "scenes", "place", "time", "persons", "characters"))


class HeadingForm(StrEnum):
    """The form of a heading; the stronger forms need less evidence."""

    CHAPTER = "chapter"
    NAMED = "named"
    PART = "part"
    COUNTED = "counted"
    NUMBERED_TITLE = "numbered title"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that reads like a chapter heading: its form, label and title; `number` is None for a prologue.

    `unit` is the numbered word ("chapter", "letter") in lower case; `part` and `part_number` describe "Book 1" in "Book
    1, Chapter 3".
    """

    form: HeadingForm
    label: str
    number: Number | None
    title: str
    unit: str = ""
    part: str = ""
    part_number: Number = ()

    @property
    def full_number(self) -> Number:
        """The position of the heading among those of its kind, its part first; () for a prologue."""
        return (*self.part_number, *self.number) if self.number else ()

    @property
    def numbering(self) -> str:
        """What the heading numbers: letters, acts, chapters of any name, bare numbers; "" without a number."""
        if not self.number:
            return ""
        return self.unit if self.form in (HeadingForm.COUNTED, HeadingForm.PART) else self.form


HEADING_RULES = (
    line_rule(
        HeadingForm.CHAPTER,
        rf"{ORNAMENT}{LEADING_NUMBER}"
        rf"(?:(?P<part>(?:{PART_ALTERNATIVES})\s+(?P<part_number>{NUMBER})(?:\s*+[:–—-]\s*+{PART_NAME}(?=\s*+[/|]))?)"
        rf"\s*+[,.:;/|–—-]?\s*+)?"
        rf"(?P<label>(?P<word>{CHAPTER_WORDS})"
        rf"(?:\s*(?:no\.\s*)?[#№]?(?=\d)|\s+(?:the\s+)?)(?P<number>{DIVIDED_NUMBER}|{NUMBER}|{SINGLE_WORD})){FOOTNOTE_MARK}"
        rf"(?:(?P<separator>{SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        (
            "Chapter 3",
            "Chapter 2.5 - The Barn",
            "Chapter 1a",
            "Chapter 2 (1/2)",
            "Chapter 3 Part 2",
            "CHAPTER II[1]",
            "Capítulo primero. Que trata de la condición",
            "[Chapter 001] Start",
            "Arc 1, Chapter 2",
            "Vol. 1 Ch. 2",
            "--- Book 1 Chapter 3 ---",
            "Part II: The Flood / Chapter 1",
            "Ep. 3 Rain",
            "Глава первая",
            "CHAPTER IV",
            "Chapter Two",
            "Chapter 3: Revelations by tsuki",
            "1. Chapter 1",
            "–– CHAPTER 14 ––",
            "**Chapter 5**",
            "Ch. 7 - Title",
            "Chapter 25 ~ Title",
            "# Chapter 3",
            "Chapter Twenty-One. The End",
            "10. Chapter 10: Home",
            "Chapter the Last",
            "Chapter #4",
            "[Chapter 2]",
            "CHAPTER XXI.",
            "Episode 3: The Sea",
            "Chapter Thirty",
        ),
        (
            "Chapters: 26 Completed: Yes",
            "The chapter was long",
            "Chapter house",
            "chapter and verse",
            "Chapterhouse 3",
            "Chap by chap",
            "Chi",
            "Chapter one was over.",
            "Chill",
            "Chapter 3 was her favourite.",
        ),
    ),
    line_rule(
        HeadingForm.NAMED,
        rf"{ORNAMENT}{LEADING_NUMBER}(?P<label>(?:{NAMED_HEADINGS})(?:\s+{NUMBER})?)(?:{FIRM_SEPARATOR}(?P<title>\S.*?)|[.:])?{ORNAMENT}",
        (
            "Prologue",
            "EPILOGUE",
            "Interlude: The Sea",
            "Omake",
            "*Prologue*",
            "Interlude 2 - Rain",
            "12. Epilogue",
            "PREFACE.",
        ),
        (
            "Prologues are dull",
            "Interlude - end",
            "The epilogue",
            "Interlude of rain and more rain",
            "Extra cheese, please.",
        ),
    ),
    line_rule(
        HeadingForm.PART,
        rf"{ORNAMENT}(?P<label>(?P<word>{PART_ALTERNATIVES})\s+(?:the\s+)?(?P<number>{NUMBER}))"
        rf"(?:(?P<separator>{SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        ("PART ONE", "Book I", "VOLUME II", "Part 2: The Sea", "BOOK THE FIRST", "Arc 3 - Winter"),
        ("Part of me", "Book now", "Act natural", "Part one of the plan was over.", "Partly"),
    ),
    line_rule(
        HeadingForm.COUNTED,
        rf"{ORNAMENT}(?P<label>[第제]\s?(?P<number>{CHINESE_NUMBER})\s?(?P<word>[章回节節話话卷部幕장화회부권]))"
        rf"(?:(?P<separator>\s*[:：]?\s*)(?P<title>\S.*?))?{ORNAMENT}",
        ("第一章", "第十二章 归来", "第3章：雨", "제1장 비"),
        ("第一天", "一章", "章"),
    ),
    line_rule(
        HeadingForm.COUNTED,
        rf"{ORNAMENT}(?P<label>(?:the\s+)?(?P<number>\d{{1,3}})(?:\.|st|nd|rd|th|er|e|º|ª)\s*(?P<word>{CHAPTER_WORDS}))"
        rf"(?:(?P<separator>{FIRM_SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        ("1. Kapitel", "The 3rd Chapter: Rain", "2º capítulo"),
        ("1. Chapter 1", "3rd chapters", "1. Home"),
    ),
    line_rule(
        HeadingForm.COUNTED,
        rf"{ORNAMENT}(?P<label>(?:the\s+)?(?P<number>{SINGLE_WORD})\s+(?P<word>{SINGLE_WORD}))"
        rf"(?:(?P<separator>{FIRM_SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        ("FIRST ACT", "Erstes Kapitel", "The Second Book", "Première partie: Marie"),
        ("It was one of those.", "letter from home", "two men", "Letter home"),
    ),
    line_rule(
        HeadingForm.COUNTED,
        rf"{ORNAMENT}(?P<label>(?P<word>{SINGLE_WORD})\s+(?:the\s+)?(?P<number>{DIVIDED_NUMBER}|{NUMBER}|{SINGLE_WORD}))"
        rf"(?:(?P<separator>{FIRM_SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        ("Letter 1", "Stave One", "EPOCH THE FIRST", "Письмо 1", "Day 3: Rain"),
        ("Page 3", "It was one of those.", "letter from home", "Room One was dark."),
    ),
    line_rule(
        HeadingForm.COUNTED,
        rf"{ORNAMENT}(?P<label>(?P<word>[a-z])(?P<number>\d{{1,3}}))"
        rf"(?P<separator>\s*[:–—-]\s*)(?P<title>\S.*?)\.?{ORNAMENT}",
        ("C1: A Start", "E12 - Home"),
        ("A1 sauce", "C1", "R2D2: a robot"),
    ),
    line_rule(
        HeadingForm.NUMBERED_TITLE,
        rf"{ORNAMENT}(?P<label>(?P<number>{DIVIDED_NUMBER}|\d{{1,3}}|{ROMAN}))\s*(?P<separator>[.:)~|–—-])\s+(?P<title>[^\s\d].*?){ORNAMENT}",
        ("1. The Oven", "IV. The Second Sea", "12 - Rain", "3) Home", "2: Salt", "1-2: A Mill"),
        ("1.5 litres", "3", "I was late.", "10-4, over"),
    ),
    line_rule(
        HeadingForm.NUMBERED_TITLE,
        rf"{ORNAMENT}(?P<label>(?:#|№\s?|no\.\s?)(?P<number>{DIVIDED_NUMBER}|\d{{1,3}}))"
        rf"(?P<separator>{SEPARATOR})(?P<title>[^\s\d].*?){ORNAMENT}",
        ("#1 Rain", "No. 3: Home", "№ 2 — Salt"),
        ("#rain", "No. 3", "No rain"),
    ),
    line_rule(
        HeadingForm.NUMBER,
        rf"{ORNAMENT}\(?(?P<label>(?P<number>\d{{1,3}}(?:\.\d{{1,2}}|[a-d])|\d{{1,3}}|{ROMAN}|{NUMBER}))\)?\.?{ORNAMENT}",
        ("I", "IV.", "12", "~ 3 ~", "Twenty-One", "- 7 -", "XXXIX", "2.5", "1a", "(3)"),
        ("I am", "1812 and after", "7:30", "3.5.1", "10-4"),
    ),
)
# Headings that say what they are; they come first among the rules, so no other rule has a say in them.
STRONG_FORMS = frozenset((HeadingForm.CHAPTER, HeadingForm.NAMED, HeadingForm.PART))
STRONG_RULES = tuple(rule for rule in HEADING_RULES if rule.name in STRONG_FORMS)
FIRM_SEPARATOR_PATTERN = re.compile(FIRM_SEPARATOR)
ROMAN_NUMBER = re.compile(ROMAN, re.IGNORECASE)
SPEECH_MARK = re.compile(r"[“”\"«»„]")
# How most lines of prose begin: no rule above matches a line that begins with such words.
PROSE_START = re.compile(
    rf"[“”\"‘’']|(?!(?:{CHAPTER_WORDS})\b)[a-z]+(?:['’][a-z]+)?"
    rf"(?:[,;]? (?!(?:{NUMBER_WORDS}|[mdclxvi]+)\b)[a-z]+(?:['’][a-z]+)?){{3}}[ ,;]",
    re.IGNORECASE,
)


def parse_heading(line: str) -> Heading | None:
    """The heading that a line reads like, None for any other line.

    >>> (parse_heading("Chapter 3: Revelations").title, parse_heading("EPILOGUE").label,
    ... parse_heading("The chapter was long."))
    ('Revelations', 'Epilogue', None)
    """
    return _match_rules(line, HEADING_RULES)


def is_strong_heading(line: str) -> bool:
    """Whether a line reads like a heading of one of the STRONG_FORMS; quicker than `parse_heading`.

    >>> [is_strong_heading(line) for line in ("Chapter 3", "PART ONE", "IV. The Second Sea", "He ate.")]
    [True, True, False, False]
    """
    return _match_rules(line, STRONG_RULES) is not None


def _match_rules(line: str, rules: tuple[LineRule, ...]) -> Heading | None:
    if len(line) > MAX_TITLED_CHARACTERS or PROSE_START.match(line):
        return None
    # Without tags: the bracket of one would be taken for an ornament.
    line = strip_html_tags(line).strip() if "<" in line else line
    for rule in rules:
        if len(line) > MAX_HEADING_CHARACTERS and rule.name != HeadingForm.CHAPTER:
            break
        match = rule.pattern.fullmatch(line)
        heading = _build_heading(HeadingForm(rule.name), match) if match else None
        if heading:
            return heading
    return None


def _build_heading(form: HeadingForm, match: re.Match[str]) -> Heading | None:
    parts = match.groupdict()
    title = (parts.get("title") or "").strip().strip(TITLE_ORNAMENTS).strip()
    if form is HeadingForm.NAMED:
        if title.casefold().rstrip(".!") in CLOSED_WORDS:
            return None
        return Heading(form, parts["label"].strip().capitalize(), None, title)
    if form is HeadingForm.COUNTED:
        return _build_counted_heading(parts, title)
    number = parse_number(str(parts["number"]))
    if number is None or _is_sentence_rest(form, parts.get("separator"), title):
        return None
    if len(match[0]) > MAX_HEADING_CHARACTERS and not FIRM_SEPARATOR_PATTERN.fullmatch(parts.get("separator") or ""):
        return None
    word = str(parts.get("word") or "").rstrip(".").lower()
    return Heading(form, _format_label(form, parts, number), number, title, word, *_parse_part(parts))


def _parse_part(parts: dict[str, str | None]) -> tuple[str, Number]:
    """The label and number of the part that a heading names before its chapter."""
    if not parts.get("part"):
        return "", ()
    number = parse_whole_number(str(parts["part_number"]))
    return ("", ()) if number is None else (_normalize_case(str(parts["part"])), (number,))


def _build_counted_heading(parts: dict[str, str | None], title: str) -> Heading | None:
    """The heading "Letter 1" or "FIRST ACT"; only the rest of the book shows whether it is one."""
    word, label = str(parts["word"]).lower(), " ".join(str(parts["label"]).split())
    number = None if word in NON_CHAPTER_UNITS else parse_number(str(parts["number"]))
    if number is None or label[:1].islower() or _is_sentence_rest(HeadingForm.COUNTED, parts["separator"], title):
        return None
    return Heading(HeadingForm.COUNTED, _normalize_case(label), number, title, word)


def _normalize_case(label: str) -> str:
    """A label in capitals in title case, with its Roman numeral unchanged: Scene II."""
    if not label.isupper() or len(label) < 3:
        return label
    words = enumerate(label.split())
    return " ".join(word if index and ROMAN_NUMBER.fullmatch(word) else word.title() for index, word in words)


def _format_label(form: HeadingForm, parts: dict[str, str | None], number: Number) -> str:
    number_text = " ".join(str(parts["number"]).split())
    label_number = number_text.lower() if len(number) > 1 or number[0] < 0 else str(number[0])
    label_number = label_number.lstrip("0") or "0"
    if form in (HeadingForm.NUMBER, HeadingForm.NUMBERED_TITLE):
        return label_number
    word = str(parts["word"]).rstrip(".").capitalize()
    return f"{ABBREVIATIONS.get(word, word)} {label_number}"


def _is_sentence_rest(form: HeadingForm, separator: str | None, title: str) -> bool:
    """Whether a "title" is the rest of a sentence, as in "Chapter one was over."; a title begins with a capital."""
    if not title:
        return False
    if form is HeadingForm.NUMBERED_TITLE:
        return title[0].islower() or bool(NON_TITLE_END.search(title)) or len(title) > MAX_HEADING_CHARACTERS // 2
    has_loose_separator = not (separator or "").strip(" \t.,]")
    return has_loose_separator and (title[0].islower() or (bool(NON_TITLE_END.search(title)) and not title.isupper()))


def could_be_title(line: str) -> bool:
    """Whether a line below a bare "CHAPTER I" is its title: in capitals, or short and not ending like a sentence.

    >>> could_be_title("THE STRANGE MAN'S ARRIVAL."), could_be_title("The Sea"), could_be_title("It rained.")
    (True, True, False)
    """
    line = " ".join(line.split())  # contents lists fill their lines with spaces
    if line.rstrip(".:").casefold() in STAGE_CAPTIONS:
        return False
    if len(line) > MAX_HEADING_CHARACTERS * 2 or not any(character.isalpha() for character in line):
        return False
    if line.isupper():
        return True
    return len(line) <= 70 and not NON_TITLE_END.search(line) and not SPEECH_MARK.search(line) and line[0].isupper()

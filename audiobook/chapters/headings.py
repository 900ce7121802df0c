"""Lines that could be a chapter's heading, by the shapes that authors, archives and printers give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from audiobook.chapters.numerals import NUMBER, ROMAN, number_of
from audiobook.chapters.rules import line_rule

# What may stand between "Chapter 3" and its title, and what may be drawn around the whole.
SEPARATOR = r"\s*(?:[:.~|•,]|[-–—―]+|\s)\s*"
FIRM_SEPARATOR = r"\s*(?:[:.~|•)]|[-–—―]+)\s*"
ORNAMENT = r"[\s*_#=~–—―\[\]<>•+|\\{}-]*"
TITLE_ORNAMENTS = "*_#=~–—―<>•|[]{}+-"
NAMED = (
    "prologue|epilogue|interlude|intermission|omake|prelude|postlude|foreword|afterword|preface|introduction|"
    "postscript|bonus(?: chapter)?|side[- ]story|extra(?: chapter)?|coda|finale"
)
PARTS = "part|book|volume|vol\\.|act|arc|section|phase|season|canto"
OPENING = r"(?:\d{1,4}[.):]\s+)?"


class Form(StrEnum):
    """The shape of a heading; the stronger ones need less to be believed."""

    CHAPTER = "chapter"
    NAMED = "named"
    PART = "part"
    NUMBERED_TITLE = "numbered title"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that reads like a chapter heading: its form, label and title; `number` is None for a prologue."""

    form: Form
    label: str
    number: int | None
    title: str


HEADING_RULES = (
    line_rule(
        Form.CHAPTER,
        rf"{ORNAMENT}{OPENING}"
        rf"(?P<label>(?P<word>chapter|chap\.?|ch\.?|episode|capítulo|chapitre|kapitel)"
        rf"(?:\s*(?:no\.\s*)?[#№]?(?=\d)|\s+(?:the\s+)?)(?P<number>{NUMBER}))"
        rf"(?:(?P<separator>{SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        (
            "Chapter 3",
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
        Form.NAMED,
        rf"{ORNAMENT}{OPENING}(?P<label>(?:{NAMED})(?:\s+{NUMBER})?)(?:{FIRM_SEPARATOR}(?P<title>\S.*?)|[.:])?{ORNAMENT}",
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
        ("Prologues are dull", "The epilogue", "Interlude of rain and more rain", "Extra cheese, please."),
    ),
    line_rule(
        Form.PART,
        rf"{ORNAMENT}(?P<label>(?P<word>{PARTS})\s+(?:the\s+)?(?P<number>{NUMBER}))"
        rf"(?:(?P<separator>{SEPARATOR})(?P<title>\S.*?))?\.?{ORNAMENT}",
        ("PART ONE", "Book I", "VOLUME II", "Part 2: The Sea", "BOOK THE FIRST", "Arc 3 - Winter"),
        ("Part of me", "Book now", "Act natural", "Part one of the plan was over.", "Partly"),
    ),
    line_rule(
        Form.NUMBERED_TITLE,
        rf"{ORNAMENT}(?P<label>(?P<number>\d{{1,3}}|{ROMAN}))\s*(?P<separator>[.:)~|–—-])\s+(?P<title>[^\s\d].*?){ORNAMENT}",
        ("1. The Oven", "IV. The Second Sea", "12 - Rain", "3) Home", "2: Salt"),
        ("1.5 litres", "3", "I was late.", "10-4, over"),
    ),
    line_rule(
        Form.NUMBER,
        rf"{ORNAMENT}(?P<label>(?P<number>\d{{1,3}}|{ROMAN}|{NUMBER}))\.?{ORNAMENT}",
        ("I", "IV.", "12", "~ 3 ~", "Twenty-One", "- 7 -", "XXXIX"),
        ("I am", "1812 and after", "7:30", "3.5"),
    ),
)
# A heading is short; a paragraph that happens to begin with "Chapter 3" is not one. Old novels have long titles.
MOST_CHARACTERS = 160
SENTENCE_END = re.compile(r"[.,;…][”\"’')\]]*$")
SPEECH_MARK = re.compile(r"[“”\"«»„]")


def heading_in(line: str) -> Heading | None:
    """What a line says that reads like a heading, None for any other.

    >>> heading_in("Chapter 3: Revelations").title, heading_in("EPILOGUE").label, heading_in("The chapter was long.")
    ('Revelations', 'Epilogue', None)
    """
    if len(line) > MOST_CHARACTERS:
        return None
    for rule in HEADING_RULES:
        match = rule.pattern.fullmatch(line)
        heading = _parsed(Form(rule.name), match) if match else None
        if heading:
            return heading
    return None


def _parsed(form: Form, match: re.Match[str]) -> Heading | None:
    parts = match.groupdict()
    title = (parts.get("title") or "").strip().strip(TITLE_ORNAMENTS).strip()
    if form is Form.NAMED:
        return Heading(form, parts["label"].strip().capitalize(), None, title)
    number = number_of(parts["number"])
    if number is None or _runs_on(form, parts.get("separator"), title):
        return None
    return Heading(form, _label(form, parts, number), number, title)


def _label(form: Form, parts: dict[str, str | None], number: int) -> str:
    if form in (Form.NUMBER, Form.NUMBERED_TITLE):
        return str(number)
    word = str(parts["word"]).rstrip(".").capitalize()
    said = str(parts["number"]).lower() if number < 0 else str(number)
    return f"{'Chapter' if word in ('Ch', 'Chap') else word} {said}"


def _runs_on(form: Form, separator: str | None, title: str) -> bool:
    """Whether a "title" is the rest of a sentence, as in "Chapter one was over."; a title begins with a capital."""
    if not title:
        return False
    if form is Form.NUMBERED_TITLE:
        return title[0].islower() or bool(SENTENCE_END.search(title)) or len(title) > MOST_CHARACTERS // 2
    loose = not (separator or "").strip(" \t.,")
    return loose and (title[0].islower() or (bool(SENTENCE_END.search(title)) and not title.isupper()))


def could_be_title(line: str) -> bool:
    """Whether a line under a bare "CHAPTER I" is its title: in capitals, or short and without a sentence's end.

    >>> could_be_title("THE STRANGE MAN'S ARRIVAL."), could_be_title("The Sea"), could_be_title("It rained.")
    (True, True, False)
    """
    if len(line) > MOST_CHARACTERS * 2 or not any(character.isalpha() for character in line):
        return False
    if line.isupper():
        return True
    return len(line) <= 70 and not SENTENCE_END.search(line) and not SPEECH_MARK.search(line) and line[0].isupper()

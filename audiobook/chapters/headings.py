"""Chapter headings: which lines could be one, and which of them are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.numerals import NUMBER, number_of
from audiobook.chapters.rules import line_rule

# What may stand between "Chapter 3" and its title, and what may be drawn around the whole.
SEPARATOR = r"\s*(?:[:.~|•]|[-–—―]+|\s)\s*"
ORNAMENT = r"[\s*_#=~–—―\[\]<>•+-]*"
TITLE_ORNAMENTS = "*_#=~–—―<>•"
NAMED = "prologue|epilogue|interlude|intermission|omake|prelude|postlude|foreword|afterword|bonus chapter|side story"

HEADING_RULES = (
    line_rule(
        "chapter and number",
        rf"{ORNAMENT}(?:\d{{1,4}}[.):]\s+)?"
        rf"(?P<label>(?:(?:chapter|chap\.?|ch\.?)\s*#?(?=\d)|(?:chapter|chap\.?|ch\.)\s+)(?P<number>{NUMBER}))"
        rf"(?:(?P<separator>{SEPARATOR})(?P<title>\S.*?))?{ORNAMENT}",
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
        ),
    ),
    line_rule(
        "named",
        rf"{ORNAMENT}(?:\d{{1,4}}[.):]\s+)?(?P<label>(?:{NAMED})(?:\s+{NUMBER})?)"
        rf"(?:\s*(?:[:.~|•]|[-–—―]+)\s*(?P<title>\S.*?))?{ORNAMENT}",
        ("Prologue", "EPILOGUE", "Interlude: The Sea", "Omake", "*Prologue*", "Interlude 2 - Rain", "12. Epilogue"),
        ("Prologues are dull", "The epilogue", "Interlude of rain and more rain"),
    ),
)
CONTENTS = line_rule(
    "contents",
    r"[\W_]*(?:table of contents|contents|chapter list|chapters)[\W_]*",
    ("Contents", "TABLE OF CONTENTS", "Chapters:"),
    ("The contents spilled.", "Chapters of his life"),
)
# A heading is short; a paragraph that happens to begin with "Chapter 3" is not one.
MOST_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that reads like a chapter heading: its place in the list of lines, its label, number and title.

    `number` is None for a prologue and its like.
    """

    line: int
    label: str
    number: int | None
    title: str


def heading_in(line: str) -> tuple[str, int | None, str] | None:
    """Label, number and title of a line that reads like a heading, None for any other.

    >>> heading_in("Chapter 3: Revelations"), heading_in("EPILOGUE"), heading_in("The chapter was long.")
    (('Chapter 3', 3, 'Revelations'), ('Epilogue', None, ''), None)
    """
    if len(line) > MOST_CHARACTERS:
        return None
    for rule in HEADING_RULES:
        match = rule.pattern.fullmatch(line)
        if match:
            return _parsed(match)
    return None


def _parsed(match: re.Match[str]) -> tuple[str, int | None, str] | None:
    parts = match.groupdict()
    written = parts.get("number")
    title = (parts["title"] or "").strip().strip(TITLE_ORNAMENTS).strip()
    if written is None:
        return parts["label"].strip().capitalize(), None, title
    number = number_of(written)
    if number is None or _runs_on(parts["separator"], title):
        return None
    return f"Chapter {number if number >= 0 else written.lower()}", number, title


def _runs_on(separator: str | None, title: str) -> bool:
    """Whether a "title" is the rest of a sentence, as in "Chapter one was over."; a title begins with a capital."""
    return bool(title) and not (separator or "").strip() and title[0].islower()


def candidates_of(lines: tuple[SourceLine, ...]) -> tuple[Heading, ...]:
    """Every line that reads like a heading, in order."""
    found = []
    for index, line in enumerate(lines):
        heading = heading_in(line.text)
        if heading:
            found.append(Heading(index, *heading))
    return tuple(found)


def chosen(candidates: tuple[Heading, ...], lines: tuple[SourceLine, ...]) -> tuple[Heading, ...]:
    """The candidates that open a chapter: not the lines of a contents list, not a heading that is said again."""
    opening: list[Heading] = []
    for index, heading in enumerate(candidates):
        if opening and heading.number is not None and heading.number == opening[-1].number:
            continue
        if not is_listed(index, candidates, lines):
            opening.append(heading)
    return tuple(opening)


def is_listed(index: int, candidates: tuple[Heading, ...], lines: tuple[SourceLine, ...]) -> bool:
    """Whether a candidate stands in a list of contents: another heading follows at once, and not the same one."""
    heading, following = candidates[index], candidates[index + 1 : index + 2]
    if not following:
        return heading.line == len(lines) - 1 and index > 0 and candidates[index - 1].line == heading.line - 1
    same = heading.number is not None and heading.number == following[0].number
    return following[0].line == heading.line + 1 and not same


def contents_lines(candidates: tuple[Heading, ...], lines: tuple[SourceLine, ...]) -> frozenset[int]:
    """The lines that belong to a list of contents, its caption included."""
    listed = {heading.line for index, heading in enumerate(candidates) if is_listed(index, candidates, lines)}
    captions = {line - 1 for line in listed if line and CONTENTS.pattern.fullmatch(lines[line - 1].text)}
    return frozenset(listed | captions)

"""The header before a story: title, author, summary, and the other labels that archives put there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.line_rules import line_rule
from audiobook.chapters.lines import SourceLine
from audiobook.model import Metadata
from audiobook.text.line_ends import PUNCTUATED_END

# Labels by the field they fill, None for known labels that tags don't need. A line may have several, each value ending
# at the next label.
LABEL_FIELDS: dict[str, str | None] = {
    "title": "title", "story title": "title", "story": None, "author": "author", "authors": "author", "by": "author",
    "written by": "author", "penname": "author", "summary": "summary", "story summary": "summary",
    "description": "summary", "genre": "genres", "genres": "genres", "character": "characters",
    "characters": "characters", "pairing": "relationships", "pairings": "relationships",
    "relationship": "relationships", "relationships": "relationships", "ship": "relationships", "fandom": "fandoms",
    "fandoms": "fandoms", "category": None, "categories": None, "extra categories": None, "rating": "rating",
    "rated": "rating", "warning": "warnings", "warnings": "warnings", "archive warning": "warnings",
    "archive warnings": "warnings", "content warnings": "warnings", "series": "series", "language": "language",
    "published": "published", "posted": "published", "date": "published", "year": "published", "updated": "updated",
    "last updated": "updated", "status": "status", "completed": "status", "complete": "status",
    "story url": "source", "url": "source", "source": "source", "story link": "source", "chapters": None,
    "chapter count": None, "word count": None, "words": None, "read": None, "reads": None, "packaged": None,
    "challenge": None, "challenges": None, "story id": None, "storyid": None, "id": None, "author url": None,
    "publisher": None, "disclaimer": None, "disclaimers": None, "reviews": None, "favs": None, "favorites": None,
    "follows": None, "hits": None, "kudos": None, "bookmarks": None, "comments": None, "tags": "genres",
    "additional tags": "genres", "collections": None, "stats": None, "spoilers": None, "beta": None, "feedback": None,
    "archive": None, "content": None, "timeline": None, "setting": None, "type": None, "notes": None, "note": None,
    "author's note": None, "author's notes": None, "a/n": None,
}  # fmt: skip
# The value of these is free text, in which the names of other labels are ordinary words.
FREE_TEXT_LABELS = frozenset(
    ("title", "summary", "story summary", "description", "disclaimer", "disclaimers", "notes", "note", "story title",
     "author's note", "author's notes", "a/n", "feedback", "beta", "archive")
)  # fmt: skip
_label_alternatives = "|".join(
    re.escape(label).replace("'", "['’]") for label in sorted(LABEL_FIELDS, key=len, reverse=True)
)
# Some authors put Markdown's heading mark before labels: "# Title: The Weir".
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
LABEL_PATTERN = re.compile(
    rf"(?<![\w'’/-])[*_]*+(?P<label>{_label_alternatives})[*_]*\s*:(?!//)[*_]*\s*", re.IGNORECASE
)

TITLE_LINE = line_rule(
    "title by author",
    r"(?P<title>\S.{0,150}?\S|\S) by (?P<author>\S.{0,60}?)",
    ("Trials by Fire by A. Writer", "Rain by mori"),
    ("By the river.", "Standby"),
)
BYLINE = line_rule(
    "byline",
    r"[\s*_~-]*(?:a (?:story|novel|tale|fan ?fiction) |written |story )?by:?\s+"
    # An article is followed by a space: "A. Writer" and "A/C Day" are names.
    r"(?!(?:the|his|her|their|my|our|your|then|now|this|that|him|them|it|me|us)\b|an?\s)"
    r"(?P<author>[^\s.,;:!?“”\"].{0,60}?)[\s*_~-]*",
    ("by mori", "By E. M. Forster", "written by Ann Example", "By: wren_field", "~ by mori ~", "by A/C Day"),
    ("By the river", "Standing by him", "By a river"),
)
# A story's title is no longer than this.
MAX_STORY_TITLE_CHARACTERS = 120
# A header ends after this many lines in a row that aren't part of one.
MAX_STRAY_LINES = 1
SPEECH_MARKS = frozenset("“\"«»„‘'—–-")
DAY_FIRST_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})\b")
ISO_DATE = re.compile(r"\b(?P<date>(?:19|20)\d{2}-\d{2}-\d{2})\b")
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def parse_labels(line: str) -> tuple[tuple[str, str], ...]:
    """The labels of a header line with their values, () if the line doesn't begin with one.

    >>> parse_labels("Chapters: 26 Completed: Yes Published: 21/10/08")
    (('chapters', '26'), ('completed', 'Yes'), ('published', '21/10/08'))
    >>> parse_labels("## Author: A. Writer")
    (('author', 'A. Writer'),)
    """
    if ":" not in line:  # as most lines of a book
        return ()
    line = MARKDOWN_HEADING.sub("", line)
    first = LABEL_PATTERN.match(line)
    if not first:
        return ()
    marks = [first] if _label_name(first) in FREE_TEXT_LABELS else list(LABEL_PATTERN.finditer(line))
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return tuple((_label_name(mark), line[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True))


def _label_name(mark: re.Match[str]) -> str:
    return mark["label"].lower().replace("’", "'")


def count_header_lines(lines: Sequence[SourceLine]) -> int:
    """How many of the first lines are an archive's header rather than story.

    A header begins with a title, a byline or a label. It ends with the last such line before the story.
    """
    last = strays = 0
    for index, line in enumerate(lines):
        if parse_labels(line.text) or parse_byline(line.text) or (index == 0 and _is_title_by_author(line.text)):
            last, strays = index + 1, 0
        elif index == 0 and (can_be_story_title(line.text) or _is_above_byline(lines)):
            continue
        elif last and _is_label_value(lines[index - 1], line):
            last = index + 1
        else:
            strays += 1
            if strays > MAX_STRAY_LINES or len(line.text) > MAX_STORY_TITLE_CHARACTERS:
                break
    return last


def _is_above_byline(lines: Sequence[SourceLine]) -> bool:
    """Whether the first line is a title because of its position: short, with only a byline below it.

    "Who Rang?" and "12/31/99: A Novel?" are titles on a title page.
    """
    first = lines[0].text
    return (
        len(first) <= MAX_STORY_TITLE_CHARACTERS
        and len(lines) > 1
        and bool(parse_byline(lines[1].text))
        and not _is_speech(first)
    )


def _is_speech(line: str) -> bool:
    return line.lstrip("*_ ")[:1] in SPEECH_MARKS


def _is_title_by_author(text: str) -> bool:
    return bool(TITLE_LINE.pattern.fullmatch(text)) and can_be_story_title(text) and len(text.split()) <= 20


def _is_label_value(previous: SourceLine, line: SourceLine) -> bool:
    """Whether a line is the value of the label alone on the line before it."""
    labels = parse_labels(previous.text)
    return bool(labels) and not labels[-1][1] and line.blanks_before == 0


def parse_byline(text: str) -> str:
    """The author's name if a line says only who wrote the story, otherwise "".

    >>> parse_byline("by Ione Harrow"), parse_byline("By the river we sat")
    ('Ione Harrow', '')
    """
    match = BYLINE.pattern.fullmatch(text)
    if not match or (PUNCTUATED_END.search(text.rstrip("*_~- ")) and not text.rstrip().endswith(("Jr.", "Sr."))):
        return ""
    return "" if len(match["author"].split()) > 6 else match["author"].strip("*_~ ")


def can_be_story_title(line: str) -> bool:
    """Whether a line is short and doesn't end like a sentence or a line of speech."""
    return (
        len(line) <= MAX_STORY_TITLE_CHARACTERS
        and not PUNCTUATED_END.search(line.rstrip("*_ "))
        and not is_scene_break(line)
    )


def read_header(lines: Sequence[SourceLine]) -> Metadata:
    """The metadata in the lines of a header."""
    if not lines:
        return Metadata()
    metadata = Metadata()
    values = [pair for line in lines for pair in parse_labels(line.text)]
    separate_values = [
        (parse_labels(previous.text)[-1][0], following.text)
        for previous, following in pairwise(lines)
        if _is_label_value(previous, following)
    ]
    for label, value in [*values, *separate_values]:
        metadata = _apply_label(metadata, label, value)
    named = [parse_byline(line.text) for line in lines if parse_byline(line.text)]
    if named and not metadata.author:
        metadata = replace(metadata, author=_normalize_case(named[0]))
    return metadata.with_defaults(_parse_title_line(lines[0].text)) if not parse_labels(lines[0].text) else metadata


def _parse_title_line(line: str) -> Metadata:
    # The last " by " parts title from author: titles hold the word, pen names do not.
    title, by, author = line.rpartition(" by ")
    if by and TITLE_LINE.pattern.fullmatch(line):
        return Metadata(title=title.strip("*_# "), author=author.strip("*_ "))
    return Metadata() if parse_byline(line) else Metadata(title=_normalize_case(line.strip("*_# ")))


def _normalize_case(text: str) -> str:
    """A title in capitals as it is usually written: "THE GAMBLER" becomes "The Gambler"."""
    return text.title().replace("’S", "’s").replace("'S", "'s") if text.isupper() and len(text) > 3 else text


def _apply_label(metadata: Metadata, label: str, value: str) -> Metadata:
    field = LABEL_FIELDS.get(label)
    if not value or not field or getattr(metadata, field):
        return metadata
    return metadata.with_defaults(Metadata(**{field: _parse_value(field, value)}))  # type: ignore[arg-type]


def _parse_value(field: str, value: str) -> str | tuple[str, ...]:
    if isinstance(getattr(Metadata(), field), tuple):
        return tuple(part.strip() for part in re.split(r"[,;]", value) if part.strip())
    if field in ("published", "updated"):
        return to_iso_date(value)
    if field == "status":
        return {"yes": "Complete", "no": "In progress"}.get(value.lower(), value)
    return value


def to_iso_date(text: str) -> str:
    """A date in ISO format, only the year if no more is certain, "" if there is none; the day comes before the month.

    >>> to_iso_date("21/10/08"), to_iso_date("May 2017"), to_iso_date("2020-01-31"), to_iso_date("soon")
    ('2008-10-21', '2017', '2020-01-31', '')
    """
    iso = ISO_DATE.search(text)
    if iso:
        return iso["date"]
    match = DAY_FIRST_DATE.search(text)
    if not match:
        year = YEAR.search(text)
        return year.group() if year else ""
    day, month, year_number = int(match["day"]), int(match["month"]), int(match["year"])
    if day <= 12 < month:
        day, month = month, day
    if year_number < 100:
        # Archives of fan fiction began in the nineties; two digits above that are the last century's.
        year_number += 1900 if year_number >= 90 else 2000
    sure = 1 <= month <= 12 and 1 <= day <= 31
    return f"{year_number:04d}-{month:02d}-{day:02d}" if sure else f"{year_number:04d}"

"""What stands before a story: title, author, summary and the other labels that archives put there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from audiobook.chapters.breaks import is_break
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.rules import line_rule
from audiobook.model import Metadata

# Labels by the field they fill, None where a label is known but says nothing that tags need. Several may stand on one
# line, each value running up to the next label.
LABELS: dict[str, str | None] = {
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
LISTS = ("genres", "characters", "relationships", "fandoms", "warnings")
# Labels whose value is a sentence or more, in which other labels' names are only words.
RUNS_ON = frozenset(
    ("title", "summary", "story summary", "description", "disclaimer", "disclaimers", "notes", "note", "story title",
     "author's note", "author's notes", "a/n", "feedback", "beta", "archive")
)  # fmt: skip
_label = "|".join(re.escape(label).replace("'", "['’]") for label in sorted(LABELS, key=len, reverse=True))
# Markdown's mark of a heading, which some put before labels, too: "# Title: The Weir".
HEADING_MARK = re.compile(r"#{1,6}\s+(?=\S)")
LABEL = re.compile(rf"(?<![\w'’/-])[*_]*+(?P<label>{_label})[*_]*\s*:(?!//)[*_]*\s*", re.IGNORECASE)

TITLE_LINE = line_rule(
    "title by author",
    r"(?P<title>\S.{0,150}?\S|\S) by (?P<author>\S.{0,60}?)",
    ("Trials by Fire by A. Writer", "Rain by mori"),
    ("By the river.", "Standby"),
)
BYLINE = line_rule(
    "byline",
    r"[\s*_~-]*(?:a (?:story|novel|tale|fan ?fiction) |written |story )?by:?\s+"
    # An article stands apart from its word: "A. Writer" and "A/C Day" are names.
    r"(?!(?:the|his|her|their|my|our|your|then|now|this|that|him|them|it|me|us)\b|an?\s)"
    r"(?P<author>[^\s.,;:!?“”\"].{0,60}?)[\s*_~-]*",
    ("by mori", "By E. M. Forster", "written by Ann Example", "By: wren_field", "~ by mori ~", "by A/C Day"),
    ("By the river", "Standing by him", "By a river"),
)
MOST_TITLE_CHARACTERS = 120
# A header does not go on over more than this many lines that say nothing of the kind.
MOST_STRAY_LINES = 1
SENTENCE_END = re.compile(r"[.!?…,;:][”\"’')\]]*$")
SPEECH_MARKS = frozenset("“\"«»„‘'—–-")
DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})\b")
ISO_DATE = re.compile(r"\b(?P<date>(?:19|20)\d{2}-\d{2}-\d{2})\b")
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def labels_in(line: str) -> tuple[tuple[str, str], ...]:
    """The labels of a header line with their values, () where the line does not begin with one.

    >>> labels_in("Chapters: 26 Completed: Yes Published: 21/10/08")
    (('chapters', '26'), ('completed', 'Yes'), ('published', '21/10/08'))
    >>> labels_in("## Author: A. Writer")
    (('author', 'A. Writer'),)
    """
    line = HEADING_MARK.sub("", line)
    first = LABEL.match(line)
    if not first:
        return ()
    marks = [first] if _name(first) in RUNS_ON else list(LABEL.finditer(line))
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return tuple((_name(mark), line[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True))


def _name(mark: re.Match[str]) -> str:
    return mark["label"].lower().replace("’", "'")


def header_lines(lines: Sequence[SourceLine]) -> int:
    """How many of the first lines are an archive's header rather than story.

    A header begins with a title, a byline or a label; it ends with the last line of that kind before the story, or,
    under a title page's "by", with the page.
    """
    last = strays = 0
    for index, line in enumerate(lines):
        if labels_in(line.text) or byline(line.text) or (index == 0 and _is_title_line(line.text)):
            last, strays = index + 1, 0
        elif index == 0 and (could_head_a_story(line.text) or _is_above_byline(lines)):
            continue
        elif last and _carries_on(lines[index - 1], line):
            last = index + 1
        else:
            strays += 1
            if strays > MOST_STRAY_LINES or len(line.text) > MOST_TITLE_CHARACTERS:
                break
    return last


def _is_above_byline(lines: Sequence[SourceLine]) -> bool:
    """Whether the first line is a title by its place, however it ends: short, with nothing but the author's name below.

    "Who Rang?" and "12/31/99: A Novel?" are titles as a title page shows them.
    """
    first = lines[0].text
    return len(first) <= MOST_TITLE_CHARACTERS and len(lines) > 1 and bool(byline(lines[1].text)) and not _speaks(first)


def _speaks(line: str) -> bool:
    return line.lstrip("*_ ")[:1] in SPEECH_MARKS


def _is_title_line(text: str) -> bool:
    return bool(TITLE_LINE.pattern.fullmatch(text)) and could_head_a_story(text) and len(text.split()) <= 20


def _carries_on(before: SourceLine, line: SourceLine) -> bool:
    """Whether a line is the value of the label alone on the line before it."""
    labels = labels_in(before.text)
    return bool(labels) and not labels[-1][1] and line.blanks == 0


def byline(text: str) -> str:
    """The author's name where a line says nothing but who wrote the story, else "".

    >>> byline("by Ione Harrow"), byline("By the river we sat")
    ('Ione Harrow', '')
    """
    match = BYLINE.pattern.fullmatch(text)
    if not match or (SENTENCE_END.search(text.rstrip("*_~- ")) and not text.rstrip().endswith(("Jr.", "Sr."))):
        return ""
    return "" if len(match["author"].split()) > 6 else match["author"].strip("*_~ ")


def could_head_a_story(line: str) -> bool:
    """Whether a line is short and without the punctuation that ends a sentence or a line of speech."""
    return len(line) <= MOST_TITLE_CHARACTERS and not SENTENCE_END.search(line.rstrip("*_ ")) and not is_break(line)


def read_header(lines: Sequence[SourceLine]) -> Metadata:
    """What the lines of a header say of the story."""
    if not lines:
        return Metadata()
    metadata = Metadata()
    values = [pair for line in lines for pair in labels_in(line.text)]
    carried = [(labels_in(one.text)[-1][0], two.text) for one, two in pairwise(lines) if _carries_on(one, two)]
    for label, value in [*values, *carried]:
        metadata = _with_label(metadata, label, value)
    named = [byline(line.text) for line in lines if byline(line.text)]
    if named and not metadata.author:
        metadata = replace(metadata, author=_cased(named[0]))
    return metadata.over(_titled(lines[0].text)) if not labels_in(lines[0].text) else metadata


def _titled(line: str) -> Metadata:
    # The last " by " parts title from author: titles hold the word, pen names do not.
    title, by, author = line.rpartition(" by ")
    if by and TITLE_LINE.pattern.fullmatch(line):
        return Metadata(title=title.strip("*_# "), author=author.strip("*_ "))
    return Metadata() if byline(line) else Metadata(title=_cased(line.strip("*_# ")))


def _cased(text: str) -> str:
    """A title page's capitals as a title is written: "THE GAMBLER" is "The Gambler"."""
    return text.title().replace("’S", "’s").replace("'S", "'s") if text.isupper() and len(text) > 3 else text


def _with_label(metadata: Metadata, label: str, value: str) -> Metadata:
    field = LABELS.get(label)
    if not value or not field or getattr(metadata, field):
        return metadata
    return metadata.over(Metadata(**{field: _value(field, value)}))  # type: ignore[arg-type]


def _value(field: str, value: str) -> str | tuple[str, ...]:
    if field in LISTS:
        return tuple(part.strip() for part in re.split(r"[,;]", value) if part.strip())
    if field in ("published", "updated"):
        return iso_date(value)
    if field == "status":
        return {"yes": "Complete", "no": "In progress"}.get(value.lower(), value)
    return value


def iso_date(written: str) -> str:
    """A date as ISO writes it, only the year where no more is sure, "" where there is none; day before month.

    >>> iso_date("21/10/08"), iso_date("May 2017"), iso_date("2020-01-31"), iso_date("soon")
    ('2008-10-21', '2017', '2020-01-31', '')
    """
    iso = ISO_DATE.search(written)
    if iso:
        return iso["date"]
    match = DAY_FIRST.search(written)
    if not match:
        year = YEAR.search(written)
        return year.group() if year else ""
    day, month, year_number = int(match["day"]), int(match["month"]), int(match["year"])
    if day <= 12 < month:
        day, month = month, day
    if year_number < 100:
        # Archives of fan fiction began in the nineties; two digits above that are the last century's.
        year_number += 1900 if year_number >= 90 else 2000
    sure = 1 <= month <= 12 and 1 <= day <= 31
    return f"{year_number:04d}-{month:02d}-{day:02d}" if sure else f"{year_number:04d}"

"""The header that an archive puts before a story: title, author, summary and other labels."""

from __future__ import annotations

import re
from dataclasses import replace

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.rules import line_rule
from audiobook.model import Metadata

# Labels that archives use; several may stand on one line, each value running up to the next label.
LABELS = (
    "additional tags", "archive warning", "archive warnings", "author", "author url", "authors", "bookmarks", "by",
    "categories", "category", "challenges", "chapter count", "chapters", "character", "characters", "collections",
    "comments", "complete", "completed", "disclaimer", "disclaimers", "extra categories", "fandom", "fandoms", "favs",
    "follows", "genre", "genres", "hits", "id", "kudos", "language", "packaged", "pairing", "pairings", "published",
    "publisher", "rated", "rating", "read", "reads", "relationship", "relationships", "reviews", "series", "source",
    "stats", "status", "story id", "story summary", "story url", "storyid", "summary", "tags", "title", "updated",
    "warning", "warnings", "word count", "words",
)  # fmt: skip
_label = "|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(rf"(?<![\w'’])(?P<label>{_label})\s*:(?!//)\s*", re.IGNORECASE)

TITLE_LINE = line_rule(
    "title by author",
    r"(?P<title>\S.{0,150}?\S|\S) by (?P<author>\S.{0,60}?)",
    ("Trials by Fire by A. Writer", "Rain by mori"),
    ("By the river.", "Standby"),
)
MOST_TITLE_CHARACTERS = 200
SENTENCE_END = re.compile(r"[.!?…,;][”\"’']*$")
PUBLISHED_YEAR = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?P<short>\d{2})|(?P<long>(?:19|20)\d{2}))\b")


def labels_in(line: str) -> tuple[tuple[str, str], ...]:
    """The labels of a header line with their values, () where the line does not begin with one.

    >>> labels_in("Chapters: 26 Completed: Yes Published: 21/10/08")
    (('chapters', '26'), ('completed', 'Yes'), ('published', '21/10/08'))
    """
    first = LABEL.match(line)
    if not first:
        return ()
    marks = [first]
    if first["label"].lower() not in ("summary", "story summary", "disclaimer", "disclaimers", "title"):
        marks = list(LABEL.finditer(line))
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return tuple((mark["label"].lower(), line[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True))


def header_lines(lines: tuple[SourceLine, ...]) -> int:
    """How many of the first lines are an archive's header rather than story.

    The header begins with a title line or a label and ends with its last label before the first long stretch of prose.
    """
    last = 0
    for index, line in enumerate(lines):
        if labels_in(line.text) or is_byline(line.text):
            last = index + 1
        elif index == 0 and could_be_title(line.text):
            continue
        elif index - last >= 1:
            break
    return last


def is_byline(line: str) -> bool:
    """Whether a line says who wrote the story and nothing else ("by mori")."""
    return bool(re.fullmatch(r"(?:written )?by:? \S.{0,60}", line, re.IGNORECASE)) and not SENTENCE_END.search(line)


def could_be_title(line: str) -> bool:
    """Whether a line is short and without the punctuation that ends a sentence or a line of speech."""
    return len(line) <= MOST_TITLE_CHARACTERS and not SENTENCE_END.search(line)


def read_header(lines: tuple[SourceLine, ...]) -> Metadata:
    """What the lines of a header say of the story."""
    metadata = Metadata()
    if not lines:
        return metadata
    first = lines[0].text
    if not labels_in(first):
        metadata = _titled(metadata, first)
    for line in lines:
        if is_byline(line.text):
            metadata = replace(metadata, author=re.sub(r"^(?:written )?by:? ", "", line.text, flags=re.IGNORECASE))
        for label, value in labels_in(line.text):
            metadata = _with_label(metadata, label, value)
    return metadata


def _titled(metadata: Metadata, line: str) -> Metadata:
    # The last " by " parts title from author: titles hold the word, pen names do not.
    title, by, author = line.rpartition(" by ")
    if by and TITLE_LINE.pattern.fullmatch(line):
        return replace(metadata, title=title.strip(), author=author.strip())
    return replace(metadata, title=line)


def _with_label(metadata: Metadata, label: str, value: str) -> Metadata:
    if not value:
        return metadata
    match label:
        case "title":
            return replace(metadata, title=value)
        case "author" | "authors" | "by":
            return replace(metadata, author=value)
        case "summary" | "story summary":
            return replace(metadata, summary=value)
        case "genre" | "genres":
            return replace(metadata, genres=_listed(value))
        case "character" | "characters":
            return replace(metadata, characters=_listed(value))
        case "language":
            return replace(metadata, language=value)
        case "published":
            return replace(metadata, published=_year(value))
    return metadata


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,;]", value) if part.strip())


def _year(value: str) -> str:
    match = PUBLISHED_YEAR.search(value)
    if not match:
        return ""
    if match["long"]:
        return match["long"]
    # Archives of fan fiction began in the nineties; two digits above that are the last century's.
    return ("19" if int(match["short"]) >= 90 else "20") + match["short"]

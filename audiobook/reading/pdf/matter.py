"""Finds the lines of a book that are not story: tables of contents, and what the publisher says of the edition."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise, takewhile

from audiobook.reading.pdf.lines import Line
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import COPYRIGHT, TABLE_OF_CONTENTS

# Such lines are on the first and the last pages of a book; a publisher's page has at most this many words.
FRONT_PAGES, BACK_PAGES, MAX_WORDS = 24, 6, 450
# Contents have so many entries with a page number or a known title, and these are such a share of their lines.
MIN_ENTRIES, MIN_ENTRY_SHARE = 3, 0.5
ENTRY = re.compile(r".*\w.*?(?:\s*(?:\.\s?){3,}|\s*…+\s*|\s+)(?P<number>\d{1,4}|[ivxlc]{1,7})")
CAPTIONS = frozenset(
    "contents tableofcontents toc chapters inhalt inhaltsverzeichnis índice sommaire содержание оглавление".split()
)
NUMBERED = re.compile(
    r"(?:chapter|part|book|kapitel|chapitre|capítulo|глава)\b.*|\W*(?:\d{1,3}|[ivxlc]{1,7})[.):\s]\s*", re.IGNORECASE
)
MAX_ENTRY_CHARACTERS = 160
RIGHTS = re.compile(r"copyright|©|\(c\) ?(?:19|20)\d\d|public domain|creative commons", re.IGNORECASE)
EDITION = re.compile(
    r"isbn|all rights reserved|no part of this (?:book|publication)|published (?:by|in)|first (?:published|edition)|"
    r"work of fiction|printed in|licen[cs]ed? under|smashwords edition|reproduced|publisher|www\.|https?:",
    re.IGNORECASE,
)


def find_matter(pages: Sequence[Sequence[Line]], titles: Collection[str]) -> dict[Line, str]:
    """The lines that are not story, with the reason; `titles` are those of the bookmarks."""
    names = frozenset(filter(None, map(comparison_key, titles)))
    reasons: dict[Line, str] = {}
    is_continued = False
    for index, lines in enumerate(pages):
        if not lines or FRONT_PAGES <= index < len(pages) - BACK_PAGES:
            is_continued = False
            continue
        first, last = _find_contents(lines, names, is_continued)
        is_continued = last == len(lines) > first
        reasons |= dict.fromkeys(lines[first:last], TABLE_OF_CONTENTS)
        rest = lines[:first] if last == len(lines) else lines if first == last else ()
        if _is_publishers(rest):
            reasons |= dict.fromkeys(rest, COPYRIGHT)
    return reasons


def _find_contents(lines: Sequence[Line], names: Collection[str], is_continued: bool) -> tuple[int, int]:
    """The first line of the contents on a page and the one after the last, equal if there are none."""
    if _lists_pages(lines):
        return 0, len(lines)
    caption = next((index for index, line in enumerate(lines) if comparison_key(line.text) in CAPTIONS), None)
    if caption is not None:
        end = caption + 1 + _count_entries(lines[caption + 1 :], names)
        return (caption, end) if end == len(lines) or end - caption > MIN_ENTRIES else (0, 0)
    if not is_continued:
        return 0, 0
    count = _count_entries(lines, names)
    return (0, count) if count >= MIN_ENTRIES or count == len(lines) else (0, 0)


def _count_entries(lines: Sequence[Line], names: Collection[str]) -> int:
    """How many of the first lines are entries of a table of contents, each set like the first."""
    entries = list(takewhile(lambda line: _is_entry(line, names) and line.size == lines[0].size, lines))
    return len(entries)


def _is_entry(line: Line, names: Collection[str]) -> bool:
    if len(line.text) > MAX_ENTRY_CHARACTERS:
        return False
    title = comparison_key(NUMBERED.sub("", line.text))
    return bool(NUMBERED.match(line.text)) or title in names or bool(ENTRY.fullmatch(line.text))


def _lists_pages(lines: Sequence[Line]) -> bool:
    """Whether most lines of a page end in page numbers that rise."""
    texts = [line.text for line in lines]
    entries = [match for text in texts if len(text) <= MAX_ENTRY_CHARACTERS and (match := ENTRY.fullmatch(text))]
    numbers = [int(match["number"]) for match in entries if match["number"].isdecimal()]
    if len(entries) < MIN_ENTRIES or len(entries) < MIN_ENTRY_SHARE * len(lines) or len(numbers) < MIN_ENTRIES - 1:
        return False
    return all(number <= following for number, following in pairwise(numbers))


def _is_publishers(lines: Sequence[Line]) -> bool:
    """Whether lines say whose the book is and how it was published."""
    text = " ".join(line.text for line in lines)
    return len(text.split()) <= MAX_WORDS and bool(RIGHTS.search(text) and EDITION.search(text))

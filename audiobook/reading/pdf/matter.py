"""Finds the pages of a book that are not story: tables of contents, and what the publisher says of the edition."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from audiobook.reading.pdf.lines import Line
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import COPYRIGHT, TABLE_OF_CONTENTS

# Such pages are among the first and the last of a book, and have at most this many words.
FRONT_PAGES, BACK_PAGES, MAX_WORDS = 24, 6, 450
# A page is one of contents if it has so many entries with a page number, and if they are this share of its lines.
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


def find_matter_pages(pages: Sequence[Sequence[Line]], titles: Collection[str]) -> dict[int, str]:
    """The pages that are not story, by their index, with the reason; `titles` are those of the bookmarks."""
    names = frozenset(map(comparison_key, titles))
    reasons: dict[int, str] = {}
    for index, lines in enumerate(pages):
        near_edge = index < FRONT_PAGES or index >= len(pages) - BACK_PAGES
        reason = _reason_for(lines, names, reasons.get(index - 1, "")) if near_edge and lines else ""
        if reason:
            reasons[index] = reason
    return reasons


def _reason_for(lines: Sequence[Line], names: Collection[str], previous: str) -> str:
    if _lists_pages(lines) or _lists_titles(lines, names, previous == TABLE_OF_CONTENTS):
        return TABLE_OF_CONTENTS
    text = " ".join(line.text for line in lines)
    if len(text.split()) <= MAX_WORDS and RIGHTS.search(text) and EDITION.search(text):
        return COPYRIGHT
    return ""


def _lists_pages(lines: Sequence[Line]) -> bool:
    """Whether most lines of a page end in page numbers that rise."""
    texts = [line.text for line in lines]
    entries = [match for text in texts if len(text) <= MAX_ENTRY_CHARACTERS and (match := ENTRY.fullmatch(text))]
    numbers = [int(match["number"]) for match in entries if match["number"].isdecimal()]
    if len(entries) < MIN_ENTRIES or len(entries) < MIN_ENTRY_SHARE * len(lines) or len(numbers) < MIN_ENTRIES - 1:
        return False
    return all(number <= following for number, following in pairwise(numbers))


def _lists_titles(lines: Sequence[Line], names: Collection[str], is_continued: bool) -> bool:
    """Whether a page lists titles without page numbers, below the word for it or on the page after such a page."""
    has_caption = comparison_key(lines[0].text) in CAPTIONS
    entries = lines[1:] if has_caption else lines
    if not (has_caption or is_continued) or len(entries) < MIN_ENTRIES:
        return False
    if any(len(line.text) > MAX_ENTRY_CHARACTERS for line in entries):
        return False
    known = sum(bool(NUMBERED.match(line.text)) or _entry_key(line.text) in names for line in entries)
    return known >= MIN_ENTRY_SHARE * len(entries)


def _entry_key(text: str) -> str:
    return comparison_key(NUMBERED.sub("", text))

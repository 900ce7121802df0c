"""Finds the sample of another book that publishers put behind the last chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from audiobook.chapters.layout import BookLayout
from audiobook.chapters.line_rules import line_rule
from audiobook.chapters.lines import SourceLine
from audiobook.text.numerals import Number

SAMPLE_WORDS = (
    r"(?:excerpts?|extracts?|previews?|sneak[ -](?:peek|preview|peak)|samples?|teasers?|first (?:\w{1,10} )?chapters?)"
)
# What a publisher says to readers, on a line of its own.
SAMPLE_ANNOUNCEMENT = line_rule(
    "announcement of a sample",
    rf"[\s*_#]*(?:please )?"
    rf"(?:read on|keep (?:on )?reading|continue reading|turn the page|if you (?:enjoyed|liked|loved))\b"
    rf"[^“”\"]{{0,80}}?\b{SAMPLE_WORDS}\b(?! of the next chapter)[^“”\"]{{0,120}}",
    ("Read on for an excerpt from The Tide", "Keep reading for a sneak peek of Ann Lee's next novel, The Tide!",
     "TURN THE PAGE FOR A PREVIEW OF THE TIDE", "If you enjoyed The Weir, read the first chapter of The Tide:"),
    ("Read on, he said, and she did.", "“Read on for an excerpt,” said Bo.", "Turn the page for a while.",
     "Keep reading for a preview of the next chapter!"),
)  # fmt: skip
# The heading of such a sample; one that only speaks of an excerpt may be the story's own.
SAMPLE_HEADING = line_rule(
    "heading of a sample",
    r"(?:(?:a|an|exclusive|special|bonus|free) ){0,3}"
    r"(?:sneak[ -](?:peek|preview|peak)|preview|teaser|sample chapters?)"
    r"(?:(?: of| from| at)? .{1,80}|\s?[:–—-].{1,80})?",
    (
        "Sneak Peek: The Tide",
        "A Preview of The Tide",
        "Preview",
        "Sample Chapter",
        "An exclusive sneak peek at The Tide",
    ),
    ("Previewing Day", "Samples", "The Preview"),
)
EXCERPT_HEADING = line_rule(
    "heading of an excerpt",
    r"(?:(?:a|an|exclusive|special|bonus) ){0,3}(?:excerpt|extract) (?:from|of) .{1,80}",
    ("Excerpt from The Tide", "An Extract from The Tide"),
    ("Excerpts", "The Excerpt from the Mill"),
)
MAX_SAMPLE_CAPTION = 220
# A sample is no more of a file than this.
MAX_SAMPLE_SHARE = 0.25


def find_sample_lines(lines: Sequence[SourceLine], free: frozenset[int], layout: BookLayout) -> range:
    """The lines of the sample at the end of a book, from its caption on; none where there is none.

    Behind the caption no chapter of the story goes on: what is numbered there begins again with one.
    """
    headings = {opening.line + opening.lines_above: opening.title for opening in layout.openings}
    headings |= {index: lines[index].text.strip("#*_ ") for index in layout.inner_headings}
    total_words = sum(len(line.text.split()) for line in lines)
    numbered = [(opening.line, opening.number) for opening in layout.openings if opening.number is not None]
    first, words = len(lines), 0
    for index in range(len(lines) - 1, -1, -1):
        words += len(lines[index].text.split())
        if words > MAX_SAMPLE_SHARE * total_words:
            break
        title = headings.get(index, "")
        starts_sample = (
            _is_sample_heading(title) if title else index in free and _is_sample_announcement(lines[index].text)
        )
        if starts_sample and _is_after_last_chapter(index, title, numbered):
            first = index
    return range(first, len(lines))


def _is_sample_announcement(text: str) -> bool:
    return len(text) <= MAX_SAMPLE_CAPTION and bool(SAMPLE_ANNOUNCEMENT.pattern.fullmatch(text))


def _is_sample_heading(title: str) -> bool:
    of_a_sample = SAMPLE_HEADING.pattern.fullmatch(title) or EXCERPT_HEADING.pattern.fullmatch(title)
    return len(title) <= MAX_SAMPLE_CAPTION and bool(of_a_sample)


def _is_after_last_chapter(line: int, title: str, numbered: Sequence[tuple[int, Number]]) -> bool:
    """Whether no numbered chapter behind a line goes on with those before it."""
    index = bisect_right(numbered, line, key=itemgetter(0))
    if index < len(numbered):
        return index > 0 and numbered[index][1] == (1,)
    return not EXCERPT_HEADING.pattern.fullmatch(title)

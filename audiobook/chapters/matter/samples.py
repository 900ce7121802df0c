"""Finds the sample of another book that publishers put behind the last chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from audiobook.chapters.layout import Layout
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.rules import line_rule
from audiobook.text.numerals import Number

SAMPLE = "sample of another book"
KINDS = (
    r"(?:excerpts?|extracts?|previews?|sneak[ -](?:peek|preview|peak)|samples?|teasers?|first (?:\w{1,10} )?chapters?)"
)
# What a publisher says to readers, on a line of its own.
ANNOUNCEMENT = line_rule(
    "announcement of a sample",
    rf"[\s*_#]*(?:please )?"
    rf"(?:read on|keep (?:on )?reading|continue reading|turn the page|if you (?:enjoyed|liked|loved))\b"
    rf"[^“”\"]{{0,80}}?\b{KINDS}\b(?! of the next chapter)[^“”\"]{{0,120}}",
    ("Read on for an excerpt from The Tide", "Keep reading for a sneak peek of Ann Lee's next novel, The Tide!",
     "TURN THE PAGE FOR A PREVIEW OF THE TIDE", "If you enjoyed The Weir, read the first chapter of The Tide:"),
    ("Read on, he said, and she did.", "“Read on for an excerpt,” said Bo.", "Turn the page for a while.",
     "Keep reading for a preview of the next chapter!"),
)  # fmt: skip
# The heading of such a sample; one that only speaks of an excerpt may be the story's own.
HEADING = line_rule(
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
EXCERPT = line_rule(
    "heading of an excerpt",
    r"(?:(?:a|an|exclusive|special|bonus) ){0,3}(?:excerpt|extract) (?:from|of) .{1,80}",
    ("Excerpt from The Tide", "An Extract from The Tide"),
    ("Excerpts", "The Excerpt from the Mill"),
)
MOST_CAPTION = 220
# A sample is no more of a file than this.
MOST_SHARE = 0.25


def sample_lines(lines: Sequence[SourceLine], free: frozenset[int], layout: Layout) -> range:
    """The lines of the sample at the end of a book, from its caption on; none where there is none.

    Behind the caption no chapter of the story goes on: what is numbered there begins again with one.
    """
    headings = {one.line + one.above: one.title for one in layout.openings}
    headings |= {index: lines[index].text.strip("#*_ ") for index in layout.inner_headings}
    whole = sum(len(line.text.split()) for line in lines)
    numbered = [(one.line, one.number) for one in layout.openings if one.number is not None]
    first, words = len(lines), 0
    for index in range(len(lines) - 1, -1, -1):
        words += len(lines[index].text.split())
        if words > MOST_SHARE * whole:
            break
        title = headings.get(index, "")
        announces = _heads(title) if title else index in free and _announces(lines[index].text)
        if announces and _begins_again(index, title, numbered):
            first = index
    return range(first, len(lines))


def _announces(text: str) -> bool:
    return len(text) <= MOST_CAPTION and bool(ANNOUNCEMENT.pattern.fullmatch(text))


def _heads(title: str) -> bool:
    of_a_sample = HEADING.pattern.fullmatch(title) or EXCERPT.pattern.fullmatch(title)
    return len(title) <= MOST_CAPTION and bool(of_a_sample)


def _begins_again(line: int, title: str, numbered: Sequence[tuple[int, Number]]) -> bool:
    """Whether no numbered chapter behind a line goes on with those before it."""
    at = bisect_right(numbered, line, key=itemgetter(0))
    if at < len(numbered):
        return at > 0 and numbered[at][1] == (1,)
    return not EXCERPT.pattern.fullmatch(title)

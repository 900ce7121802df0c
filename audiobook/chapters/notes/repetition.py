"""Finds what a serial puts at the same place of most of its chapters: appeals, addresses, credits.

That a paragraph comes back proves little, for stories have refrains. So it must also speak of the publication.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audiobook.chapters.line_rules import compile_words, letters_only
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.preamble import parse_byline
from audiobook.chapters.voice_patterns import SPEECH_START

# So many chapters must have it, and more than this share of all.
MIN_REPEATED_CHAPTERS, MIN_REPEATED_SHARE = 4, 0.5
# How many paragraphs from its chapter's start or end it may stand, and how long it is.
EDGE_PARAGRAPHS = 4
MIN_REPEATED_LETTERS, MAX_PARAGRAPH_CHARACTERS = 12, 1500
# What is more than this share of all words is no appeal but what the book is made of.
MAX_WORD_SHARE = 0.04


# What nobody in a story speaks of at the same place of most chapters.
PUBLICATION_WORDS = compile_words(
    r"(?:next|new|more|early|advance|bonus|extra|this|the|latest|other|these|last|previous|all) chapters?|"
    r"chapters? ahead|this (?:story|fic|novel|serial|series|work|book|translation|site)|fics?|"
    r"fanfic\w*|fanfiction|patreon|ko-?fi|"
    r"subscribestar|royal ?road|scribble ?hub|wattpad|webnovel|ao3|archive of our own|tumblr|"
    r"copyright|all rights reserved|re-?post(?:ed|ing)?|translated by|proofread(?:er|ing)?|edited by|"
    r"beta(?:['’]?e?d| read)? by|beta(?:['’]d|ed)?|disclaimers?|(?:do not|don['’]t) own|own nothing|"
    r"kudos|(?:leave|post) (?:a |your )?(?:comments?|ratings?)|"
    r"(?:thanks|thank you)(?: (?:so|very) much| all)? for (?:reading|your support|the support|supporting)|"
    r"happy reading|(?:the |our |my )readers|early access|newsletter|mailing list|"
    r"tip jar|support me|support my|support us|buy me a coffee"
)
# These are in stories, too; they count where somebody is asked for something or speaks of what is theirs.
WEB_WORDS = re.compile(
    r"https?:|www\.|(?<![@\w])(?<!@)[\w-]{1,60}\.(?:com|net|org|io|me|gg|co|info|blog)\b|"
    r"\b(?:discord|twitter|instagram|facebook|youtube|reddit|goodreads|paypal|blog|website|page|vot(?:e|es|ing)|"
    r"donat(?:e|ion|ions)|subscrib\w{1,4}|ratings?)\b",
    re.IGNORECASE,
)
REQUEST_WORDS = compile_words(
    r"me|my|us|our|you|your|please|join|follow|support|visit|read|find|check|vote|subscribe|donate|like|share|click|see"
)
# The first lines of a letter, a mail, a report.
MESSAGE_HEADER = re.compile(
    r"[\W_]*(?:from|to|cc|bcc|re|fwd|date|sent|time|subject|location|status|day|log|entry|dear)\b", re.IGNORECASE
)


def find_repeated_lines(lines: Sequence[SourceLine], chapters: Sequence[Sequence[int]]) -> frozenset[int]:
    """The lines that say the same near the start, or near the end, of most chapters and speak of the publication.

    `chapters` has the lines of each chapter's text, without its heading.
    """
    if len(chapters) < MIN_REPEATED_CHAPTERS:
        return frozenset()
    starts = [*(_index_edge_lines(lines, indices[:EDGE_PARAGRAPHS]) for indices in chapters)]
    ends = [*(_index_edge_lines(lines, indices[::-1][:EDGE_PARAGRAPHS]) for indices in chapters)]
    common = (index for edges in (starts, ends) for index in _find_common_lines(edges))
    repeated = frozenset(index for index in common if _is_about_publication(lines[index].text))
    total_words = sum(_count_words(lines, indices) for indices in chapters)
    return repeated if _count_words(lines, repeated) <= MAX_WORD_SHARE * total_words else frozenset()


def _count_words(lines: Sequence[SourceLine], indices: Iterable[int]) -> int:
    return sum(len(lines[index].text.split()) for index in indices)


def _index_edge_lines(lines: Sequence[SourceLine], edge_lines: Sequence[int]) -> dict[str, int]:
    """The lines at one chapter's edge by their letters; figures may count on from one chapter to the next."""
    short = (index for index in edge_lines if len(lines[index].text) <= MAX_PARAGRAPH_CHARACTERS)
    lines_by_letters = {letters_only(lines[index].text): index for index in short}
    return {letters: index for letters, index in lines_by_letters.items() if len(letters) >= MIN_REPEATED_LETTERS}


def _is_about_publication(text: str) -> bool:
    if SPEECH_START.match(text) or MESSAGE_HEADER.match(text):
        return False
    lowercase = text.lower()
    if PUBLICATION_WORDS.search(lowercase) or parse_byline(text):
        return True
    return bool(WEB_WORDS.search(text) and REQUEST_WORDS.search(lowercase))


def _find_common_lines(edges: Sequence[dict[str, int]]) -> Iterator[int]:
    times = Counter(letters for edge in edges for letters in edge)
    min_count = max(MIN_REPEATED_CHAPTERS, int(MIN_REPEATED_SHARE * len(edges)) + 1)
    frequent = {letters for letters, count in times.items() if count >= min_count}
    return (index for edge in edges for letters, index in edge.items() if letters in frequent)

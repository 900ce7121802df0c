"""Finds what a serial puts at the same place of most of its chapters: appeals, addresses, credits.

That a paragraph comes back proves little, for stories have refrains. So it must also speak of the publication.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.notes.notes import OPENS_SPEECH
from audiobook.chapters.preamble import byline
from audiobook.chapters.rules import any_word, letters_of

IN_MOST_CHAPTERS = "said in most chapters"
# So many chapters must have it, and more than this share of all.
FEWEST_CHAPTERS, MOST = 4, 0.5
# How many paragraphs from its chapter's start or end it may stand, and how long it is.
WITHIN = 4
FEWEST_LETTERS, MOST_CHARACTERS = 12, 1500
# What is more than this share of all words is no appeal but what the book is made of.
MOST_SHARE = 0.04


# What nobody in a story speaks of at the same place of most chapters.
OF_THE_PUBLICATION = any_word(
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
OF_THE_WEB = re.compile(
    r"https?:|www\.|(?<![@\w])(?<!@)[\w-]{1,60}\.(?:com|net|org|io|me|gg|co|info|blog)\b|"
    r"\b(?:discord|twitter|instagram|facebook|youtube|reddit|goodreads|paypal|blog|website|page|vot(?:e|es|ing)|"
    r"donat(?:e|ion|ions)|subscrib\w{1,4}|ratings?)\b",
    re.IGNORECASE,
)
ASKS = any_word(
    r"me|my|us|our|you|your|please|join|follow|support|visit|read|find|check|vote|subscribe|donate|like|share|click|see"
)
# The first lines of a letter, a mail, a report.
HEADS_A_MESSAGE = re.compile(
    r"[\W_]*(?:from|to|cc|bcc|re|fwd|date|sent|time|subject|location|status|day|log|entry|dear)\b", re.IGNORECASE
)


def repeated_lines(lines: Sequence[SourceLine], chapters: Sequence[Sequence[int]]) -> frozenset[int]:
    """The lines that say the same near the start, or near the end, of most chapters and speak of the publication.

    `chapters` has the lines of each chapter's text, without its heading.
    """
    if len(chapters) < FEWEST_CHAPTERS:
        return frozenset()
    places = [*(_near(lines, indices[:WITHIN]) for indices in chapters)]
    ends = [*(_near(lines, indices[::-1][:WITHIN]) for indices in chapters)]
    common = (index for edges in (places, ends) for index in _common(edges))
    found = frozenset(index for index in common if _is_of_the_publication(lines[index].text))
    whole = sum(_words_in(lines, indices) for indices in chapters)
    return found if _words_in(lines, found) <= MOST_SHARE * whole else frozenset()


def _words_in(lines: Sequence[SourceLine], indices: Iterable[int]) -> int:
    return sum(len(lines[index].text.split()) for index in indices)


def _near(lines: Sequence[SourceLine], edge: Sequence[int]) -> dict[str, int]:
    """The lines at one chapter's edge by their letters; figures may count on from one chapter to the next."""
    short = (index for index in edge if len(lines[index].text) <= MOST_CHARACTERS)
    found = {letters_of(lines[index].text): index for index in short}
    return {said: index for said, index in found.items() if len(said) >= FEWEST_LETTERS}


def _is_of_the_publication(text: str) -> bool:
    if OPENS_SPEECH.match(text) or HEADS_A_MESSAGE.match(text):
        return False
    small = text.lower()
    if OF_THE_PUBLICATION.search(small) or byline(text):
        return True
    return bool(OF_THE_WEB.search(text) and ASKS.search(small))


def _common(edges: Sequence[dict[str, int]]) -> Iterator[int]:
    times = Counter(said for edge in edges for said in edge)
    least = max(FEWEST_CHAPTERS, int(MOST * len(edges)) + 1)
    often = {said for said, count in times.items() if count >= least}
    return (index for edge in edges for said, index in edge.items() if said in often)

"""Identifies heteronyms by word and occurrence, so that they can be found again in text prepared for an engine."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from audiobook.text.pronunciation.heteronyms.disambiguation import find_heteronyms
from audiobook.text.pronunciation.substitution import find_word_spans
from audiobook.text.pronunciation.values import HeteronymOverride, HeteronymOverrides, Pronunciations

# Words with one reading that sound like a heteronym, for engines that take no phonemes; each is for a reading that
# espeak misses (docs/pronunciation.md).
HOMOPHONES = {
    "ɹˈɛd": "red", "lˈɛd": "led", "bˈW": "bough", "bˈWz": "boughs", "tˈɛɹ": "tare", "tˈɛɹz": "tares",
    "klˈOz": "cloze", "dˈOz": "doze", "sˈOəɹ": "sower",
}  # fmt: skip


def find_heteronym_overrides(text: str, pronunciations: Pronunciations = ()) -> HeteronymOverrides:
    """The heteronyms of a text, except within words and names that have a pronunciation already.

    >>> find_heteronym_overrides("She does like the does.")
    (HeteronymOverride(word='does', occurrence=1, pronunciation='/dˈOz/'),)
    """
    matches = find_heteronyms(text)
    if not matches:
        return ()
    pronounced_bounds = [bound for span in find_word_spans(text, pronunciations) for bound in span]
    occurrences = _find_occurrences(text, {match.word.lower() for match in matches})
    return tuple(
        HeteronymOverride(
            match.word, bisect_right(occurrences[match.word.lower()], match.start) - 1, f"/{match.phonemes}/"
        )
        for match in matches
        # Starts and ends alternate, so after an odd number of them a position is within a pronounced word.
        if bisect_right(pronounced_bounds, match.start) % 2 == 0
    )


def split_heteronyms(heteronyms: HeteronymOverrides, parts: Sequence[str]) -> Iterator[HeteronymOverrides]:
    """The heteronyms of each of the `parts` that a text was split into.

    >>> heteronyms = (HeteronymOverride("does", 1, "/dˈOz/"),)
    >>> [tuple(map(tuple, part)) for part in split_heteronyms(heteronyms, ("She does like", "the does."))]
    [(), (('does', 0, '/dˈOz/'),)]
    """
    counts_before: Counter[str] = Counter()
    for part in parts:
        counts_here = {
            word: len(starts)
            for word, starts in _find_occurrences(part, {word.lower() for word, *_ in heteronyms}).items()
        }
        yield tuple(
            HeteronymOverride(word, occurrence - counts_before[word.lower()], pronunciation)
            for word, occurrence, pronunciation in heteronyms
            if 0 <= occurrence - counts_before[word.lower()] < counts_here.get(word.lower(), 0)
        )
        counts_before.update(counts_here)


def count_before(text: str, word: str, position: int) -> int:
    """How often a word occurs in a text before a position, as `HeteronymOverride` counts it."""
    return sum(start < position for start in _find_occurrences(text, {word.lower()})[word.lower()])


def respell_heteronyms(heteronyms: HeteronymOverrides) -> HeteronymOverrides:
    """The heteronyms that have a homophone, with that as their pronunciation.

    >>> respell_heteronyms((HeteronymOverride("read", 0, "/ɹˈɛd/"), HeteronymOverride("object", 0, "/əbʤˈɛkt/")))
    (HeteronymOverride(word='read', occurrence=0, pronunciation='red'),)
    """
    respelled = (
        (word, occurrence, HOMOPHONES.get(pronunciation.strip("/"))) for word, occurrence, pronunciation in heteronyms
    )
    return tuple(HeteronymOverride(word, occurrence, letters) for word, occurrence, letters in respelled if letters)


def replace_heteronyms(text: str, heteronyms: HeteronymOverrides, replace_word: Callable[[str, str], str]) -> str:
    """The text with `replace_word(word, pronunciation)` for each of the heteronyms.

    >>> heteronyms = (HeteronymOverride("does", 1, "/dˈOz/"),)
    >>> replace_heteronyms("She does like the does.", heteronyms, lambda word, phonemes: f"[{word}]({phonemes})")
    'She does like the [does](/dˈOz/).'
    """
    if not heteronyms:
        return text
    pronunciation_by_occurrence = {
        (word.lower(), occurrence): pronunciation for word, occurrence, pronunciation in heteronyms
    }
    occurrence_counts: Counter[str] = Counter()

    def replace_match(match: re.Match[str]) -> str:
        word = match.group().lower()
        occurrence_counts[word] += 1
        pronunciation = pronunciation_by_occurrence.get((word, occurrence_counts[word] - 1))
        return replace_word(match.group(), pronunciation) if pronunciation else match.group()

    return _words_pattern(frozenset(word for word, _ in pronunciation_by_occurrence)).sub(replace_match, text)


def _find_occurrences(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    starts_by_word: defaultdict[str, list[int]] = defaultdict(list)
    for match in _words_pattern(frozenset(words)).finditer(text):
        starts_by_word[match.group().lower()].append(match.start())
    return starts_by_word


@lru_cache(maxsize=256)
def _words_pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Whole words in any case: "read" is in "read’s" and "well-read", but not in "reads" or "tread"."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(map(re.escape, words))) or '(?!)'})(?![^\W_])", re.IGNORECASE)

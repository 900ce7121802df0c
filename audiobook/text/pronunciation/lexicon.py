"""The lexicon, and the search for its words in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from audiobook.text.pronunciation.endings import append_ending
from audiobook.text.pronunciation.values import LexiconEntry, Origin, Pronunciation, Pronunciations

# The start of a word or name; the entry's own pattern compares the rest.
WORD_START = re.compile(r"[^\W\d_]+")
ENDING_TEMPLATE = r"(?P<end>(?i:['’]s|{plural}))?(?![^\W_])"
APOSTROPHE = re.compile("['’]")
SIBILANT_ENDING = re.compile(r"(?:[sxz]|ch|sh)$")
# Shorter words have no plural: "Als" is not from "Al", "Ras" not from "Ra".
MIN_PLURAL_LETTERS = 3
# More than all built-in lists have, which every story of a run is compared with.
MAX_KNOWN_WORDS = 8192


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries, also indexed by their first word in lower case, those with precedence first.

    Longer entries take precedence over shorter ones, then case-sensitive ones, then the order given.
    """

    entries: tuple[LexiconEntry, ...] = ()
    entries_by_start: dict[str, tuple[LexiconEntry, ...]] = field(default_factory=dict, compare=False, repr=False)


def build_lexicon(entries: Iterable[LexiconEntry], case_insensitive_words: Set[str] = frozenset()) -> Lexicon:
    """A lexicon of these entries; of several for the same word the first counts.

    Entries for `case_insensitive_words` match in any case although they have capitals: a story has these words in
    lower case only where a shout was lowered.
    """
    entry_by_word: dict[str, LexiconEntry] = {}
    for entry in entries:
        entry_by_word.setdefault(entry.word, entry)
    unique_entries = tuple(entry_by_word.values())
    entries_by_start: dict[str, list[LexiconEntry]] = {}
    for entry in sorted(unique_entries, key=lambda candidate: (-len(candidate.word), not candidate.is_case_sensitive)):
        for start in entry_starts(entry):
            entries_by_start.setdefault(start, []).append(entry)
    caseless_words = {entry.word for entry in unique_entries if entry.word in case_insensitive_words}
    return Lexicon(
        unique_entries,
        {
            start: tuple(_ignore_case(candidate, caseless_words) for candidate in matching_entries)
            for start, matching_entries in entries_by_start.items()
        },
    )


def _ignore_case(entry: LexiconEntry, caseless_words: Set[str]) -> LexiconEntry:
    return (
        LexiconEntry(entry.word.lower(), entry.pronunciation, entry.origin) if entry.word in caseless_words else entry
    )


def entry_starts(entry: LexiconEntry) -> tuple[str, ...]:
    """The first word of an entry in lower case, and its plural where it is the only word."""
    return _find_starts(entry.word)


@lru_cache(MAX_KNOWN_WORDS)
def _find_starts(word: str) -> tuple[str, ...]:
    match = WORD_START.search(word)
    if not match:
        return ()
    start = match.group().lower()
    plural = _plural_ending(word)
    return (start, start + plural) if plural and match.end() == len(word) else (start,)


def _plural_ending(word: str) -> str:
    if len(word) < MIN_PLURAL_LETTERS:
        return ""
    return "es" if SIBILANT_ENDING.search(word.lower()) else "s"


def remove_built_in(lexicon: Lexicon) -> Lexicon:
    """The lexicon without the built-in list and the rules for accents, which are for voices that take phonemes."""

    def filter_entries(entries: tuple[LexiconEntry, ...]) -> tuple[LexiconEntry, ...]:
        return tuple(entry for entry in entries if entry.origin not in (Origin.BUILT_IN, Origin.FOREIGN))

    return Lexicon(
        filter_entries(lexicon.entries),
        {start: filter_entries(starting_entries) for start, starting_entries in lexicon.entries_by_start.items()},
    )


EMPTY_LEXICON = Lexicon()


def find_pronunciations(text: str, lexicon: Lexicon) -> Pronunciations:
    """The words of a text that are in the lexicon, each once, with their endings and pronunciations.

    >>> siobhan = build_lexicon([LexiconEntry("Siobhan", "/ʃɪvˈɔn/")])
    >>> dict(find_pronunciations("Siobhan’s cat, Siobhan, and SIOBHAN.", siobhan))
    {'Siobhan’s': '/ʃɪvˈɔnz/', 'Siobhan': '/ʃɪvˈɔn/', 'SIOBHAN': '/ʃɪvˈɔn/'}
    """
    # Most sentences have no such word, which must be quick to find out.
    if not lexicon.entries_by_start or lexicon.entries_by_start.keys().isdisjoint(WORD_START.findall(text.lower())):
        return ()
    found = {match.group(): pronunciation for match, _, pronunciation in find_entries(text, lexicon)}
    return tuple(Pronunciation(word, pronunciation) for word, pronunciation in found.items())


def find_entries(text: str, lexicon: Lexicon) -> Iterator[tuple[re.Match[str], LexiconEntry, str]]:
    """The matches of a lexicon's entries in a text, each with its pronunciation there."""
    position = 0
    for word in WORD_START.finditer(text):
        if word.start() < position:
            continue
        for entry in lexicon.entries_by_start.get(word.group().lower(), ()):
            match = _entry_pattern(entry.word, entry.is_case_sensitive).match(text, word.start())
            if match:
                position = match.end()
                yield match, entry, append_ending(entry.pronunciation, match["end"] or "")
                break


@cache
def _entry_pattern(word: str, case_sensitive: bool) -> re.Pattern[str]:
    """An entry with its ending: as written or in capitals if case-sensitive, else in any case."""
    either = (
        f"(?:{_flexible_pattern(word)}|{_flexible_pattern(word.upper())})"
        if case_sensitive
        else f"(?i:{_flexible_pattern(word)})"
    )
    return re.compile(either + ENDING_TEMPLATE.format(plural=_plural_ending(word) or "(?!)"))


def _flexible_pattern(word: str) -> str:
    """A pattern for one word or several, with any white space and apostrophes."""
    return r"\s+".join(APOSTROPHE.sub("['’]", re.escape(part)) for part in word.split())

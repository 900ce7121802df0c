"""Finds the words of a sentence that are to be said in another way than the engine would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cache

from audiobook.text.pronunciation.endings import with_ending
from audiobook.text.pronunciation.values import Entry, Origin, Pronounced

# The first letters of a word or name; the rest of it is compared by the entry's own pattern.
START = re.compile(r"[^\W\d_]+")
ENDING = r"(?P<end>(?i:['’]s|{plural}))?(?![^\W_])"
APOSTROPHE = re.compile("['’]")
HISSING = re.compile(r"(?:[sxz]|ch|sh)$")
# Of shorter words no plural is taken: "Al" is not in "Als", "Ra" not in "Ras".
SHORTEST_PLURAL = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by the word they begin with, in small letters, those that win first.

    Longer ones win over shorter, then what a person said over what the program knows, then what minds its capitals.
    """

    entries: tuple[Entry, ...] = ()
    starts: dict[str, tuple[Entry, ...]] = field(default_factory=dict, compare=False, repr=False)


def lexicon_of(entries: Iterable[Entry], without_capitals: Set[str] = frozenset()) -> Lexicon:
    """A lexicon of these entries, those named first having the first say on the same word.

    Words in `without_capitals` are also meant in small letters, though written with capitals: a story has them in
    small letters only where something shouted was calmed.
    """
    told: dict[str, Entry] = {}
    for entry in entries:
        told.setdefault(entry.word, entry)
    kept = tuple(told.values())
    starts: dict[str, list[Entry]] = {}
    for entry in sorted(kept, key=lambda one: (-len(one.word), not one.minds_case)):
        for start in starts_of(entry):
            starts.setdefault(start, []).append(entry)
    loose = {entry.word for entry in kept if entry.word in without_capitals}
    return Lexicon(kept, {start: tuple(_loosened(one, loose) for one in found) for start, found in starts.items()})


def _loosened(entry: Entry, loose: Set[str]) -> Entry:
    return Entry(entry.word.lower(), entry.said, entry.origin) if entry.word in loose else entry


def starts_of(entry: Entry) -> tuple[str, ...]:
    """The first word of an entry in small letters, and where it is the only one its plural too."""
    found = START.search(entry.word)
    if not found:
        return ()
    start = found.group().lower()
    plural = _plural(entry.word)
    return (start, start + plural) if plural and found.end() == len(entry.word) else (start,)


def _plural(word: str) -> str:
    if len(word) < SHORTEST_PLURAL:
        return ""
    return "es" if HISSING.search(word.lower()) else "s"


def without_built_in(lexicon: Lexicon) -> Lexicon:
    """The lexicon without the program's own list and rules for accents: made for voices that take phonemes."""

    def kept(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if entry.origin not in (Origin.BUILT_IN, Origin.FOREIGN))

    return Lexicon(kept(lexicon.entries), {start: kept(found) for start, found in lexicon.starts.items()})


NO_LEXICON = Lexicon()


def pronounced_in(spoken: str, lexicon: Lexicon) -> Pronounced:
    """What of a text is said by the lexicon: each stretch once, with its ending, and how it is said.

    >>> siobhan = lexicon_of([Entry("Siobhan", "/ʃɪvˈɔn/")])
    >>> pronounced_in("Siobhan’s cat, Siobhan, and SIOBHAN.", siobhan)
    (('Siobhan’s', '/ʃɪvˈɔnz/'), ('Siobhan', '/ʃɪvˈɔn/'), ('SIOBHAN', '/ʃɪvˈɔn/'))
    """
    # Most sentences have no such word, and finding that out must cost next to nothing.
    if not lexicon.starts or lexicon.starts.keys().isdisjoint(START.findall(spoken.lower())):
        return ()
    return tuple({match.group(): said for match, _, said in found_in(spoken, lexicon)}.items())


def found_in(spoken: str, lexicon: Lexicon) -> Iterator[tuple[re.Match[str], Entry, str]]:
    """Where the entries of a lexicon stand in a text, each with how it is said there."""
    done = 0
    for word in START.finditer(spoken):
        if word.start() < done:
            continue
        for entry in lexicon.starts.get(word.group().lower(), ()):
            match = _pattern(entry.word, entry.minds_case).match(spoken, word.start())
            if match:
                done = match.end()
                yield match, entry, with_ending(entry.said, match["end"] or "")
                break


@cache
def _pattern(word: str, minds_case: bool) -> re.Pattern[str]:
    """An entry where it begins, with its ending: as written or in capitals, or in any letters."""
    either = f"(?:{_loose(word)}|{_loose(word.upper())})" if minds_case else f"(?i:{_loose(word)})"
    return re.compile(either + ENDING.format(plural=_plural(word) or "(?!)"))


def _loose(word: str) -> str:
    """A pattern for a word or several, whatever white space and apostrophes they are written with."""
    return r"\s+".join(APOSTROPHE.sub("['’]", re.escape(part)) for part in word.split())

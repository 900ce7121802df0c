"""Names the places of heteronyms so that they are found again in the same text prepared for an engine."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from audiobook.text.pronunciation.heteronyms.decide import heteronyms_in
from audiobook.text.pronunciation.substitution import stretches_of
from audiobook.text.pronunciation.values import Heteronyms, Pronounced


def heteronyms_of(text: str, pronounced: Pronounced = ()) -> Heteronyms:
    """The heteronyms of a text, but for those within stretches of it whose sound is set already.

    >>> heteronyms_of("She does like the does.")
    (('does', 1, '/dˈOz/'),)
    """
    found = heteronyms_in(text)
    if not found:
        return ()
    set_already = [place for stretch in stretches_of(text, pronounced) for place in stretch]
    places = _places(text, {one.word.lower() for one in found})
    return tuple(
        (one.word, bisect_right(places[one.word.lower()], one.start) - 1, f"/{one.phonemes}/")
        for one in found
        # Starts and ends take turns, so an odd number of them before a place means that it is within a stretch.
        if bisect_right(set_already, one.start) % 2 == 0
    )


def of_pieces(heteronyms: Heteronyms, pieces: Sequence[str]) -> Iterator[Heteronyms]:
    """The heteronyms of each piece of a text that was cut into pieces.

    >>> list(of_pieces((("does", 1, "/dˈOz/"),), ("She does like", "the does.")))
    [(), (('does', 0, '/dˈOz/'),)]
    """
    before: Counter[str] = Counter()
    for piece in pieces:
        here = {word: len(found) for word, found in _places(piece, {word.lower() for word, *_ in heteronyms}).items()}
        yield tuple(
            (word, place - before[word.lower()], said)
            for word, place, said in heteronyms
            if 0 <= place - before[word.lower()] < here.get(word.lower(), 0)
        )
        before.update(here)


# Plain words that sound like a heteronym and are read in one way only, for engines that take no phonemes; each is for a
# sound that espeak misses (docs/pronunciation.md).
SOUND_ALIKES = {
    "ɹˈɛd": "red", "lˈɛd": "led", "bˈW": "bough", "bˈWz": "boughs", "tˈɛɹ": "tare", "tˈɛɹz": "tares",
    "klˈOz": "cloze", "dˈOz": "doze", "sˈOəɹ": "sower",
}  # fmt: skip


def respelled_heteronyms(heteronyms: Heteronyms) -> Heteronyms:
    """Those of a text's heteronyms that can be written in other letters, so written.

    >>> respelled_heteronyms((("read", 0, "/ɹˈɛd/"), ("object", 0, "/əbʤˈɛkt/")))
    (('read', 0, 'red'),)
    """
    alike = ((word, place, SOUND_ALIKES.get(said.strip("/"))) for word, place, said in heteronyms)
    return tuple((word, place, letters) for word, place, letters in alike if letters)


def replaced(text: str, heteronyms: Heteronyms, put: Callable[[str, str], str]) -> str:
    """The text with each of the heteronyms replaced by what `put` makes of it and of how it is said.

    >>> replaced("She does like the does.", (("does", 1, "/dˈOz/"),), lambda word, said: f"[{word}]({said})")
    'She does like the [does](/dˈOz/).'
    """
    if not heteronyms:
        return text
    said = {(word.lower(), place): how for word, place, how in heteronyms}
    told: Counter[str] = Counter()

    def change(match: re.Match[str]) -> str:
        word = match.group().lower()
        told[word] += 1
        how = said.get((word, told[word] - 1))
        return put(match.group(), how) if how else match.group()

    return _pattern(frozenset(word for word, _ in said)).sub(change, text)


def _places(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for match in _pattern(frozenset(words)).finditer(text):
        places[match.group().lower()].append(match.start())
    return places


@lru_cache(maxsize=256)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Whole words, in whatever letters; "reads" and "tread" are not "read", "read’s" and "well-read" have it."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(map(re.escape, words))) or '(?!)'})(?![^\W_])", re.IGNORECASE)

"""The parts of names, and what can be said of two names by their words alone."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audiobook.attribution.people.name_mentions import parse_title, strip_honorific
from audiobook.attribution.words.gender import gender_of_first_name, guess_gender
from audiobook.attribution.words.vocabulary import CANONICAL_TITLES, TITLES


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name in parts: `surface` as written, its title ("mr", "" for none), and the words after it in lower case."""

    surface: str
    title: str
    words: tuple[str, ...]

    @property
    def gender(self) -> str:
        """The gender that the title or the first name implies, "" if neither does."""
        title_gender = TITLES.get(self.title, "")
        if title_gender or not self.words or (self.title and len(self.words) == 1):
            return title_gender
        return gender_of_first_name(self.words[0])


def parse_name(surface: str) -> ParsedName:
    """The parts of a name.

    >>> parse_name("Mr. Frank Ash").words
    ('frank', 'ash')
    """
    parts = surface.split()
    titles = []
    while parts and (title := parse_title(parts[0])) is not None:
        titles.append(title)
        parts.pop(0)
    words = tuple(strip_honorific(part).rstrip(".").lower() for part in parts)
    title = titles[-1] if titles else ""
    return ParsedName(surface, CANONICAL_TITLES.get(title, title), words)


def guess_gender_of_character(names: Iterable[str]) -> str:
    """The gender that a character's names imply in some language or in fiction, the first name that implies any.

    It is a guess for a character without pronouns, too weak to decide who speaks. Descriptions imply nothing.

    >>> guess_gender_of_character(["Saoirse Byrne"]), guess_gender_of_character(["the hunter"])
    ('female', '')
    """
    parsed = (parse_name(name) for name in names if name[:1].isupper())
    return next(filter(None, (guess_gender(name.words, bool(name.title)) for name in parsed)), "")


@dataclass(frozen=True, slots=True)
class DistinctNames:
    """Names of other people than a name's own: whole names, and first names that stand alone."""

    surfaces: frozenset[str]
    first_names: frozenset[str]

    def includes(self, name: ParsedName) -> bool:
        """Whether a name belongs to one of these people."""
        return name.surface in self.surfaces or (len(name.words) > 1 and name.words[0] in self.first_names)


def find_distinct_names(name: ParsedName, neighbours: Iterable[ParsedName]) -> DistinctNames:
    """Which of the names mentioned together with a name are certainly someone else's: each has words of its own."""
    words = set(name.words)
    others = [other for other in neighbours if not (words.issuperset(other.words) or words <= set(other.words))]
    first_names = (other.words[0] for other in others if len(other.words) == 1 and not other.title)
    return DistinctNames(frozenset(other.surface for other in others), frozenset(first_names))


class PrefixIndex:
    """Words that can be looked up by their first letters."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def add(self, word: str) -> None:
        """Adds a word that is not in the index yet."""
        insort(self._words, word)

    def extensions_of(self, prefix: str) -> Iterator[str]:
        """The longer words that begin with `prefix`."""
        for index in range(bisect_right(self._words, prefix), len(self._words)):
            if not self._words[index].startswith(prefix):
                return
            yield self._words[index]

"""The characters of a story while their names are being joined, and how to find them by the words of a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from audiobook.attribution.people.parsed_names import ParsedName, PrefixIndex
from audiobook.attribution.words.vocabulary import TITLES

# Longer runs of capitalised words (mostly shouting) are not looked up by pairs of their words.
MAX_NAME_WORDS = 40


@dataclass
class CharacterEntity:
    """A character while names are still being joined: its names, and how often each is used.

    `main_name` is the name that the user has chosen, "" for the one that is used most often.
    """

    names: list[ParsedName] = field(default_factory=list)
    use_counts: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    main_name: str = ""

    @property
    def name(self) -> str:
        """The name chosen by the user, or else the one used most often, the shorter of two."""
        return self.main_name or min(self.use_counts, key=lambda name: (-self.use_counts[name], len(name.split())))

    @property
    def has_gendered_title(self) -> bool:
        """Whether a title that implies the gender is used so often that it can't be someone else's."""
        titled = sum(self.use_counts[alias.surface] for alias in self.names if TITLES.get(alias.title))
        return titled * 7 >= sum(self.use_counts.values()) > 0

    @property
    def has_titled_full_name(self) -> bool:
        """Whether a title comes before the full name: Mr. John Dale."""
        return any(name.title and len(name.words) > 1 for name in self.names)

    def has_family_name(self, word: str, title: str | None = None) -> bool:
        """Whether a name ends with a word: a full name, or with `title` one that has this title."""
        return any(
            name.words[-1:] == (word,) and (len(name.words) > 1 if title is None else name.title == title)
            for name in self.names
        )

    def has_first_name(self, word: str) -> bool:
        """Whether a full name begins with a word."""
        return any(len(name.words) > 1 and name.words[0] == word for name in self.names)

    def has_plain_full_name(self, family_name: str) -> bool:
        """Whether a full name stands without a title: Clara Dale; Mrs. John Dale has only her husband's."""
        return any(name.words[-1:] == (family_name,) and len(name.words) > 1 and not name.title for name in self.names)

    def is_mostly_untitled(self, family_name: str) -> bool:
        """Whether a full name stands without a title more often than with one."""
        full = [name for name in self.names if name.words[-1:] == (family_name,) and len(name.words) > 1]
        return sum((-1 if name.title else 1) * self.use_counts[name.surface] for name in full) > 0

    def count_uses_of(self, word: str) -> int:
        """How often names with a word are used."""
        return sum(self.use_counts[name.surface] for name in self.names if word in name.words)


def _full_name_key(words: Iterable[str]) -> tuple[str, ...]:
    """What a full name is looked up by: two of its words, the same ones in whatever order they stand."""
    return tuple(sorted(set(words))[:2])


def _subset_keys(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The keys of all full names made of these words only."""
    ordered = sorted(set(words))
    yield from ((word,) for word in ordered)
    yield from combinations(ordered, 2)


class EntityTable:
    """All entities, by number, and which of them have a word, a title or a full name."""

    def __init__(self) -> None:
        self.entities: list[CharacterEntity] = []
        self.by_surface: dict[str, int] = {}
        self.by_word: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self.by_title: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_full_name: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        self._words, self._reversed_words = PrefixIndex(), PrefixIndex()

    def add_entity(self) -> int:
        """Adds an entity without names."""
        self.entities.append(CharacterEntity())
        return len(self.entities) - 1

    def add_name(self, index: int, name: ParsedName, uses: int, gender: str) -> None:
        """Gives an entity a name that is used so often, and implies a gender or none."""
        entity = self.entities[index]
        entity.names.append(name)
        entity.use_counts[name.surface] += uses
        entity.gender = entity.gender or gender
        self.by_surface[name.surface] = index
        for word in set(name.words) or {name.title}:
            if not self.by_word[word]:
                self._words.add(word)
                self._reversed_words.add(word[::-1])
            self.by_word[word][index] = None
        if len(name.words) > 1:
            self._by_full_name[_full_name_key(name.words)][index] = None
        self.by_title[name.title][index] = None

    def find_full_names(self, name: ParsedName) -> Iterable[int]:
        """The entities that may have a full name with all of these words, or with some of them only."""
        rarest = min((self.by_word[word] for word in name.words), key=len)
        if len(name.words) > MAX_NAME_WORDS:
            return dict.fromkeys(i for word in name.words for i in self.by_word[word])
        inside = (self._by_full_name.get(key, ()) for key in _subset_keys(name.words))
        return dict.fromkeys((*rarest, *(i for indices in inside for i in indices)))

    def find_longer_words(self, word: str) -> Iterator[str]:
        """The words of names that begin or end with a word, and are longer."""
        yield from self._words.extensions_of(word)
        yield from (long[::-1] for long in self._reversed_words.extensions_of(word[::-1]))

"""Works out which names mean the same character: Kakashi, Kakashi-sensei and Hatake, but not Mr. and Mrs. Darcy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from audiobook.attribution.people.name_mentions import parse_title
from audiobook.attribution.people.name_usage import NameUsage
from audiobook.attribution.people.parsed_names import (
    DistinctNames,
    ParsedName,
    PrefixIndex,
    find_distinct_names,
    parse_name,
)
from audiobook.attribution.words.gender import is_first_name, is_rare_name
from audiobook.attribution.words.vocabulary import (
    CANONICAL_TITLES,
    DIMINUTIVES,
    FEMALE,
    FIRST_NAME_TITLES,
    NAMES_OF_MONTHS,
    PLACE_NOUNS,
    TITLES,
)

MIN_USES = 2
# Longer runs of capitalised words (mostly shouting) are not looked up by pairs of their words.
MAX_NAME_WORDS = 40
COMMON_TITLES = frozenset(
    "mr mrs miss sir lord madam father mother brother sister uncle aunt cousin grandmother grandfather".split()
)
# Titles that the same person does not have in one story.
EXCLUSIVE_TITLES = (frozenset({"mrs", "miss"}), frozenset({"mr", "sir"}), frozenset({"mr", "master"}))


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


def _full_name_key(words: Iterable[str]) -> tuple[str, ...]:
    """What a full name is looked up by: two of its words, the same ones in whatever order they stand."""
    return tuple(sorted(set(words))[:2])


def _subset_keys(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The keys of all full names made of these words only."""
    ordered = sorted(set(words))
    yield from ((word,) for word in ordered)
    yield from combinations(ordered, 2)


class CharacterRoster:
    """The characters of a story, and which of them each name means.

    `usage` is how each name is used, `known` are names that certainly mean characters, `aliases` maps a name to the
    name of its character, and `distinct_pairs` are names of two different people.
    """

    def __init__(
        self,
        usage: Mapping[str, NameUsage],
        known: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        distinct_pairs: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.entities: list[CharacterEntity] = []
        self.entity_by_surface: dict[str, int] = {}
        self._by_word: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_full_name: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        self._by_title: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._words, self._reversed_words = PrefixIndex(), PrefixIndex()
        self._usage = usage
        self._distinct_surfaces: defaultdict[str, set[str]] = defaultdict(set)
        for name, other in distinct_pairs:
            self._distinct_surfaces[name].add(other)
        self._distinct_names: dict[str, DistinctNames] = {}
        self._last_words: Counter[str] = Counter()
        self._proven_words: set[str] = set()
        for surface, use in usage.items():
            self._last_words[surface.split()[-1]] += use.count
            parsed = parse_name(surface)
            if use.proofs or (parsed.title and parsed.words):
                self._proven_words.update(parsed.words)
        self._known_names = {name: parse_name(name) for name in known}
        self._aliases = dict(aliases or {})
        self._build()

    def _build(self) -> None:
        names = [parse_name(surface) for surface in self._usage if self._is_person(surface)]
        names += [name for surface, name in self._known_names.items() if surface not in self._usage and name.words]
        aliases = [name for name in names if self._aliases.get(name.surface, name.surface) != name.surface]
        own_names = [name for name in names if name not in aliases]
        for step in (self._is_full, self._is_titled, self._is_single):
            chosen = [name for name in own_names if step(name)]
            for name in sorted(chosen, key=self._assignment_key):
                self._assign_name(name)
        # Last of all, when it is known who is meant by the names that they stand for.
        for name in sorted(aliases, key=self._assignment_key):
            main_name = self._aliases[name.surface]
            index = self._get_or_add_entity(main_name)
            self._add_name(index, name)
            self.entities[index].main_name = main_name

    def _assignment_key(self, name: ParsedName) -> tuple[int, int, str]:
        """Names with most words first, then those most used."""
        return -len(name.words), -self._use_count(name.surface), name.surface

    def _is_person(self, surface: str) -> bool:
        use = self._usage[surface]
        name = parse_name(surface)
        if surface in self._aliases or surface in self._known_names:
            return True
        if self._is_family(name):
            return False
        if name.title and name.words:
            return True
        personal_uses = use.personal + use.vocative
        if use.place > 2 * personal_uses and use.place * 3 > use.count:
            return False
        if use.proofs:
            return True
        return bool(name.words) and name.words[-1] not in PLACE_NOUNS and self._is_known_name(name)

    def _is_known_name(self, name: ParsedName) -> bool:
        """Whether a name that nobody is proved to bear has a word of a person's name, or is one that people have."""
        first, use = name.words[0], self._usage[name.surface]
        if not self._proven_words.isdisjoint(name.words):
            return True
        if first in NAMES_OF_MONTHS and len(name.words) == 1:
            return False
        return is_first_name(first) or (use.count >= MIN_USES and is_rare_name(first))

    def _is_family(self, name: ParsedName) -> bool:
        """Whether a name is a family's: the Archers."""
        last = name.surface.split()[-1]
        if name.title in ("mr", "mrs") or not last.endswith("s") or len(last) < 5:
            return False
        if name.title == "miss" or name.surface.startswith("Misses "):
            return self._last_words[last[:-1]] > 0
        single = last[:-2] if last.endswith(("ches", "shes", "xes", "ses", "zes")) else last[:-1]
        return max(self._last_words[single], self._last_words[last[:-1]]) > self._last_words[last]

    @staticmethod
    def _is_full(name: ParsedName) -> bool:
        return len(name.words) > 1

    @staticmethod
    def _is_titled(name: ParsedName) -> bool:
        return len(name.words) <= 1 and bool(name.title)

    @staticmethod
    def _is_single(name: ParsedName) -> bool:
        return len(name.words) == 1 and not name.title

    def _use_count(self, surface: str) -> int:
        use = self._usage.get(surface)
        return use.count if use else 0

    def _assign_name(self, name: ParsedName) -> None:
        """Adds a name to the character it means, or to a new one."""
        if name.surface in self._aliases:
            self._get_or_add_entity(name.surface)
            return
        match = self._find_entity(name)
        self._add_name(self._add_entity() if match is None else match, name)

    def _get_or_add_entity(self, surface: str) -> int:
        if surface not in self.entity_by_surface:
            self._add_name(self._add_entity(), parse_name(surface))
        return self.entity_by_surface[surface]

    def _add_entity(self) -> int:
        self.entities.append(CharacterEntity())
        return len(self.entities) - 1

    def _add_name(self, index: int, name: ParsedName) -> None:
        entity = self.entities[index]
        entity.names.append(name)
        entity.use_counts[name.surface] += self._use_count(name.surface)
        self.entity_by_surface[name.surface] = index
        for word in set(name.words) or {name.title}:
            if not self._by_word[word]:
                self._words.add(word)
                self._reversed_words.add(word[::-1])
            self._by_word[word][index] = None
        if len(name.words) > 1:
            self._by_full_name[_full_name_key(name.words)][index] = None
        self._by_title[name.title][index] = None
        entity.gender = entity.gender or name.gender

    def _find_entity(self, name: ParsedName) -> int | None:
        if len(name.words) > 1:
            return self._match_full(name)
        if not name.words:
            return self._match_bare_title(name)
        return self._match_titled(name) if name.title else self._match_single(name)

    def _choose_most_used(self, indices: Iterable[int]) -> int | None:
        return max(indices, key=lambda i: (self._weight(i), -i), default=None)

    def _weight(self, index: int) -> int:
        """How often a character's own names are used; its first name alone counts too."""
        entity = self.entities[index]
        own_uses = sum(entity.use_counts.values())
        firsts = {name.words[0] for name in entity.names if name.words}
        return own_uses + sum(self._use_count(first.capitalize()) for first in firsts)

    def _is_compatible(self, name: ParsedName, index: int) -> bool:
        entity = self.entities[index]
        if self._is_distinct_from(name, entity):
            return False
        titles = {alias.title for alias in entity.names if alias.title}
        if name.gender and entity.gender and name.gender != entity.gender:
            return False
        if len(name.words) > 1 and name.title == "mrs" and "mrs" not in titles:
            return False
        return not any(
            name.title in apart and titles & apart and name.title not in titles for apart in EXCLUSIVE_TITLES
        )

    def _is_distinct_from(self, name: ParsedName, entity: CharacterEntity) -> bool:
        """Whether the text mentions the two together as two people: Miss Dale and Rose, for Rose Dale."""
        family = name.surface.split()[-1] if name.title and len(name.words) == 1 else name.surface
        return any(
            self._get_distinct_names(surface).includes(alias)
            for surface in {name.surface, family}
            if surface in self._distinct_surfaces
            for alias in entity.names
        )

    def _get_distinct_names(self, surface: str) -> DistinctNames:
        if surface not in self._distinct_names:
            others = map(parse_name, self._distinct_surfaces[surface])
            self._distinct_names[surface] = find_distinct_names(parse_name(surface), others)
        return self._distinct_names[surface]

    def _match_full(self, name: ParsedName) -> int | None:
        words = set(name.words)
        candidates = [
            i
            for i in self._find_full_name_candidates(name)
            if self._is_compatible(name, i)
            and any(
                len(alias.words) > 1 and (words <= set(alias.words) or set(alias.words) <= words)
                for alias in self.entities[i].names
            )
        ]
        return self._choose_most_used(candidates)

    def _find_full_name_candidates(self, name: ParsedName) -> Iterable[int]:
        """The entities that may have a full name with all of these words, or with some of them only."""
        rarest = min((self._by_word[word] for word in name.words), key=len)
        if len(name.words) > MAX_NAME_WORDS:
            return dict.fromkeys(i for word in name.words for i in self._by_word[word])
        inside = (self._by_full_name.get(key, ()) for key in _subset_keys(name.words))
        return dict.fromkeys((*rarest, *(i for indices in inside for i in indices)))

    def _match_bare_title(self, name: ParsedName) -> int | None:
        """The entity with a title, if only one has it: the Count."""
        bare_titles = [i for i in self._by_word[name.title] if not self.entities[i].names[0].words]
        bearers = sorted(self._by_title[name.title])
        if bare_titles:
            return bare_titles[0]
        return bearers[0] if len(bearers) == 1 and name.title not in COMMON_TITLES else None

    def find_title_bearer(self, phrase: str) -> int | None:
        """The entity that a description by title means ("the count", "the old doctor"), None if that isn't clear."""
        title = parse_title(phrase.rsplit(maxsplit=1)[-1]) if phrase else None
        if title is None or title in COMMON_TITLES:
            return None
        canonical_title = CANONICAL_TITLES.get(title, title)
        bearers = sorted(self._by_title[canonical_title])
        most = self._choose_most_used(bearers)
        others = sum(self._weight(i) for i in bearers if i != most)
        return most if most is not None and self._weight(most) > 4 * others else None

    def _match_titled(self, name: ParsedName) -> int | None:
        word = name.words[0]
        candidates = [i for i in self._by_word[word] if self._is_compatible(name, i)]
        same_title = [
            i
            for i in candidates
            if any(alias.title == name.title and alias.words[-1:] == (word,) for alias in self.entities[i].names)
        ]
        exact = [i for i in same_title if any(len(alias.words) == 1 for alias in self.entities[i].names)]
        if exact:
            return self._choose_most_used(exact)
        by_first = [
            i
            for i in candidates
            if any(len(alias.words) > 1 and alias.words[0] == word for alias in self.entities[i].names)
        ]
        if name.title in FIRST_NAME_TITLES and by_first:
            return self._choose_most_used(by_first)
        if name.title == "mrs":
            return None
        family = [
            i
            for i in candidates
            if any(len(alias.words) > 1 and alias.words[-1] == word for alias in self.entities[i].names)
        ]
        untitled = [
            i for i in family if not any(alias.title and len(alias.words) > 1 for alias in self.entities[i].names)
        ]
        if name.title == "miss" and family:
            # If all are called by their first names, too, the eldest has none in this story.
            return self._choose_most_used(self._filter_eldest(untitled) or self._filter_eldest(family))
        return untitled[0] if len(untitled) == 1 else None

    def _filter_eldest(self, sisters: Iterable[int]) -> list[int]:
        """Those whom nobody calls "Miss Rose": only the eldest sister is called by the family name alone."""
        return [i for i in sisters if not any(self._is_younger(alias) for alias in self.entities[i].names)]

    def _is_younger(self, name: ParsedName) -> bool:
        return len(name.words) > 1 and f"Miss {name.words[0].capitalize()}" in self._usage

    def _match_single(self, name: ParsedName) -> int | None:
        word = name.words[0]
        candidates = [
            i
            for i in self._by_word[word]
            if self._is_compatible(name, i) or (not name.gender and not self._is_distinct_from(name, self.entities[i]))
        ]
        firsts = [
            i
            for i in candidates
            if any(
                alias.words[:1] == (word,) and alias.title not in ("miss", "mrs") for alias in self.entities[i].names
            )
        ]
        if firsts:
            return max(firsts, key=lambda i: (self._count_first_name_uses(word, i), self._weight(i), -i))
        candidates = [i for i in candidates if any(alias.title != "mrs" for alias in self.entities[i].names)]
        if candidates:
            return self._choose_most_used([i for i in candidates if self.entities[i].gender != FEMALE] or candidates)
        return self._match_nickname(word, name)

    def _count_first_name_uses(self, word: str, index: int) -> int:
        """How often a character's names begin with a word: John Dale is "John" more often than a John Ash who is
        mostly Mr. Ash.
        """
        entity = self.entities[index]
        return sum(entity.use_counts[alias.surface] for alias in entity.names if alias.words[:1] == (word,))

    def _match_nickname(self, word: str, name: ParsedName) -> int | None:
        full = DIMINUTIVES.get(word)
        for variant in filter(None, (full, *(short for short, long in DIMINUTIVES.items() if long == word))):
            candidates = [
                i
                for i in self._by_word[variant]
                if any(alias.words[0] == variant for alias in self.entities[i].names if alias.words)
            ]
            if len(candidates) == 1 and self._use_count(name.surface) > 0:
                return candidates[0]
        return self._match_short_form(word, name)

    def _match_short_form(self, word: str, name: ParsedName) -> int | None:
        """A pet name that is the beginning or the end of a much more common name: Kashi for Kakashi."""
        use = self._usage.get(name.surface)
        if use is None or len(word) < 4 or use.vocative * 2 < use.count:
            return None
        longer = (
            *self._words.extensions_of(word),
            *(long[::-1] for long in self._reversed_words.extensions_of(word[::-1])),
        )
        candidates = {i for long in longer for i in self._by_word[long] if self._weight(i) > 3 * use.count}
        return candidates.pop() if len(candidates) == 1 else None

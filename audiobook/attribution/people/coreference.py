"""Works out which names mean the same character: Kakashi, Kakashi-sensei and Hatake, but not Mr. and Mrs. Darcy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audiobook.attribution.people.character_entities import CharacterEntity, EntityTable
from audiobook.attribution.people.name_evidence import NameEvidence
from audiobook.attribution.people.name_mentions import parse_title
from audiobook.attribution.people.name_usage import NameUsage
from audiobook.attribution.people.parsed_names import (
    DistinctNames,
    ParsedName,
    find_distinct_names,
    parse_name,
)
from audiobook.attribution.people.person_names import PersonNames
from audiobook.attribution.words.vocabulary import (
    CANONICAL_TITLES,
    DIMINUTIVES,
    FEMALE,
    FIRST_NAME_TITLES,
)

COMMON_TITLES = frozenset(
    "mr mrs miss sir lord madam father mother brother sister uncle aunt cousin grandmother grandfather".split()
)
# Titles that the same person does not have in one story.
EXCLUSIVE_TITLES = (frozenset({"mrs", "miss"}), frozenset({"mr", "sir"}), frozenset({"mr", "master"}))
# How often someone must be named to be one of those whom a title and a family name may mean.
MIN_NAMESAKE_USES = 3
NO_EVIDENCE = NameEvidence()
# The whole names that a first name may stand for, and its short forms: Charles for Charley, and the other way.
NAME_VARIANTS = {short: whole.split() for short, whole in DIMINUTIVES.items()}
for _short, _whole in DIMINUTIVES.items():
    for _name in _whole.split():
        NAME_VARIANTS.setdefault(_name, []).append(_short)


class CharacterRoster:
    """The characters of a story, and which of them each name means.

    `usage` is how each name is used, `known` are names that certainly mean characters, `aliases` maps a name to the
    name of its character, and `evidence` is what the text says of the names.
    """

    def __init__(
        self,
        usage: Mapping[str, NameUsage],
        known: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        evidence: NameEvidence = NO_EVIDENCE,
    ) -> None:
        self._table = EntityTable()
        self.entities, self.entity_by_surface = self._table.entities, self._table.by_surface
        self._usage, self._evidence = usage, evidence
        self._distinct_surfaces: defaultdict[str, set[str]] = defaultdict(set)
        for name, other in evidence.distinct_pairs:
            self._distinct_surfaces[name].add(other)
        self._distinct_names: dict[str, DistinctNames] = {}
        self._known_names = {name: parse_name(name) for name in known}
        self._aliases = dict(aliases or {})
        self._build()

    def _build(self) -> None:
        people = PersonNames(self._usage, self._aliases.keys() | self._known_names.keys())
        names = [parse_name(surface) for surface in self._usage if people.is_person(surface)]
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
        self._add_name(self._table.add_entity() if match is None else match, name)

    def _get_or_add_entity(self, surface: str) -> int:
        if surface not in self.entity_by_surface:
            self._add_name(self._table.add_entity(), parse_name(surface))
        return self.entity_by_surface[surface]

    def _add_name(self, index: int, name: ParsedName) -> None:
        self._table.add_name(index, name, self._use_count(name.surface), self._gender_of(name))

    def _gender_of(self, name: ParsedName) -> str:
        """The gender that a name implies, or else the one that the pronouns behind it do."""
        return name.gender or self._evidence.genders.get(name.surface, "")

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
        gender = self._gender_of(name)
        if gender and entity.gender and gender != entity.gender:
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
        match = self._match_words(name)
        if match is not None:
            return match
        first, *others = name.words
        forms = (self._match_words(replace(name, words=(variant, *others))) for variant in NAME_VARIANTS.get(first, ()))
        return next((i for i in forms if i is not None and not self._stands_with(name, self.entities[i])), None)

    def _match_words(self, name: ParsedName) -> int | None:
        """Whose full name has all words of this one, or some of them only."""
        words = set(name.words)
        candidates = [
            i
            for i in self._table.find_full_names(name)
            if self._is_compatible(name, i)
            and any(
                len(alias.words) > 1 and (words <= set(alias.words) or set(alias.words) <= words)
                for alias in self.entities[i].names
            )
        ]
        return self._choose_most_used(candidates)

    def _match_bare_title(self, name: ParsedName) -> int | None:
        """The entity with a title, if only one has it: the Count."""
        bare_titles = [i for i in self._table.by_word[name.title] if not self.entities[i].names[0].words]
        bearers = sorted(self._table.by_title[name.title])
        if bare_titles:
            return bare_titles[0]
        return bearers[0] if len(bearers) == 1 and name.title not in COMMON_TITLES else None

    def find_title_bearer(self, phrase: str) -> int | None:
        """The entity that a description by title means ("the count", "the old doctor"), None if that isn't clear."""
        title = parse_title(phrase.rsplit(maxsplit=1)[-1]) if phrase else None
        if title is None or title in COMMON_TITLES:
            return None
        canonical_title = CANONICAL_TITLES.get(title, title)
        bearers = sorted(self._table.by_title[canonical_title])
        most = self._choose_most_used(bearers)
        others = sum(self._weight(i) for i in bearers if i != most)
        return most if most is not None and self._weight(most) > 4 * others else None

    def _match_titled(self, name: ParsedName) -> int | None:
        word = name.words[0]
        candidates = [i for i in self._table.by_word[word] if self._is_compatible(name, i)]
        same_title = [i for i in candidates if self.entities[i].has_family_name(word, name.title)]
        exact = [i for i in same_title if any(len(alias.words) == 1 for alias in self.entities[i].names)]
        if exact:
            return self._choose_most_used(exact)
        family = [i for i in candidates if self.entities[i].has_family_name(word)]
        by_first = [i for i in candidates if self.entities[i].has_first_name(word)]
        if by_first and (name.title in FIRST_NAME_TITLES or (not family and self._is_titled_first_name(name))):
            return self._choose_most_used(by_first)
        match name.title:
            case "mrs":
                return self._match_wife(name, family)
            case "miss":
                return self._match_daughter(family)
        return self._match_head(name, family)

    def _is_titled_first_name(self, name: ParsedName) -> bool:
        """Whether a title may come before a first name: Miss Rose, Mr. Edward; a wife has her husband's family name."""
        return name.title != "mrs" and not self._use_count(f"Mrs. {name.words[0].capitalize()}")

    def _match_wife(self, name: ParsedName, family: Sequence[int]) -> int | None:
        """Mrs. Dale is Clara Dale if no other woman has that name, and nobody is Miss Dale."""
        word = name.words[0]
        if len(family) != 1 or self._use_count(f"Miss {word.capitalize()}"):
            return None
        woman = self.entities[family[0]]
        is_one = woman.gender == FEMALE and woman.has_plain_full_name(word) and not self._stands_with(name, woman)
        return family[0] if is_one else None

    def _match_daughter(self, family: Sequence[int]) -> int | None:
        """Miss Dale is the eldest sister; if all are called by their first names, too, she has none in this story."""
        untitled = [i for i in family if not self.entities[i].has_titled_full_name]
        return self._choose_most_used(self._filter_eldest(untitled) or self._filter_eldest(family))

    def _match_head(self, name: ParsedName, family: Sequence[int]) -> int | None:
        """Mr. Dale is John Dale if hardly any other man has that name, and narration doesn't show the two together."""
        untitled = [i for i in family if not self.entities[i].has_titled_full_name]
        if len(untitled) == 1:
            return untitled[0]
        word = name.words[0]
        namesakes = [i for i in self._table.by_word[word] if self._may_be_head(name, self.entities[i])]
        most = self._choose_most_used(namesakes)
        rivals = [i for i in namesakes if i != most and self._weight(i) >= MIN_NAMESAKE_USES]
        if most is None or most not in family or rivals:
            return None
        # Whoever is "Mr. John Dale" rather than "John Dale" is told apart from Mr. Dale.
        man = self.entities[most]
        return most if man.is_mostly_untitled(word) and not self._stands_with(name, man) else None

    def _may_be_head(self, name: ParsedName, entity: CharacterEntity) -> bool:
        """Whether someone's family name and gender fit a title, whatever else is known of them."""
        gender = self._gender_of(name)
        return entity.has_family_name(name.words[0]) and not (gender and entity.gender and entity.gender != gender)

    def _stands_with(self, name: ParsedName, entity: CharacterEntity) -> bool:
        """Whether a name often stands beside the names of someone, or the first name alone that will be theirs."""
        firsts = {alias.words[0].capitalize() for alias in entity.names if len(alias.words) > 1}
        return self._evidence.stand_together(name.surface, firsts.union(entity.use_counts))

    def _filter_eldest(self, sisters: Iterable[int]) -> list[int]:
        """Those whom nobody calls "Miss Rose": only the eldest sister is called by the family name alone."""
        return [i for i in sisters if not any(self._is_younger(alias) for alias in self.entities[i].names)]

    def _is_younger(self, name: ParsedName) -> bool:
        return len(name.words) > 1 and f"Miss {name.words[0].capitalize()}" in self._usage

    def _match_single(self, name: ParsedName) -> int | None:
        word = name.words[0]
        candidates = [
            i
            for i in self._table.by_word[word]
            if self._is_compatible(name, i) or (not name.gender and not self._is_distinct_from(name, self.entities[i]))
        ]
        firsts = [i for i in candidates if any(self._begins_with(alias, word) for alias in self.entities[i].names)]
        if firsts:
            return max(firsts, key=lambda i: (self._count_first_name_uses(word, i), self._weight(i), -i))
        candidates = [i for i in candidates if any(alias.title != "mrs" for alias in self.entities[i].names)]
        if candidates:
            men = [i for i in candidates if self.entities[i].gender != FEMALE] or candidates
            return max(men, key=lambda i: (self.entities[i].count_uses_of(word), self._weight(i), -i))
        return self._match_nickname(word, name)

    @staticmethod
    def _begins_with(name: ParsedName, word: str) -> bool:
        """Whether a name begins with a word as a first name, not as the family name behind a title: Mr. Ash."""
        is_titled = name.title and len(name.words) == 1 and name.title not in FIRST_NAME_TITLES
        return name.words[:1] == (word,) and not is_titled and name.title not in ("miss", "mrs")

    def _count_first_name_uses(self, word: str, index: int) -> int:
        """How often a character's names begin with a word: John Dale is "John" more often than a John Ash who is
        mostly Mr. Ash.
        """
        entity = self.entities[index]
        return sum(entity.use_counts[alias.surface] for alias in entity.names if alias.words[:1] == (word,))

    def _match_nickname(self, word: str, name: ParsedName) -> int | None:
        for variant in NAME_VARIANTS.get(word, ()):
            candidates = [
                i
                for i in self._table.by_word[variant]
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
        longer = self._table.find_longer_words(word)
        candidates = {i for long in longer for i in self._table.by_word[long] if self._weight(i) > 3 * use.count}
        return candidates.pop() if len(candidates) == 1 else None

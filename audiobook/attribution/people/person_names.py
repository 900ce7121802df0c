"""Which names of a story mean people: not places, families or things that are written with a capital."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from audiobook.attribution.people.name_usage import NameUsage
from audiobook.attribution.people.parsed_names import ParsedName, parse_name
from audiobook.attribution.words.gender import is_first_name, is_rare_name
from audiobook.attribution.words.vocabulary import NAMES_OF_MONTHS, PLACE_NOUNS

MIN_USES = 2


class PersonNames:
    """Judges the names of a story by how each is used; those in `certain` mean people whatever their use."""

    def __init__(self, usage: Mapping[str, NameUsage], certain: Set[str]) -> None:
        self._usage, self._certain = usage, certain
        self._last_words: Counter[str] = Counter()
        self._proven_words: set[str] = set()
        for surface, use in usage.items():
            self._last_words[surface.split()[-1]] += use.count
            parsed = parse_name(surface)
            if use.proofs or (parsed.title and parsed.words):
                self._proven_words.update(parsed.words)

    def is_person(self, surface: str) -> bool:
        """Whether a name of the story means somebody."""
        use = self._usage[surface]
        name = parse_name(surface)
        if surface in self._certain:
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

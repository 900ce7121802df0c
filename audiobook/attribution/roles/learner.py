"""Learns whom descriptions mean, by sharing each use out among those around it, again and again.

At first all who are around share a use alike. Whoever is around most uses of "the doctor", and is seldom named in the
same sentence, then gets most of each: expectation maximization, as translations of words are learned from sentences.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audiobook.attribution.people.parsed_names import parse_name
from audiobook.attribution.roles.evidence import RoleStatement, RoleUse
from audiobook.attribution.roles.presence import ObservedUse, RolePeople
from audiobook.attribution.roles.table import NOBODY, NOUN_USES
from audiobook.attribution.words.descriptions import PERSON_NOUNS
from audiobook.attribution.words.kinship import KIN_RELATIONS

ROUNDS = 4
# The share that everyone has from the start, and that of people without a name.
PRIOR, NAMELESS_SHARE = 0.02, 0.025
# A main character is around everything: its share is divided by how often it is around, to this power. Rare entities
# count as if they were around a few times more.
EXPOSURE_POWER, EXTRA_EXPOSURE = 0.5, 10.0
# How much being named in the sentence of a description speaks against being meant by it, and when that is trusted.
SENTENCE_PENALTY, TRUSTED_USES = 4.0, 2.0
# How much what is said outright counts, and how much less of it where the noun is one for anyone.
# How present those are whom the book says to hold an office, wherever its noun is used: the one doctor of the town.
STATED_PRESENCE = 0.3
STATED_FACTOR, GENERIC_FACTOR = 20.0, 0.3
# How many pronouns decide a noun's gender, and the share that must agree.
MIN_PRONOUNS, MIN_AGREEMENT = 3, 0.75
# The nouns of those who have a title.
NOUNS_OF_TITLES = {
    "dr": "doctor",
    "prof": "professor",
    "lady": "ladyship",
    "lord": "lordship",
}
Counts = dict[str, dict[int, float]]


def learn_noun_genders(uses: Iterable[RoleUse]) -> dict[str, str]:
    """What the pronouns behind a noun say of the gender of whom it means."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for use in uses:
        if use.pronoun_gender:
            votes[use.description.head][use.pronoun_gender] += 1
    best = ((head, counts.total(), *counts.most_common(1)[0]) for head, counts in votes.items())
    return {head: gender for head, total, gender, most in best if most >= max(MIN_PRONOUNS, MIN_AGREEMENT * total)}


def count_statements(statements: Iterable[RoleStatement], people: RolePeople) -> Counts:
    """How often each description is said outright to mean an entity; a title in a name says it once."""
    counts: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for statement in statements:
        description = statement.use.description
        weight = statement.weight * (GENERIC_FACTOR if description.is_generic else 1.0)
        for key in description.keys:
            counts[key][statement.entity] += weight
    for entity, names in enumerate(people.aliases):
        for name in map(parse_name, names):
            head = NOUNS_OF_TITLES.get(name.title, name.title)
            if name.words and head in PERSON_NOUNS:
                counts[head][entity] += 1.0
    return {key: dict(entities) for key, entities in counts.items()}


@dataclass
class RoleLearner:
    """Learns from observed uses, and from what is `stated` outright, how often each description means each entity."""

    observed: Sequence[ObservedUse]
    stated: Counts
    _presence: dict[int, float] = field(default_factory=dict)
    _exposure: dict[int, float] = field(default_factory=dict)
    _near: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _in_sentence: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def learn(self) -> Counts:
        """How often each description, and each noun alone, means each entity; NOBODY for people without a name."""
        self._count_exposure()
        counts = self.stated
        for _ in range(ROUNDS):
            counts = self._share_out(counts)
        return counts

    def _count_exposure(self) -> None:
        exposure: defaultdict[int, float] = defaultdict(float)
        for observed in self.observed:
            head = observed.use.description.head
            for entity, presence in observed.people:
                exposure[entity] += presence
                self._near[head][entity] += 1
                self._in_sentence[head][entity] += entity in observed.use.others
        self._presence = exposure
        most = max(exposure.values(), default=1.0) + EXTRA_EXPOSURE
        self._exposure = {
            entity: ((count + EXTRA_EXPOSURE) / most) ** EXPOSURE_POWER for entity, count in exposure.items()
        }

    def _weigh_affinity(self, head: str, entity: int) -> float:
        stated = 1.0 + STATED_FACTOR * self.stated.get(head, {}).get(entity, 0.0)
        apart = self._in_sentence[head][entity] / (self._near[head][entity] + TRUSTED_USES)
        return stated * math.exp(-SENTENCE_PENALTY * apart) / self._exposure.get(entity, 1.0)

    def _share_out(self, counts: Mapping[str, Mapping[int, float]]) -> Counts:
        """Shares every use out as the counts so far suggest, and counts the shares."""
        totals = {key: sum(entities.values()) for key, entities in counts.items()}
        new: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        for key, entities in self.stated.items():
            new[key].update(entities)
        for observed in self.observed:
            description = observed.use.description
            keys = description.keys
            shares = self._weigh_people(observed, counts, totals)
            total = sum(shares.values())
            for entity, share in shares.items():
                for key in keys:
                    new[key][entity] += share / total
        return {key: dict(entities) for key, entities in new.items()}

    def _add_holders(self, observed: ObservedUse) -> dict[int, float]:
        """Those around a use, and those who are said to hold its office, who needn't be named nearby."""
        people = dict(observed.people)
        description = observed.use.description
        if description.is_generic or description.head in KIN_RELATIONS:
            return people
        for entity, count in self.stated.get(description.head, {}).items():
            if count >= 1.0 and entity not in observed.use.others:
                known = self._presence.get(entity, 0.0)
                people[entity] = max(people.get(entity, 0.0), STATED_PRESENCE * known / (known + EXTRA_EXPOSURE))
        return people

    def _weigh_people(
        self, observed: ObservedUse, counts: Mapping[str, Mapping[int, float]], totals: Mapping[str, float]
    ) -> dict[int, float]:
        description = observed.use.description
        whole, alone = counts.get(description.key, {}), counts.get(description.head, {})
        scale = NOUN_USES / (totals.get(description.head, 0.0) + 1.0)
        total = totals.get(description.key, 0.0) + NOUN_USES
        shares = {
            entity: presence
            * (whole.get(entity, 0.0) + scale * (alone.get(entity, 0.0) + PRIOR))
            / total
            * self._weigh_affinity(description.head, entity)
            for entity, presence in self._add_holders(observed).items()
        }
        shares[NOBODY] = NAMELESS_SHARE
        return shares

"""Whom a book means by its descriptions, once that is learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiobook.attribution.words.descriptions import Description, parse_description
from audiobook.attribution.words.kinship import KIN_RELATIONS

# Stands among the entities for people without a name.
NOBODY = -1
# How many uses the noun alone counts as, beside those of the whole description and of the looks in it.
NOUN_USES = 2.0
# Weights below this are left out; and how many uses "nobody we know" counts as among someone's relatives.
MIN_WEIGHT, UNKNOWN_RELATIVES = 0.02, 0.2
# How many uses must be known before the weights can be trusted by half.
TRUSTED_USES = 2.0


def agree(gender: str, other: str) -> bool:
    """Whether two genders can be one person's, "" being unknown."""
    return not gender or not other or gender == other


@dataclass(frozen=True, slots=True)
class RoleTable:
    """Whom each description of a book means, and who is whose mother, brother, wife.

    `uses` is by description and by noun alone, `relatives` by relation and possessor; both hold how often each entity
    is meant. `genders` is by entity, `noun_genders` has what the book's pronouns say of a noun: of this doctor, she.
    """

    uses: Mapping[str, Mapping[int, float]]
    relatives: Mapping[tuple[str, int], Mapping[int, float]]
    genders: Sequence[str]
    noun_genders: Mapping[str, str]

    def weights(self, phrase: str, possessor: int | None = None) -> Mapping[int, float]:
        """How strongly the book ties a description to each entity, from 0 to 1, the strongest first; empty if unknown.

        `phrase` may have its determiner; `possessor` is the entity behind "her", "his" or "Ann's". The weights add up
        to less than 1, by the share of people without a name.
        """
        description = parse_description(phrase)
        if description.head in KIN_RELATIONS:
            if possessor is not None:
                return self._weigh_relatives(description, possessor)
            if description.possessor_word in self.uses:
                return self._weigh_relatives_of_described(description)
        return self._weigh_uses(description)

    def is_generic(self, phrase: str) -> bool:
        """Whether a description is a word for anyone: man, girl, other, voice, stranger."""
        return parse_description(phrase).is_generic

    def gender(self, phrase: str) -> str:
        """The gender of whom a description means: that of its words, or else what the book's pronouns say."""
        description = parse_description(phrase)
        return description.gender or self.noun_genders.get(description.head, "")

    def _weigh_uses(self, description: Description) -> Mapping[int, float]:
        alone = self.uses.get(description.head, {})
        whole = self.uses.get(description.key, {}) if description.modifiers else {}
        known = sum(alone.values())
        looks = [self.uses.get(look, {}) for look in description.looks]
        parts = [(alone, NOUN_USES / (known or 1.0)), *((uses, 1.0) for uses in (whole, *looks))]
        known += sum(sum(uses.values()) for uses in looks)
        total = sum(scale * sum(uses.values()) for uses, scale in parts) or 1.0
        weights: defaultdict[int, float] = defaultdict(float)
        for uses, scale in parts:
            for entity, count in uses.items():
                weights[entity] += scale * count / total * known / (known + TRUSTED_USES)
        return self._select(weights, description)

    def _weigh_relatives(self, description: Description, possessor: int) -> Mapping[int, float]:
        relation, _ = KIN_RELATIONS[description.head]
        found = self.relatives.get((relation, possessor), {})
        total = sum(found.values()) + UNKNOWN_RELATIVES
        return self._select({entity: count / total for entity, count in found.items()}, description)

    def _weigh_relatives_of_described(self, description: Description) -> Mapping[int, float]:
        """Those of someone who is described himself: the undertaker's wife."""
        weights: defaultdict[int, float] = defaultdict(float)
        for possessor, weight in self.weights(description.possessor_word).items():
            for entity, share in self._weigh_relatives(description, possessor).items():
                weights[entity] += weight * share
        return self._select(weights, description)

    def _select(self, weights: Mapping[int, float], description: Description) -> Mapping[int, float]:
        """The weights of the entities whose gender fits, the highest first."""
        gender = description.gender or self.noun_genders.get(description.head, "")
        return {
            entity: weight
            for entity, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            if entity != NOBODY and weight >= MIN_WEIGHT and agree(gender, self.genders[entity])
        }

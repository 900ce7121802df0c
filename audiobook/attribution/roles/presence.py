"""Who is named around a description, and so may be meant by it or may be the "her" of "her brother"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from audiobook.attribution.roles.evidence import RoleUse
from audiobook.attribution.roles.table import agree
from audiobook.attribution.words.vocabulary import FEMALE, MALE

# How likely whoever is named so many paragraphs before or after a description is meant, measured on labelled novels:
# next to a line there is mostly the other speaker's.
PRESENCE = (1.0, 0.55, 0.8, 0.45, 0.45, 0.3, 0.3, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1)
PARAGRAPHS_AHEAD = 4
# Whoever is named in the sentence of a description is mostly someone else; a possessor mostly is named there.
MEANT_IN_SENTENCE, OWNER_IN_SENTENCE = 0.1, 3.0
UNKNOWN_GENDER_FACTOR = 0.5
# For entities that no tag names, such as places, and for those that are the possessor.
SILENT_FACTOR, OWNER_FACTOR = 0.3, 0.5
POSSESSOR_GENDERS = {"his": MALE, "her": FEMALE}
NARRATORS_WORDS = frozenset({"my", "our"})
# Whoever is named as the speaker of the turn before or after a description is mostly the one it speaks with.
OTHER_TURN_FACTOR = 0.15
Weighed = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class RolePeople:
    """The entities of a story.

    By entity all names and the gender; the entity that says "I" (-1 for none), those that tags name as speakers, and
    which of them a tag names in each paragraph.
    """

    aliases: Sequence[Sequence[str]]
    genders: Sequence[str]
    narrator: int = -1
    speakers: Set[int] = frozenset()
    tagged: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObservedUse:
    """A use with those whom it may mean, and those whom it may belong to: entities, and how present each is."""

    use: RoleUse
    people: Weighed
    owners: Weighed


@dataclass(frozen=True, slots=True)
class PresenceFinder:
    """Finds who is around; `scenes` and the entities that are `named` are by paragraph."""

    scenes: Sequence[int]
    named: Sequence[Sequence[int]]
    people: RolePeople
    noun_genders: Mapping[str, str]

    def observe_uses(self, uses: Iterable[RoleUse]) -> Iterator[ObservedUse]:
        """Each use with who is around it."""
        for use in uses:
            presence = self._find_presence(use.paragraph)
            owners = self._find_owners(use, presence, -1)
            yield ObservedUse(use, self._find_people(use, presence, dict(owners)), owners)

    def find_owners(self, use: RoleUse, entity: int) -> Weighed:
        """Who may be the possessor where a description means `entity`; the weights add up to 1."""
        return self._find_owners(use, self._find_presence(use.paragraph), entity)

    def _find_presence(self, paragraph: int) -> dict[int, float]:
        scene = self.scenes[paragraph]
        presence: dict[int, float] = {}
        first, end = max(0, paragraph - len(PRESENCE) + 1), min(len(self.scenes), paragraph + PARAGRAPHS_AHEAD + 1)
        for number in range(first, end):
            if self.scenes[number] == scene:
                for entity in self.named[number]:
                    presence[entity] = max(presence.get(entity, 0.0), PRESENCE[abs(number - paragraph)])
        return presence

    def _find_people(self, use: RoleUse, presence: Mapping[int, float], owners: Mapping[int, float]) -> Weighed:
        gender = use.description.gender or self.noun_genders.get(use.description.head, "")
        return tuple(
            (entity, near * self._weigh_entity(use, entity, gender) * (1.0 - OWNER_FACTOR * owners.get(entity, 0.0)))
            for entity, near in presence.items()
            if entity != use.owner and agree(gender, self.people.genders[entity])
        )

    def _weigh_entity(self, use: RoleUse, entity: int, gender: str) -> float:
        return (
            (UNKNOWN_GENDER_FACTOR if gender and not self.people.genders[entity] else 1.0)
            * (1.0 if entity in self.people.speakers else SILENT_FACTOR)
            * (OTHER_TURN_FACTOR if self._speaks_beside(use.paragraph, entity) else 1.0)
            * (MEANT_IN_SENTENCE if entity in use.others else 1.0)
        )

    def _speaks_beside(self, paragraph: int, entity: int) -> bool:
        return entity in (self.people.tagged.get(paragraph - 1), self.people.tagged.get(paragraph + 1))

    def _find_owners(self, use: RoleUse, presence: Mapping[int, float], entity: int) -> Weighed:
        if use.owner >= 0:
            return ((use.owner, 1.0),)
        word = use.description.possessor_word
        if word in NARRATORS_WORDS and self.people.narrator >= 0:
            return ((self.people.narrator, 1.0),)
        gender = POSSESSOR_GENDERS.get(word)
        if gender is None:
            return ()
        around = [
            (
                other,
                near
                * (OWNER_IN_SENTENCE if other in use.others else 1.0)
                * (1.0 if self.people.genders[other] else UNKNOWN_GENDER_FACTOR),
            )
            for other, near in presence.items()
            if other != entity and agree(gender, self.people.genders[other])
        ]
        total = sum(weight for _, weight in around)
        return tuple((other, weight / total) for other, weight in around)

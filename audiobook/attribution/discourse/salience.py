"""How present each entity is in the reader's mind while a story goes on: the ground on which anaphors are resolved.

Each mention of somebody, and each line that somebody speaks, makes them more salient; salience fades with every
sentence (after Lappin and Leass 1994, "An Algorithm for Pronominal Anaphora Resolution", with the fading of ACT-R in
place of its halving). The weights were fitted on the pronouns and descriptions in the tags of labelled texts: they
resolve three quarters of the pronouns and half of the descriptions, also in texts that they were not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

# An entity less salient than this is forgotten, and how many are kept before that is looked at.
MIN_SALIENCE = 0.01
MAX_ENTITIES = 60


@dataclass(frozen=True, slots=True)
class SalienceWeights:
    """What a mention adds to the salience of an entity by its role, how it fades, and what makes an antecedent likely.

    The steps are in sentences, `fade` is per sentence. The factors from `unknown_gender` on multiply the salience of an
    entity as the antecedent of one anaphor.
    """

    roles: tuple[float, float, float, float] = (3.7, 1.1, 1.6, 0.5)
    quoted: float = 0.1
    vocative: float = 2.3
    speaker: float = 0.9
    fade: float = 0.52
    quote_step: float = 0.55
    paragraph_step: float = 0.5
    scene_step: float = 10.0
    unknown_gender: float = 0.13
    last_speaker: float = 0.5
    last_named: float = 0.3
    last_named_described: float = 0.02
    speaker_before: float = 1.6
    own_vocative: float = 0.05
    own_quoted: float = 0.2
    called: float = 1.7
    same_subject: float = 2.0
    same_clause: float = 0.02
    reflexive: float = 5.0
    anaphor_share: float = 1.0
    own_generic: float = 0.07
    own_kin: float = 1.4
    own_occupation: float = 12.0
    own_salience: float = 0.11
    own_fade: float = 0.06
    personhood_prior: float = 0.3
    personhood_rate: float = 0.05
    places: float = 0.5
    unrelated_generic: float = 0.3
    role_generic: float = 0.22
    role_known: float = 1.8
    role_factor: float = 4.2


class Salience:
    """The salience of entities at a point of the story that moves on."""

    def __init__(self, fade: float) -> None:
        self.now = 0.0
        self._fade = fade
        self._values: dict[int, tuple[float, float]] = {}

    def add(self, entity: int, weight: float) -> None:
        """Makes an entity more salient now."""
        self._values[entity] = (self.measure(entity) + weight, self.now)

    def measure(self, entity: int, fade: float | None = None) -> float:
        """How salient an entity is now, 0 if it was never mentioned or is forgotten."""
        value, time = self._values.get(entity, (0.0, self.now))
        return value * math.exp((self._fade if fade is None else fade) * (time - self.now))

    def list_values(self) -> Iterator[tuple[int, float]]:
        """All entities in mind, and how salient each is now."""
        now, fade, exp = self.now, self._fade, math.exp
        for entity, (value, time) in self._values.items():
            yield entity, value * exp(fade * (time - now))

    def advance(self, steps: float) -> None:
        """Moves on by so many sentences, and forgets whoever has faded."""
        self.now += steps
        if len(self._values) > MAX_ENTITIES:
            kept = {entity for entity, value in self.list_values() if value > MIN_SALIENCE}
            self._values = {entity: value for entity, value in self._values.items() if entity in kept}

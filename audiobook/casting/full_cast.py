"""Gives every character a voice: by gender and age, the most talkative first, far from those they speak with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audiobook.casting.catalogue import CatalogueVoice, likeness
from audiobook.casting.meetings import Meetings
from audiobook.engines import Engine, engine_named, offers
from audiobook.errors import EngineUnavailableError, InputError
from audiobook.model import Character, Voice
from audiobook.nearest import suggestion

# Characters with fewer lines share voices.
LEADING_LINES = 5
# How alike two voices are taken for that have not been compared: like two of one sex.
UNCOMPARED = 0.75
# Under this likeness nobody takes one voice for another; above it, the harm grows steeply.
APART = 0.6
STEEPNESS = 3
# The narrator is heard between all lines; so much the character's distance from them counts beside one partner.
NARRATOR_WEIGHT = 1.5
# Two who never meet need less distance.
STRANGERS_WEIGHT = 0.35
# What a voice one, two or three ages off costs, in the same coin; an unknown age is taken for an adult's.
AGE_COST = {0: 0.0, 1: 0.1, 2: 2.0, 3: 4.0}
AGE_ORDER = ("child", "youth", "adult", "old")
# A tenth of a point of quality outweighs so much likeness.
QUALITY_COST = 0.02
BEST_QUALITY = 4.7
# A first-person narrator who is never named speaks as the narrator does.
FIRST_PERSON = "I"

Choices = tuple[tuple[str, str], ...]


def choices_for(
    characters: tuple[Character, ...],
    meetings: Meetings,
    given: Mapping[str, str],
    available: Sequence[CatalogueVoice],
    narrator: Voice,
) -> Choices:
    """The name of a catalogue voice for each character that gets one; who gets none speaks as the narrator does.

    `given` are the choices made before, by character: they stay. Characters of unknown gender get a neutral voice
    where there is one. Raises InputError where a given voice is not among the available.
    """
    casting = _Casting(meetings, available, narrator)
    for name, voice in given.items():
        casting.take(name, _given(voice, name, available))
    for character in sorted(characters, key=lambda one: (-one.lines, one.name)):
        if character.name in casting.taken or character.name == FIRST_PERSON:
            continue
        chosen = casting.best(character)
        if chosen:
            casting.take(character.name, chosen)
    return tuple((name, voice.name) for name, voice in casting.taken.items())


def _given(voice: str, character: str, available: Sequence[CatalogueVoice]) -> CatalogueVoice:
    found = next((entry for entry in available if entry.name == voice), None)
    if found is None:
        near = suggestion(voice, [entry.name for entry in available])
        raise InputError(f"the voice {voice!r} given to {character} is not on this machine{near}")
    return found


@dataclass
class _Casting:
    """A cast in the making."""

    meetings: Meetings
    available: Sequence[CatalogueVoice]
    narrator: Voice
    taken: dict[str, CatalogueVoice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = dict(self.meetings.turns)
        plain = replace(self.narrator, pace=1.0, gain=0.0)
        own = [entry for entry in self.available if replace(entry.voice, pace=1.0, gain=0.0) == plain]
        self.telling = own[0] if own else None

    def take(self, name: str, voice: CatalogueVoice) -> None:
        """Gives a character a voice."""
        self.taken[name] = voice

    def best(self, character: Character) -> CatalogueVoice | None:
        """The voice that is best for a character beside those already cast; None where none fits."""
        wanted = character.gender or "neutral"
        fitting = [entry for entry in self.available if entry.gender == wanted and entry is not self.telling]
        free = [entry for entry in fitting if entry not in self.taken.values()]
        if character.lines < LEADING_LINES or not free:
            free = self._shareable(character, fitting) or free or fitting
        return min(free, key=lambda entry: (round(self._cost(character, entry), 6), entry.name), default=None)

    def _shareable(self, character: Character, fitting: list[CatalogueVoice]) -> list[CatalogueVoice]:
        """The voices that nobody has who speaks in a scene with this character."""
        near = {name for scene in self.meetings.scenes if character.name in scene for name in scene}
        heard = [voice for name, voice in self.taken.items() if name in near]
        return [entry for entry in fitting if entry not in heard]

    def _cost(self, character: Character, entry: CatalogueVoice) -> float:
        cost = _age_cost(character.age, entry.age)
        if entry.measures:
            cost += QUALITY_COST * max(0.0, BEST_QUALITY - entry.measures.mos) * 10
        if self.telling:
            cost += NARRATOR_WEIGHT * _harm(entry, self.telling)
        return cost + sum(
            self._weight(character.name, name) * _harm(entry, voice) for name, voice in self.taken.items()
        )

    def _weight(self, one: str, other: str) -> float:
        turns = self.turns.get((min(one, other), max(one, other)), 0)
        most = max(self.turns.values(), default=1)
        return STRANGERS_WEIGHT + turns / most


def _harm(one: CatalogueVoice, other: CatalogueVoice) -> float:
    alike = likeness(one, other)
    over = max(0.0, (UNCOMPARED if alike is None else alike) - APART) / (1 - APART)
    return over**STEEPNESS


def _age_cost(age: str, offered: str) -> float:
    return AGE_COST[abs(AGE_ORDER.index(age or "adult") - AGE_ORDER.index(offered))]


@dataclass(frozen=True, slots=True)
class Missing:
    """Voices of the catalogue that this machine lacks, and the command that brings them."""

    command: str
    names: tuple[str, ...]


def sorted_out(entries: Sequence[CatalogueVoice]) -> tuple[tuple[CatalogueVoice, ...], tuple[Missing, ...]]:
    """The voices that this machine's engines offer, and by what command the others would come."""
    here: list[CatalogueVoice] = []
    missing: dict[str, list[str]] = {}
    engines = _Offers()
    for entry in entries:
        if engines.has(entry.voice):
            here.append(entry)
        else:
            missing.setdefault(entry.get, []).append(entry.name)
    return tuple(here), tuple(Missing(command, tuple(names)) for command, names in missing.items())


class _Offers:
    """What the installed engines offer, each made once."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine | None] = {}

    def has(self, voice: Voice) -> bool:
        """Whether a voice can be used on this machine."""
        if voice.engine not in self._engines:
            try:
                self._engines[voice.engine] = engine_named(voice.engine)
            except EngineUnavailableError:
                self._engines[voice.engine] = None
        engine = self._engines[voice.engine]
        return engine is not None and offers(engine, voice.name)

"""Assigns a voice to each character: by gender and age, and unlike those of the characters they talk to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from audiobook.casting.catalogue import (
    MAX_AGES_OFF,
    CatalogueVoice,
    compute_likeness,
    count_ages_off,
    fits_gender,
)
from audiobook.casting.cooccurrence import Encounters
from audiobook.casting.lead_voices import LeadVoices
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError, InputError
from audiobook.model import Character, Voice
from audiobook.text.suggest import format_suggestion

# Characters with fewer lines share voices.
MIN_LEADING_LINES = 5
# The likeness assumed for voices that have not been compared, to be on the safe side.
UNKNOWN_LIKENESS = 0.85
# Below this likeness two voices are hardly confused; above it, the cost grows with the fourth power.
MIN_CONFUSABLE_LIKENESS = 0.7
CONFUSION_EXPONENT = 4
# Above this likeness two voices may be taken for one person's, which is worth avoiding at nearly any price; the cost is
# what that adds for two voices that are the same.
SAME_PERSON_LIKENESS, SAME_PERSON_COST = 0.85, 3.0
# How much likeness to the narrator counts, who is heard between all lines; voices that are more like it than
# MAX_NARRATOR_LIKENESS are only taken if no other is free.
NARRATOR_WEIGHT = 1.0
MAX_NARRATOR_LIKENESS = 0.86
# How much likeness between two characters who never talk counts, and how much is added for those who talk most.
BASE_PAIR_WEIGHT, TALK_WEIGHT = 2.0, 4.0
# The cost of a voice that is none, one, two or three ages off; an unknown age counts as an adult's.
AGE_COST = {0: 0.0, 1: 0.1, 2: 20.0, 3: 40.0}
NEUTRAL = "neutral"
# The cost of a man's or a woman's voice for a character of unknown gender, who may be the other, and of a voice of
# unknown gender: a neutral voice, if one is free, is as good as one that is this much less easily confused.
GUESSED_GENDER_COST = 1.0
# A recipe beyond these draws attention to itself (a tremor doesn't in someone old), and so does a foreign accent.
# Such a voice is only taken if no other is free, and never for the young and the lively, if there is any other.
MIN_USUAL_PITCH = 0.5
MAX_USUAL_TREMOR = 0.3
YOUNG_AGES = ("child", "youth")
# The cost of each point of quality (MOS) below the best.
QUALITY_COST = 0.15
BEST_QUALITY = 4.7
# How many partial casts the beam search keeps; more didn't improve the casts of the stories tried.
BEAM_WIDTH = 150
# The narrator of a story in the first person speaks in the narrator's voice.
FIRST_PERSON_NAME = "I"

VoiceChoices = tuple[tuple[str, str], ...]
EMPTY_CAST: Mapping[str, CatalogueVoice] = {}


def assign_voices(
    characters: tuple[Character, ...],
    encounters: Encounters,
    fixed: Mapping[str, str],
    available: Sequence[CatalogueVoice],
    narrator: Voice,
    lively: Collection[str] = (),
    leads: LeadVoices | None = None,
    reserved: Collection[str] = (),
) -> VoiceChoices:
    """The name of a catalogue voice for each character; those without any speak in the narrator's voice.

    `fixed` are earlier choices by character, which don't change; `lively` are those who exclaim a lot; `leads` get
    voices of their engine while it has any that fit, and the others don't. `reserved` voices are only taken if no other
    fits. Nobody shares a voice while another one
    fits, and then those do who are never heard together, if there are any. Characters of unknown gender may get any
    voice, a neutral one first. Raises InputError if one of the fixed voices is not available.
    """
    assigner = _VoiceAssigner(
        encounters,
        available,
        narrator,
        max((one.lines for one in characters), default=1) or 1,
        lively,
        leads,
        reserved=reserved,
    )
    for name, voice in fixed.items():
        assigner.assign(name, _find_given_voice(voice, name, available))
    # Characters of unknown gender can do with what the others leave.
    ordered = sorted(characters, key=lambda character: (not character.gender, -character.lines, character.name))
    new = [
        character
        for character in ordered
        if character.name not in fixed and FIRST_PERSON_NAME not in (character.name, *character.aliases)
    ]
    assigner.assign_leads([character for character in new if character.lines >= MIN_LEADING_LINES])
    assigner.assign_each([character for character in new if character.lines < MIN_LEADING_LINES])
    return tuple((name, voice.name) for name, voice in assigner.assigned.items())


def _find_given_voice(voice: str, character: str, available: Sequence[CatalogueVoice]) -> CatalogueVoice:
    match = next((entry for entry in available if entry.name == voice), None)
    if match is None:
        near = format_suggestion(voice, [entry.name for entry in available])
        raise InputError(f"{character}'s voice {voice!r} is not on this machine{near}")
    return match


@dataclass
class _VoiceAssigner:
    """Assigns voices one after the other, and remembers who has which."""

    encounters: Encounters
    available: Sequence[CatalogueVoice]
    narrator: Voice
    max_lines: int
    lively: Collection[str] = ()
    leads: LeadVoices | None = None
    reserved: Collection[str] = ()
    assigned: dict[str, CatalogueVoice] = field(default_factory=dict)
    confusion_costs: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {entry.name: entry for entry in self.available}
        self.users = Counter[str]()
        self.most_turns = max((turns for _, turns in self.encounters.adjacent_counts), default=1)
        self.partners: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (name, other), turns in self.encounters.adjacent_counts:
            self.partners[name][other] = self.partners[other][name] = turns
        self.scenes: defaultdict[str, list[int]] = defaultdict(list)
        for number, scene in enumerate(self.encounters.scene_speakers):
            for name in scene:
                self.scenes[name].append(number)
        self.heard_in: defaultdict[int, set[str]] = defaultdict(set)
        plain = replace(self.narrator, pace=1.0, gain=0.0)
        own = [entry for entry in self.available if replace(entry.voice, pace=1.0, gain=0.0) == plain]
        self.narrator_entry = own[0] if own else None

    def assign_each(self, characters: Sequence[Character]) -> None:
        """Assigns each character in turn the best voice next to those already assigned, if any fits."""
        for character in characters:
            chosen = self.find_best_voice(character)
            if chosen:
                self.assign(character.name, chosen)

    def assign(self, name: str, voice: CatalogueVoice) -> None:
        """Assigns a voice to a character for good."""
        self.assigned[name] = voice
        self.users[voice.name] += 1
        for scene in self.scenes[name]:
            self.heard_in[scene].add(voice.name)

    def assign_leads(self, characters: Sequence[Character]) -> None:
        """Assigns each character a voice of their own while there are any, so that the voices differ as a whole.

        It is one of two casts: out of all voices, or with those that were made for leading characters first. (One voice
        after the other, a search hardly ever finds as many that differ.) The one that suits those who speak most is
        taken.
        """
        made_for_leads = frozenset(entry.name for entry in self.available if entry.is_leading)
        found = [self._search_casts(characters, preferred) for preferred in ((), made_for_leads)]
        cast = min(found, key=lambda cast: (-len(cast), round(self._sum_costs(characters, cast), 6)))
        for name, voice in cast.items():
            self.assign(name, voice)
        self.assign_each([character for character in characters if character.name not in self.assigned])

    def _sum_costs(self, characters: Sequence[Character], cast: Mapping[str, CatalogueVoice]) -> float:
        """The cost of a cast, where each character counts as often as they speak."""
        costs, beside = 0.0, dict[str, CatalogueVoice]()
        for character in characters:
            if character.name in cast:
                costs += character.lines * self._cost(character, cast[character.name], beside)
                beside[character.name] = cast[character.name]
        return costs

    def _search_casts(self, characters: Sequence[Character], preferred: Collection[str]) -> dict[str, CatalogueVoice]:
        """The best cast that a beam search finds; preferred voices come first while any are free.

        Of all casts of the first character, the first two, three and so on, the best BEAM_WIDTH are kept and extended.
        """
        casts: list[tuple[float, dict[str, CatalogueVoice]]] = [(0.0, {})]
        for character in characters:
            candidates = self._find_candidates(character)
            longer = []
            for cost, cast in casts:
                free = self._find_free(character, candidates, {*self.users, *(one.name for one in cast.values())})
                for entry in [one for one in free if one.name in preferred] or free:
                    longer.append((cost + self._cost(character, entry, cast), {**cast, character.name: entry}))
            # If there aren't enough voices, the characters with the fewest lines share.
            casts = sorted(longer, key=_cast_sort_key)[:BEAM_WIDTH] or casts
        return casts[0][1]

    def find_best_voice(self, character: Character) -> CatalogueVoice | None:
        """The best voice for a minor character next to those already assigned; None if none fits.

        Voices that nobody has come first, then those of nobody in the same scenes, then those of nobody who speaks
        right before or after this character.
        """
        candidates = self._find_candidates(character)
        used_in_scenes = {voice for scene in self.scenes[character.name] for voice in self.heard_in[scene]}
        partners = self.assigned.keys() & self.partners[character.name].keys()
        used_by_partners = {self.assigned[name].name for name in partners}
        used_voices: tuple[Collection[str], ...] = (self.users, used_in_scenes, used_by_partners)
        free = next(filter(None, (self._find_free(character, candidates, used) for used in used_voices)), candidates)
        return min(free, key=lambda entry: (round(self._cost(character, entry), 6), entry.name), default=None)

    def _find_candidates(self, character: Character) -> list[CatalogueVoice]:
        """The voices of the character's gender, of about their age if there are any; all voices if it is unknown.

        The young and the lively get no extreme ones, if there are any others.
        """
        others = [entry for entry in self.available if entry is not self.narrator_entry]
        fitting = [entry for entry in others if fits_gender(entry, character.gender)]
        fitting = [entry for entry in fitting if count_ages_off(character.age, entry.age) <= MAX_AGES_OFF] or fitting
        if character.age in YOUNG_AGES or character.name in self.lively:
            return [entry for entry in fitting if not _is_extreme(character.age, entry)] or fitting
        return fitting

    def _find_free(
        self, character: Character, candidates: Sequence[CatalogueVoice], used: Collection[str]
    ) -> list[CatalogueVoice]:
        """The candidates that aren't among the `used` voices: of these, the most suitable ones that there are.

        Those of the engine that is meant for the character come first; of them, those that are neither extreme nor
        nearly the narrator's, then those that are not extreme.
        """
        free = [entry for entry in candidates if entry.name not in used]
        free = [entry for entry in free if self._is_meant_for(character, entry)] or free
        free = [entry for entry in free if entry.name not in self.reserved] or free
        usual = [entry for entry in free if not _is_extreme(character.age, entry)]
        return [entry for entry in usual if not self._is_near_narrator(entry)] or usual or free

    def _is_meant_for(self, character: Character, entry: CatalogueVoice) -> bool:
        """Whether a voice's engine is the one for the leading characters just if this is one of them."""
        return not self.leads or (character.name in self.leads.characters) == (entry.voice.engine == self.leads.engine)

    def _is_near_narrator(self, entry: CatalogueVoice) -> bool:
        likeness = compute_likeness(entry, self.narrator_entry) if self.narrator_entry else None
        return likeness is not None and likeness > MAX_NARRATOR_LIKENESS

    def _cost(
        self, character: Character, entry: CatalogueVoice, cast: Mapping[str, CatalogueVoice] = EMPTY_CAST
    ) -> float:
        """The cost of a voice for a character next to those already assigned, and those of a partial `cast`."""
        cost = AGE_COST[count_ages_off(character.age, entry.age)]
        if entry.gender != (character.gender or NEUTRAL):
            cost += GUESSED_GENDER_COST
        if entry.measures:
            # The characters with most lines get the best quality.
            cost += (
                QUALITY_COST * max(0.0, BEST_QUALITY - entry.measures.mos) * (1 + character.lines / self.max_lines) / 2
            )
        if self.narrator_entry:
            cost += NARRATOR_WEIGHT * self._pair_cost(entry, self.narrator_entry)
        beam_costs = (
            self._pair_weight(character.name, name) * self._pair_cost(entry, voice) for name, voice in cast.items()
        )
        return cost + sum(chain(self._assigned_costs(character.name, entry), beam_costs))

    def _assigned_costs(self, name: str, entry: CatalogueVoice) -> Iterator[float]:
        """The costs of confusion with assigned voices, summed by voice, as there are fewer voices than characters."""
        for voice, users in self.users.items():
            yield BASE_PAIR_WEIGHT * users * self._pair_cost(entry, self.by_name[voice])
        for other in self.partners[name]:
            if other in self.assigned:
                yield self._talk_weight(name, other) * self._pair_cost(entry, self.assigned[other])

    def _pair_cost(self, voice: CatalogueVoice, other: CatalogueVoice) -> float:
        pair = (voice.name, other.name)
        if pair not in self.confusion_costs:
            self.confusion_costs[pair] = _confusion_cost(voice, other)
        return self.confusion_costs[pair]

    def _pair_weight(self, name: str, other: str) -> float:
        return BASE_PAIR_WEIGHT + self._talk_weight(name, other)

    def _talk_weight(self, name: str, other: str) -> float:
        """How much two characters talk with each other, 0 to TALK_WEIGHT: by the story's most, or by their own."""
        turns = self.partners[name].get(other, 0)
        if not turns:
            return 0.0
        own = min(sum(self.partners[name].values()), sum(self.partners[other].values()))
        return TALK_WEIGHT * max(turns / self.most_turns, turns / own)


def _cast_sort_key(cast: tuple[float, Mapping[str, CatalogueVoice]]) -> tuple[float, tuple[str, ...]]:
    """Sorts casts by cost, and casts of equal cost by their voices."""
    return round(cast[0], 6), tuple(voice.name for voice in cast[1].values())


def _confusion_cost(voice: CatalogueVoice, other: CatalogueVoice) -> float:
    known = compute_likeness(voice, other)
    likeness = UNKNOWN_LIKENESS if known is None else known
    confusable = max(0.0, likeness - MIN_CONFUSABLE_LIKENESS) / (1 - MIN_CONFUSABLE_LIKENESS)
    same_person = max(0.0, likeness - SAME_PERSON_LIKENESS) / (1 - SAME_PERSON_LIKENESS)
    return float(confusable**CONFUSION_EXPONENT + SAME_PERSON_COST * same_person)


def _is_extreme(age: str, entry: CatalogueVoice) -> bool:
    is_trembling = entry.voice.tremor > MAX_USUAL_TREMOR and age != "old"
    return is_trembling or entry.voice.pitch < MIN_USUAL_PITCH or entry.has_foreign_accent


@dataclass(frozen=True, slots=True)
class MissingVoices:
    """Voices of the catalogue that this machine lacks, and the command that installs them."""

    command: str
    names: tuple[str, ...]


def split_available_voices(
    entries: Sequence[CatalogueVoice],
) -> tuple[tuple[CatalogueVoice, ...], tuple[MissingVoices, ...]]:
    """The voices that this machine's engines offer, and the others with the commands that install them."""
    available: list[CatalogueVoice] = []
    missing: dict[str, list[str]] = {}
    engines = _EngineVoices()
    for entry in entries:
        if engines.is_available(entry.voice):
            available.append(entry)
        else:
            missing.setdefault(entry.get, []).append(entry.name)
    return tuple(available), tuple(MissingVoices(command, tuple(names)) for command, names in missing.items())


class _EngineVoices:
    """The voices of the installed engines; each engine is created once."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine | None] = {}

    def is_available(self, voice: Voice) -> bool:
        """Whether a voice can be used on this machine."""
        if voice.engine not in self._engines:
            try:
                self._engines[voice.engine] = create_engine(voice.engine)
            except EngineUnavailableError:
                self._engines[voice.engine] = None
        engine = self._engines[voice.engine]
        return engine is not None and engine.offers(voice.name)

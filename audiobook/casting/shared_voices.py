"""Finds voices that the user's own choices gave to two people who are heard together, and a better voice for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.casting.assign import FIRST_PERSON_NAME, split_available_voices
from audiobook.casting.cast import StoryCast
from audiobook.casting.catalogue import CatalogueVoice, compute_likeness, load_catalogue
from audiobook.casting.cooccurrence import count_encounters
from audiobook.model import Attribution, Voice

# The likeness assumed for voices that have not been compared.
UNKNOWN_LIKENESS = 0.85


@dataclass(frozen=True, slots=True)
class SharedVoice:
    """Two people with one voice: the character who could have `better` instead, and the other ("": the narrator)."""

    character: str
    other: str
    voice: str
    better: str


def find_shared_voices(attribution: Attribution, cast: StoryCast) -> Iterator[SharedVoice]:
    """The characters with the narrator's voice, and then those who answer each other in one voice.

    Voices of the catalogue only, and only where another one is free: where there is none, nothing can be done.
    """
    lines = {character.name: character.lines for character in attribution.characters}
    tellers = {character.name for character in attribution.characters if FIRST_PERSON_NAME in character.aliases}
    names = {name: voice for name, voice in cast.voice_names.items() if name in lines and name not in tellers}
    pairs = [(name, "") for name in names]
    pairs += [pair for pair, _ in count_encounters(attribution.script).adjacent_counts if names.keys() >= {*pair}]
    ordered = (sorted(pair, key=lambda one: (lines.get(one, 0), one)) if pair[1] else pair for pair in pairs)
    alike = [(name, other) for name, other in ordered if _sound_alike(cast, name, other)]
    # The engines are only started if there is something to say.
    available = split_available_voices(load_catalogue())[0] if alike else ()
    seen: set[str] = set()
    for name, other in alike:
        if name not in seen and (better := _choose_free_voice(cast, names[name], available)):
            seen.add(name)
            yield SharedVoice(name, other, names[name], better)


def _sound_alike(cast: StoryCast, name: str, other: str) -> bool:
    first, second = (cast.cast.voice_of(one) if one else cast.cast.narrator for one in (name, other))
    return _ignore_level(first) == _ignore_level(second)


def _ignore_level(voice: Voice) -> Voice:
    return replace(voice, pace=1.0, gain=0.0)


def _choose_free_voice(cast: StoryCast, voice: str, available: Sequence[CatalogueVoice]) -> str:
    """The voice of the same kind that nobody has and that is least like this one; "" if there is none."""
    own = next((entry for entry in available if entry.name == voice), None)
    if own is None:
        return ""
    taken = {*cast.voice_names.values(), cast.narrator_name}
    free = [entry for entry in available if entry.name not in taken and _is_same_kind(entry, own)]
    return min(free, key=lambda entry: (_likeness(entry, own), entry.name)).name if free else ""


def _is_same_kind(entry: CatalogueVoice, own: CatalogueVoice) -> bool:
    return (entry.gender, entry.age, entry.voice.engine) == (own.gender, own.age, own.voice.engine)


def _likeness(entry: CatalogueVoice, own: CatalogueVoice) -> float:
    likeness = compute_likeness(entry, own)
    return UNKNOWN_LIKENESS if likeness is None else likeness

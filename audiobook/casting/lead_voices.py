"""The best voices of this machine for the leading characters: which engine has them, and who is to get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from audiobook.casting.catalogue import MAX_AGES_OFF, CatalogueVoice, count_ages_off, fits_gender
from audiobook.engines.speeds import is_quick
from audiobook.model import Character

# The leading characters are those with the most lines who say at least this share of the dialogue together.
LEADS_SHARE = 0.8
# An engine with fewer measured voices has none for many characters.
MIN_LEAD_VOICES = 6


@dataclass(frozen=True, slots=True)
class LeadVoices:
    """The engine with the best voices, and the names of the leading characters for whom it has one."""

    engine: str
    characters: frozenset[str]


def find_lead_voices(available: Sequence[CatalogueVoice], characters: Sequence[Character]) -> LeadVoices | None:
    """The leading characters and the engine with the best voices for them; None if a quick one has the best.

    Engines are compared by the mean quality of their voices (MOS).
    """
    measured: dict[str, list[float]] = {}
    for entry in available:
        if entry.measures:
            measured.setdefault(entry.voice.engine, []).append(entry.measures.mos)
    means = {engine: mean(values) for engine, values in measured.items() if len(values) >= MIN_LEAD_VOICES}
    best = max(means, key=lambda engine: (means[engine], engine), default="")
    if not best or is_quick(best):
        return None
    leads, voices = find_leads(characters), [entry for entry in available if entry.voice.engine == best]
    fitting = (one.name for one in characters if one.name in leads and any(_suits(voice, one) for voice in voices))
    return LeadVoices(best, frozenset(fitting))


def _suits(voice: CatalogueVoice, character: Character) -> bool:
    return fits_gender(voice, character.gender) and count_ages_off(character.age, voice.age) <= MAX_AGES_OFF


def find_leads(characters: Sequence[Character]) -> frozenset[str]:
    """The names of the characters with the most lines, who together say LEADS_SHARE of the dialogue."""
    wanted, leads = LEADS_SHARE * sum(character.lines for character in characters), []
    for character in sorted(characters, key=lambda one: (-one.lines, one.name)):
        if wanted <= 0:
            break
        leads.append(character.name)
        wanted -= character.lines
    return frozenset(leads)

"""An engine says what it needs, and a voice is given English words only where it speaks English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from audiobook.engines.spoken_language import voice_normalization
from audiobook.model import Voice, VoiceListing
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption

LISTINGS = tuple(
    VoiceListing("tongues", name, language, "", "")
    for name, language in (("ann", "en-GB"), ("eva", "de"), ("all", "any"))
)


@dataclass(frozen=True, slots=True)
class Tongues:
    """An engine with voices of several languages."""

    needs: frozenset[NormalizationOption]

    def voices(self) -> tuple[VoiceListing, ...]:
        return LISTINGS


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, frozenset[NormalizationOption]], None]:
    def install(name: str, needs: frozenset[NormalizationOption]) -> None:
        known = {name: Tongues(needs)}
        monkeypatch.setattr("audiobook.engines.spoken_language.create_engine", known.__getitem__)

    return install


@pytest.mark.parametrize("name", ["ann", "all", "nobody"])
def test_figures_and_abbreviations_are_in_words_for_every_engine(
    name: str, engine: Callable[[str, frozenset[NormalizationOption]], None]
) -> None:
    engine("terse", frozenset())
    assert (
        normalize("A 10/10 pie for Dr. Orme.", voice_normalization(Voice("terse", name)))
        == "A ten out of ten pie for Doctor Orme."
    )


@pytest.mark.parametrize("text", ["Um 7:30 kostet es 5 €.", "Dr. Orme & Co.", "Es ist 1/2 km."])
def test_a_voice_of_another_language_is_given_no_english_words(
    text: str, engine: Callable[[str, frozenset[NormalizationOption]], None]
) -> None:
    engine("needy", ALL_OPTIONS)
    assert normalize(text, voice_normalization(Voice("needy", "eva"))) == text

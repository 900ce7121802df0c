"""Which voice narrates."""

from __future__ import annotations

import pytest

from audiobook.casting.catalogue import load_catalogue
from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError


def test_the_default_narrator_needs_nothing_but_pip() -> None:
    voice = find_voice(None, None)
    assert (voice.engine, voice.name) == ("hibari", "heart")
    assert voice.gain > 0


def test_every_voice_of_the_catalogue_has_an_engine_and_a_licence() -> None:
    assert load_catalogue()
    for entry in load_catalogue():
        assert entry.get or create_engine(entry.voice.engine).name == entry.voice.engine
        assert entry.licence
        assert entry.description


def test_find_voice_finds_the_engine() -> None:
    assert find_voice(None, "silence").engine == "silent"


@pytest.mark.parametrize(
    ("engine", "voice", "told"),
    [
        ("hibary", None, "did you mean 'hibari'"),
        ("hibari", "haert", "did you mean 'heart'"),
        (None, "haert", "did you mean 'heart'"),
        ("silent", "heart", "has no voice 'heart'"),
    ],
)
def test_find_voice_suggests_the_nearest_name(engine: str | None, voice: str | None, told: str) -> None:
    with pytest.raises(EngineUnavailableError, match=told):
        find_voice(engine, voice)

"""Voices that say little are auditioned, unless that means to wait for a server or another program."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.errors import SpeechError
from audiobook.model import Clip, Utterance, Voice
from audiobook.production import voice_auditions
from audiobook.production.voice_auditions import AUDITION_TEXTS, speak_audition
from audiobook.production.voice_loading import load_voice

CLIP = Clip(np.ones(100, np.int16), 16_000)
VOICE = Voice("hibari", "heart", pitch=0.8)


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[Utterance]:
    utterances: list[Utterance] = []

    def speak(utterance: Utterance) -> Clip:
        utterances.append(utterance)
        return CLIP

    monkeypatch.setattr(voice_auditions, "synthesize_clip", speak)
    return utterances


def test_a_voice_speaks_each_sentence(spoken: list[Utterance]) -> None:
    said = list(speak_audition(VOICE))
    assert [utterance for utterance, _ in said] == spoken == [Utterance(text, VOICE) for text in AUDITION_TEXTS]


@pytest.mark.parametrize("engine", ["openai", "silent", "no-such-engine"])
def test_servers_and_what_is_no_voice_are_not_auditioned(engine: str, spoken: list[Utterance]) -> None:
    assert list(speak_audition(Voice(engine, "alloy"))) == []
    assert spoken == []


def test_a_voice_that_fails_has_no_more_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Utterance) -> Clip:
        raise SpeechError("no")

    monkeypatch.setattr(voice_auditions, "synthesize_clip", fail)
    assert list(speak_audition(VOICE)) == []


@pytest.mark.parametrize("engine", ["silent", "no-such-engine"])
def test_a_voice_that_cannot_be_loaded_early_is_left(engine: str) -> None:
    load_voice(engine)
    load_voice(engine, Voice(engine, "wren"))

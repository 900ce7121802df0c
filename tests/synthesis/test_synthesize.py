"""What engines are given to speak."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from audiobook.engines.registry import create_engine
from audiobook.model import Clip, Utterance, Voice
from audiobook.synthesis import synthesize
from audiobook.synthesis.synthesize import synthesize_clip
from audiobook.synthesis.takes import vary_take

LINE = Utterance("Siobhan’s here.", Voice("mine", "x"), (("Siobhan’s", "/ʃɪvˈɔnz/"),))


class Recorder:
    """Keeps the line that it is given."""

    mute = True

    def __init__(self, takes: bool) -> None:
        self.takes_phonemes = takes
        self.given: Utterance | None = None

    def speak(self, line: Utterance) -> Clip:
        self.given = line
        return Clip(np.zeros(24_000, np.int16), 24_000)


@pytest.mark.parametrize(("takes", "given"), [(True, LINE), (False, Utterance("Shivawnz here.", LINE.voice))])
def test_engines_without_phonemes_are_given_other_letters(
    monkeypatch: pytest.MonkeyPatch, takes: bool, given: Utterance
) -> None:
    engine = Recorder(takes)
    monkeypatch.setattr(synthesize, "_load_engine", lambda _: engine)
    synthesize_clip(LINE)
    assert engine.given == given


def test_engines_say_whether_they_take_phonemes() -> None:
    assert create_engine("hibari").takes_phonemes
    assert not create_engine("silent").takes_phonemes


def test_the_first_take_is_the_voice_itself_and_the_others_are_not() -> None:
    line = Utterance("It was open.", Voice("hibari", "heart", pitch=0.8, formant=0.9))
    takes = [vary_take(replace(line, take=take)) for take in range(9)]
    assert takes[0] == line
    assert takes == [vary_take(replace(line, take=take)) for take in range(9)]
    paces, ranges = ([getattr(take.voice, name) for take in takes[1:]] for name in ("pace", "pitch_range"))
    assert all(0.02 <= abs(pace - 1) <= 0.04 for pace in paces)
    assert all(0.04 <= abs(pitch_range - 1) <= 0.08 for pitch_range in ranges)
    assert all(abs(one - two) >= 0.04 for one, two in pairwise(paces))
    assert len({round(pace, 4) for pace in paces}) == len(paces)


def test_takes_of_a_plain_voice_leave_its_pitch_alone() -> None:
    line = Utterance("It was open.", Voice("hibari", "heart", pace=1.1, gain=3.0), take=1)
    varied = vary_take(line)
    assert varied.voice.is_plain
    assert varied.voice.pace == pytest.approx(1.1 * 0.97, abs=0.012)


def test_a_new_take_reaches_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Recorder(takes=True)
    monkeypatch.setattr(synthesize, "_load_engine", lambda _: engine)
    synthesize_clip(replace(LINE, take=2))
    assert engine.given == vary_take(replace(LINE, take=2))
    assert engine.given.voice.pace > 1

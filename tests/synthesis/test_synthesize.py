"""What engines are given to speak."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.engines.registry import create_engine
from audiobook.model import Clip, Utterance, Voice
from audiobook.synthesis import synthesize
from audiobook.synthesis.synthesize import synthesize_clip

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

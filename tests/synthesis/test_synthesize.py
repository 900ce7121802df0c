"""What engines are given to speak."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.engines.protocol import takes_phonemes
from audiobook.engines.registry import engine_named
from audiobook.model import Clip, Line, Voice
from audiobook.synthesis import synthesize
from audiobook.synthesis.synthesize import spoken_clip

LINE = Line("Siobhan’s here.", Voice("mine", "x"), (("Siobhan’s", "/ʃɪvˈɔnz/"),))


class Recorder:
    """Keeps the line that it is given."""

    mute = True

    def __init__(self, takes: bool) -> None:
        self.takes_phonemes = takes
        self.given: Line | None = None

    def speak(self, line: Line) -> Clip:
        self.given = line
        return Clip(np.zeros(24_000, np.int16), 24_000)


@pytest.mark.parametrize(("takes", "given"), [(True, LINE), (False, Line("Shivawnz here.", LINE.voice))])
def test_engines_without_phonemes_are_given_other_letters(
    monkeypatch: pytest.MonkeyPatch, takes: bool, given: Line
) -> None:
    engine = Recorder(takes)
    monkeypatch.setattr(synthesize, "_engine", lambda _: engine)
    spoken_clip(LINE)
    assert engine.given == given


def test_engines_say_whether_they_take_phonemes() -> None:
    assert takes_phonemes(engine_named("hibari"))
    assert not takes_phonemes(engine_named("silent"))
    assert not takes_phonemes(object())

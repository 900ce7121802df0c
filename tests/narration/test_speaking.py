"""What engines are given to speak."""

from __future__ import annotations

from audiobook.engines import engine_named, takes_phonemes
from audiobook.model import Line, Voice
from audiobook.narration.speaking import with_letters


def test_engines_without_phonemes_are_given_other_letters() -> None:
    line = Line("Siobhan’s here.", Voice("silent", "silence"), (("Siobhan’s", "/ʃɪvˈɔnz/"),))
    assert with_letters(line) == Line("Shivawnz here.", line.voice)


def test_engines_say_whether_they_take_phonemes() -> None:
    assert takes_phonemes(engine_named("hibari"))
    assert not takes_phonemes(engine_named("silent"))
    assert not takes_phonemes(object())

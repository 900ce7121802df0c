"""An engine says what it needs."""

from __future__ import annotations

from audiobook.engines import needs_of
from audiobook.engines.hibari import HibariEngine
from audiobook.prose import EVERYTHING, Need


def test_an_engine_that_does_not_say_needs_everything() -> None:
    assert needs_of(object()) == EVERYTHING


def test_hibari_expands_abbreviations_by_itself() -> None:
    assert Need.ABBREVIATIONS not in needs_of(HibariEngine())
    assert Need.CAPITALS in needs_of(HibariEngine())

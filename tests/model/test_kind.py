"""Kinds of segments."""

from __future__ import annotations

from audiobook.model import Kind


def test_is_speech_holds_for_what_a_character_says_or_thinks() -> None:
    assert [kind for kind in Kind if kind.is_speech] == [Kind.SPEECH, Kind.THOUGHT]

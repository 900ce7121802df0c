"""A story's cast: what the file says, what the command line says, and what is dealt out."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting.cast import CastingOverrides, cast_voices, choose_narrator_voice
from audiobook.casting.catalogue import load_catalogue
from audiobook.errors import EngineUnavailableError, InputError
from audiobook.model import Attribution, Character, Kind, Metadata, Script, Segment, Span, Voice

FILE = Path("voices/story.toml")
BEA, TOM = Character("Bea", ("Mrs. Ashby",), "female", 9), Character("Tom", (), "male", 7)
HEART = next(entry.voice for entry in load_catalogue() if entry.name == "heart")
ROWAN = next(entry.voice for entry in load_catalogue() if entry.name == "rowan")


def told(*characters: Character) -> Attribution:
    said = tuple(
        Segment(1, number, Kind.SPEECH, Span(number, number + 1), "", "“No.”", speaker=one.name)
        for number, one in enumerate(characters, 1)
    )
    return Attribution(Script(Metadata(), (), said), characters)


def voices(said: CastFile, wanted: CastingOverrides | None = None) -> dict[str, Voice]:
    cast = cast_voices(told(BEA, TOM), said, FILE, wanted or CastingOverrides()).cast
    return {"": cast.narrator, **dict(cast.voices)}


def test_each_character_has_a_different_voice_from_the_narrator() -> None:
    assert len(set(voices(CastFile()).values())) == 3
    assert voices(CastFile())[""] == HEART


def test_the_cast_file_chooses_and_changes_voices() -> None:
    said = CastFile(
        narrator=VoiceChoice("rowan", (("pace", 0.9),)),
        voices=(("Mrs. Ashby", VoiceChoice("rowan", (("pitch", 1.1),))), ("Nobody", VoiceChoice("wren"))),
    )
    found = voices(said)
    assert found[""] == VoiceChoice("", (("pace", 0.9),)).apply_to(ROWAN)
    assert found["Bea"] == VoiceChoice("", (("pitch", 1.1),)).apply_to(ROWAN)
    assert set(found) == {"", "Bea", "Tom"}


def test_a_change_without_a_voice_changes_the_assigned_one() -> None:
    plain = voices(CastFile())["Tom"]
    changed = voices(CastFile(voices=(("Tom", VoiceChoice("", (("gain", 3.0),))),)))["Tom"]
    assert changed == VoiceChoice("", (("gain", 3.0),)).apply_to(plain)


def test_a_voice_beyond_the_catalogue_can_be_chosen() -> None:
    assert voices(CastFile(voices=(("Tom", VoiceChoice("silence")),)))["Tom"] == Voice("silent", "silence")


def test_the_command_line_beats_the_cast_file() -> None:
    said = CastFile(narrator=VoiceChoice("rowan"))
    assert choose_narrator_voice(said, FILE, CastingOverrides(engine="silent")).engine == "silent"
    assert choose_narrator_voice(said, FILE, CastingOverrides(voice="heart")) == HEART
    assert choose_narrator_voice(said, FILE, CastingOverrides()) == ROWAN


def test_an_engine_speaks_every_voice() -> None:
    assert {voice.engine for voice in voices(CastFile(), CastingOverrides(engine="silent")).values()} == {"silent"}


def test_single_voice() -> None:
    assert set(voices(CastFile(), CastingOverrides(single_voice=True))) == {""}


def test_the_pace_applies_to_everyone() -> None:
    slow, plain = voices(CastFile(), CastingOverrides(pace=0.8)), voices(CastFile())
    assert {name: voice.pace for name, voice in slow.items()} == pytest.approx(
        {name: voice.pace * 0.8 for name, voice in plain.items()}
    )


def test_notes_may_have_their_own_voice() -> None:
    cast = cast_voices(told(BEA), CastFile(notes=VoiceChoice("rowan")), FILE, CastingOverrides()).cast
    assert cast.note_voice == ROWAN
    assert cast_voices(told(BEA), CastFile(), FILE, CastingOverrides()).cast.note_voice is None


def test_a_missing_voice_is_reported_with_its_line() -> None:
    with pytest.raises(InputError, match=r"story\.toml, line 7: there is no voice 'rowen'.*did you mean 'rowan'"):
        voices(CastFile(voices=(("Tom", VoiceChoice("rowen", row=7)),)))
    with pytest.raises(EngineUnavailableError):
        voices(CastFile(), CastingOverrides(voice="rowen"))

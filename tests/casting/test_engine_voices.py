"""Casts out of the voices of an engine that the catalogue doesn't know."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.cast_file.values import CastFile
from audiobook.casting import engine_voices
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.casting.catalogue import CatalogueVoice, load_catalogue
from audiobook.casting.engine_voices import list_engine_voices, split_engine_voice
from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.silent import SilentEngine
from audiobook.model import Attribution, Character, Kind, Metadata, Script, Segment, Span, Voice, VoiceListing

FILE = Path("voices/story.toml")
VOICES = {"ann": "female", "bea": "female", "tom": "male", "max": "male", "sam": "", "kim": ""}


def offer(monkeypatch: pytest.MonkeyPatch, voices: dict[str, str], language: str = "any") -> None:
    """Lets the silent engine have these voices, each with its gender; the narrator's is called silence."""
    named = {"silence": "", **voices}
    listings = tuple(VoiceListing("silent", name, language, gender, "") for name, gender in named.items())
    monkeypatch.setattr(SilentEngine, "voices", lambda _: listings)


def cast(*characters: Character) -> StoryCast:
    said = tuple(
        Segment(1, number, Kind.SPEECH, Span(number, number + 1), "", "“No.”", speaker=one.name)
        for number, one in enumerate(characters, 1)
    )
    told = Attribution(Script(Metadata(), (), said), characters)
    return cast_voices(told, CastFile(), FILE, CastingOverrides(engine="silent"))


@pytest.mark.parametrize(
    "genders", [("", "", "", ""), ("female", "female", "male", "male"), ("male", "", "", "female")]
)
def test_a_cast_of_four_shares_no_voice(monkeypatch: pytest.MonkeyPatch, genders: tuple[str, ...]) -> None:
    offer(monkeypatch, VOICES)
    story = cast(*(Character(f"C{number}", (), gender, 9) for number, gender in enumerate(genders)))
    voices = [story.cast.voice_of(f"C{number}") for number in range(4)]
    assert len({*voices, story.cast.narrator}) == 5
    told = {name: gender for name, gender in VOICES.items() if gender}
    for voice, gender in zip(voices, genders, strict=True):
        assert {told.get(voice.name, ""), gender} - {""} in (set(), {gender}, {told.get(voice.name, "")})
        assert not (gender and told.get(voice.name, gender) != gender)


def test_voices_of_unknown_gender_come_after_those_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, VOICES)
    story = cast(*(Character(name, (), "female", 9) for name in ("A", "B", "C")))
    assert {"silent:ann", "silent:bea"} < set(story.voice_names.values()) <= {f"silent:{name}" for name in VOICES}


def test_an_engine_that_calls_all_its_voices_men_says_nothing_of_gender(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, dict.fromkeys(("a", "b", "silence"), "male"))
    assert [entry.gender for entry in list_engine_voices(Voice("silent", "silence"), ())] == ["", "", ""]


def test_only_voices_of_the_narrators_language_and_script_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = {"en-us": True, "en-gb-x-rp": True, "en-Latn": True, "en-shaw": False, "de": False, "any": True}
    listings = tuple(VoiceListing("silent", language, language) for language in languages)
    monkeypatch.setattr(SilentEngine, "voices", lambda _: listings)
    monkeypatch.setattr(engine_voices, "language_of", lambda _: "en")
    taken = {entry.voice.name for entry in list_engine_voices(Voice("silent", "en-us"), ())}
    assert taken == {language for language, wanted in languages.items() if wanted}


def test_an_engine_that_the_catalogue_knows_well_lends_nothing_else() -> None:
    hibari = [entry for entry in load_catalogue() if entry.voice.engine == "hibari" and not entry.get]
    assert list_engine_voices(Voice("hibari", "heart"), hibari) == ()


def test_a_name_with_an_engine_finds_the_voice_of_that_engine() -> None:
    assert find_voice(None, "silent:silence") == Voice("silent", "silence")
    assert split_engine_voice("af_heart:0.6+am_onyx:0.4") == ("", "af_heart:0.6+am_onyx:0.4")


def test_voices_that_speak_another_language_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"v{number}" for number in range(9)]
    listings = tuple(
        VoiceListing("silent", f"{name}{end}", tag) for name in names for end, tag in (("", "en"), ("-de", "de"))
    )
    monkeypatch.setattr(SilentEngine, "voices", lambda _: listings)
    known = tuple(CatalogueVoice(name, Voice("silent", name), "en-US", "male", "adult", "", "") for name in names)
    german = list_engine_voices(Voice("silent", "v0-de"), known)
    assert {entry.voice.name for entry in german} == {f"{name}-de" for name in names}
    assert list_engine_voices(Voice("silent", "v0"), known) == ()

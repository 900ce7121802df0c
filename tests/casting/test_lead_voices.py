"""Who gets the best voices, of which engine, and whose voice changes for that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting import cast as casting
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.casting.catalogue import CatalogueVoice, VoiceMeasures, load_catalogue
from audiobook.casting.lead_voices import find_lead_voices, find_leads
from audiobook.model import Attribution, Character, Kind, Metadata, Script, Segment, Span, Voice
from audiobook.settings.settings import BEST, QUICK

FILE = Path("voices/story.toml")
HEART = next(entry for entry in load_catalogue() if entry.name == "heart")
ANN, BEA, TOM = (
    Character("Ann", (), "female", 60),
    Character("Bea", (), "female", 25),
    Character("Tom", (), "female", 15),
)


def entry(engine: str, number: int, mos: float = 4.5) -> CatalogueVoice:
    direction = tuple(1.0 if place == number else 0.0 for place in range(len(HEART.speaker)))
    return CatalogueVoice(
        f"{engine}-{number}", Voice(engine, str(number)), "en-US", "female", "adult", "", "free",
        measures=VoiceMeasures(mos, 0.05, 200), speaker=direction,
    )  # fmt: skip


QUICK_ONES = tuple(entry("hibari", number) for number in range(6))
BETTER = tuple(entry("kokoro", number, 4.6) for number in range(6))
WORSE = tuple(entry("piper", number, 4.2) for number in range(6))


@pytest.mark.parametrize(
    ("lines", "leads"),
    [((60, 25, 15), "AB"), ((80, 15, 5), "A"), ((34, 33, 33), "ABC"), ((1,), "A"), ((), "")],
)
def test_the_leading_characters_say_most_of_the_dialogue(lines: tuple[int, ...], leads: str) -> None:
    characters = [Character(name, lines=count) for name, count in zip("ABC", lines, strict=False)]
    assert find_leads(characters) == set(leads)


@pytest.mark.parametrize(
    ("available", "engine"),
    [
        ((*QUICK_ONES, *WORSE), ""),
        ((*QUICK_ONES, *BETTER, *WORSE), "kokoro"),
        ((*QUICK_ONES, *BETTER[:5]), ""),  # too few for a cast
        ((*QUICK_ONES, *(replace(one, measures=None) for one in BETTER)), ""),
        ((), ""),
    ],
)
def test_the_engine_with_the_best_measured_voices_is_found(available: tuple[CatalogueVoice, ...], engine: str) -> None:
    found = find_lead_voices(available, (ANN,))
    assert (found.engine if found else "") == engine


def test_children_have_no_voice_of_an_engine_of_adults() -> None:
    girl = replace(ANN, name="Girl", age="child")
    found = find_lead_voices((*QUICK_ONES, *BETTER), (girl, ANN, Character("Max", (), "male", 50)))
    assert found is not None
    assert found.characters == {"Ann"}


def cast(
    monkeypatch: pytest.MonkeyPatch, quality: str, *, recast: bool = False, **rows: VoiceChoice
) -> tuple[StoryCast, dict[str, str]]:
    """The cast of Ann, Bea and Tom on a machine with quick, better and worse voices; and the engine of each."""
    available = (HEART, *QUICK_ONES, *BETTER, *WORSE)
    recipes = {one.name: one.voice for one in available}
    monkeypatch.setattr(casting, "split_available_voices", lambda _: (available, ()))
    monkeypatch.setattr(casting, "find_voice", lambda _, name: recipes[name or "heart"])
    said = tuple(
        Segment(1, number, Kind.SPEECH, Span(number, number + 1), "", "“No.”", speaker=one.name)
        for number, one in enumerate((ANN, BEA, TOM), 1)
    )
    told = Attribution(Script(Metadata(), (), said), (ANN, BEA, TOM))
    overrides = CastingOverrides(voice_quality=quality, recast=recast)
    story = cast_voices(told, CastFile(voices=tuple(rows.items())), FILE, overrides)
    return story, {name: voice.engine for name, voice in story.cast.voices}


def test_characters_get_quick_voices_unless_better_ones_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    story, engines = cast(monkeypatch, QUICK)
    assert set(engines.values()) == {"hibari"}
    assert story.leads is not None
    assert (story.leads.engine, story.leads.characters) == ("kokoro", {"Ann", "Bea"})


def test_the_best_voices_go_to_the_leading_characters_only(monkeypatch: pytest.MonkeyPatch) -> None:
    story, engines = cast(monkeypatch, BEST)
    assert engines == {"Ann": "kokoro", "Bea": "kokoro", "Tom": "hibari"}
    assert story.cast.narrator.engine == "hibari"


ASSIGNED = VoiceChoice("hibari-3", is_assigned=True)


def test_voices_that_were_chosen_before_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    _, engines = cast(monkeypatch, BEST, Ann=ASSIGNED)
    assert engines == {"Ann": "hibari", "Bea": "kokoro", "Tom": "hibari"}


@pytest.mark.parametrize("own", [VoiceChoice("hibari-3"), VoiceChoice("hibari-3", (("pace", 0.9),), is_assigned=True)])
def test_only_what_the_program_chose_changes_when_the_user_asks(
    monkeypatch: pytest.MonkeyPatch, own: VoiceChoice
) -> None:
    story, engines = cast(monkeypatch, BEST, recast=True, Ann=own, Bea=ASSIGNED, Tom=ASSIGNED)
    assert engines == {"Ann": "hibari", "Bea": "kokoro", "Tom": "hibari"}
    assert story.recast == {"Bea"}


def test_the_way_back_to_quick_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = VoiceChoice("kokoro-3", is_assigned=True)
    assert cast(monkeypatch, QUICK, Ann=slow)[1]["Ann"] == "kokoro"
    story, engines = cast(monkeypatch, QUICK, recast=True, Ann=slow, Bea=ASSIGNED, Tom=VoiceChoice("piper-1"))
    assert engines == {"Ann": "hibari", "Bea": "hibari", "Tom": "piper"}
    assert story.recast == {"Ann"}

"""What the voices of an album are called: as the user knows them, not by the voice that they are made from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.album.manifest import Manifest
from audiobook.commands.preview import preview_cues
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.plan import Plan
from audiobook.production.sidecars import build_published_album
from audiobook.settings.settings import MakeSettings, StorySettings

STORY = """Tea by Ann Example

"One more cup?" said Mary.

"Two," said Jane.

"Three," said John.

The kettle sang.
"""
CAST = """[narrator]
{narrator}
[cast]
Mary = "agate"
Jane = {{ voice = "iris", pitch = 1.1 }}
John = "rowan"
"""


@pytest.fixture(name="plan_tea")
def fixture_plan_tea(tmp_path: Path) -> Callable[..., Plan]:
    def plan(narrator: str = "", **settings: object) -> Plan:
        (tmp_path / "tea.txt").write_text(STORY, "utf-8")
        (tmp_path / "cast.toml").write_text(CAST.format(narrator=narrator), "utf-8")
        story = StorySettings((tmp_path / "tea.txt",), cast=tmp_path / "cast.toml")
        return plan_album(BuildContext.start(story, MakeSettings(tmp_path / "output", **settings)))  # type: ignore[arg-type]

    return plan


@pytest.mark.parametrize(
    ("narrator", "settings", "credit"),
    [
        ("", {}, "heart (hibari)"),
        ("", {"voice": "clover"}, "clover (hibari)"),
        ('voice = "clover"', {}, "clover (hibari)"),
        ('voice = "clover"\npitch = 0.9\npace = 1.1', {}, "clover (hibari)"),
        ('voice = "clover"', {"voice": "violet"}, "violet (hibari)"),
        ('voice = "clover"', {"engine": "hibari"}, "heart (hibari)"),
        ('voice = "clover"', {"single_voice": True}, "clover (hibari)"),
    ],
)
def test_the_narrator_is_named_as_the_user_did(
    plan_tea: Callable[..., Plan], narrator: str, settings: dict[str, object], credit: str
) -> None:
    assert plan_tea(narrator, **settings).album.narrator == credit


def test_every_credit_names_the_voice_that_speaks(plan_tea: Callable[..., Plan]) -> None:
    plan = plan_tea('voice = "clover"\npitch = 0.9')
    album = build_published_album(plan, Manifest("Tea", "Ann Example", "", "", ()), ())
    voices = {credit.character: credit.voice for credit in album.cast_credits}
    assert voices == {"": "clover", "Mary": "agate", "Jane": "iris", "John": "rowan"}


def test_names_do_not_change_what_is_spoken(plan_tea: Callable[..., Plan]) -> None:
    """A voice's own name is part of the keys of clips, so it stays the engine's."""
    cues = plan_tea('voice = "clover"').album.episodes[0].cues
    assert {cue.utterance.voice.name for cue in cues} == {"heart"}


def test_nobody_gets_the_voice_of_a_narrator_with_another_pitch(tmp_path: Path) -> None:
    (tmp_path / "tea.txt").write_text(STORY, "utf-8")
    for voice in ("clover", "heart"):
        (tmp_path / "cast.toml").write_text(f'[narrator]\nvoice = "{voice}"\npitch = 0.97\n', "utf-8")
        story = StorySettings((tmp_path / "tea.txt",), cast=tmp_path / "cast.toml")
        plan = plan_album(BuildContext.start(story, MakeSettings(tmp_path / "output")))
        assert voice not in plan.cast.voice_names.values()


@pytest.mark.parametrize(
    ("place", "override", "voices"),
    [
        ((1, 1, 1), "", ["agate"]),
        ((1, 2, 0), "", ["iris", "clover"]),
        ((1, 4, 0), "", ["clover"]),
        ((1, 2, 1), "fern", ["fern"]),
        ((1, 4, 0), "fern", ["fern"]),
    ],
)
def test_a_preview_names_the_voices(
    plan_tea: Callable[..., Plan], tmp_path: Path, place: tuple[int, int, int], override: str, voices: list[str]
) -> None:
    plan_tea('voice = "clover"\npitch = 0.9')
    story = StorySettings((tmp_path / "tea.txt",), cast=tmp_path / "cast.toml")
    assert list(preview_cues(story, MakeSettings(tmp_path / "output"), place, override).voices) == voices


def test_the_cast_as_json_names_all_voices(plan_tea: Callable[..., Plan], audiobook, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plan_tea('voice = "clover"\npitch = 0.9')
    told = json.loads(audiobook("cast", tmp_path / "tea.txt", "--cast", tmp_path / "cast.toml", "--json").out)
    assert told["voices"] == {"Mary": "agate", "Jane": "iris", "John": "rowan"}
    assert told["narrator"] == "clover"

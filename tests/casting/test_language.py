"""Stories in another language than the voice's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.casting.language import find_language_mismatch
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice, VoiceListing
from tests.conftest import Outcome
from tests.text.languages.samples import SAMPLES

Command = Callable[..., Outcome]
LISTINGS = tuple(
    VoiceListing("many", name, language)
    for name, language in (
        ("ann", "en-GB"), ("eva", "de_DE"), ("ivan", "ru-RU"), ("oleg", "ru"), ("ken", "ja"), ("all", "any"),
        ("odd", ""),
    )
)  # fmt: skip


class Many:
    """An engine with a voice for each of several languages."""

    def voices(self) -> tuple[VoiceListing, ...]:
        return LISTINGS


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_named(name: str) -> Many:
        if name != "many":
            raise EngineUnavailableError(f"there is no engine called {name!r}")
        return Many()

    monkeypatch.setattr("audiobook.engines.spoken_language.create_engine", engine_named)
    monkeypatch.setattr("audiobook.casting.language.list_voices", lambda: (("many", LISTINGS, ""),))


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("language", "voice"),
    [("en", "ann"), ("English", "ann"), ("en-US", "ann:0.6+eva:0.4"), ("de-AT", "eva"), ("ru", "all"), ("ru", "odd"),
     ("ru", "nobody"), ("", "ann"), ("Elvish", "ann")],
)  # fmt: skip
def test_a_voice_that_may_speak_the_language_is_no_mismatch(language: str, voice: str) -> None:
    assert find_language_mismatch(language, Voice("many", voice)) is None


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("language", "voice", "unspeakable", "said"),
    [
        (
            "es",
            "ann",
            False,
            "the story is in Spanish, but the voice ann (many) speaks English, so it will",
        ),
        ("es", "ann", False, "no voice on this machine speaks Spanish: install the engine piper"),
        (
            "Русский",
            "ann",
            True,
            "one that speaks Russian: --engine many --voice ivan or --engine many --voice oleg",
        ),
        ("ru", "eva:3", True, "speaks German and can't pronounce it"),
        ("zh", "ann", True, "the story is in Chinese"),
        ("zh", "ken", False, "speaks Japanese, so it will sound wrong"),
        ("en", "ivan", False, "if the story is in Russian after all, add --language ru"),
    ],
)
def test_a_voice_of_another_language_is_a_mismatch(language: str, voice: str, unspeakable: bool, said: str) -> None:
    found = find_language_mismatch(language, Voice("many", voice))
    assert found is not None
    assert (found.unspeakable, said in found.message) == (unspeakable, True), found.message
    assert "\n" not in found.message


@pytest.mark.usefixtures("engines")
def test_a_missing_engine_is_no_mismatch() -> None:
    assert find_language_mismatch("ru", Voice("none", "ann")) is None


def _story(folder: Path, tag: str, header: str = "") -> Path:
    path = folder / f"{tag}.txt"
    path.write_text(f"{header}Chapter 1\n\n{SAMPLES[tag]}\n\nChapter 2\n\n{SAMPLES[tag]}\n", "utf-8")
    return path


@pytest.mark.parametrize(("tag", "name"), [("ru", "Russian"), ("es", "Spanish")])
def test_make_reports_a_mismatch_once(audiobook: Command, tmp_path: Path, tag: str, name: str) -> None:
    story = _story(tmp_path, tag)
    for command in (("inspect",), ("make", "--dry-run")):
        done = audiobook(*command, story)
        assert done.code == 0
        assert (done.out + done.err).count(f"the story is in {name}") == 1


def test_make_refuses_a_story_that_the_voice_cannot_pronounce(audiobook: Command, tmp_path: Path) -> None:
    done = audiobook("make", _story(tmp_path, "zh"), "-o", tmp_path / "out")
    assert done.code == 1
    assert done.err.startswith("audiobook: the story is in Chinese, but the voice heart (hibari) speaks English")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_voice_for_any_language_reads_every_story(audiobook: Command, tmp_path: Path) -> None:
    done = audiobook("make", _story(tmp_path, "ru"), "-o", tmp_path / "out", "--engine", "silent", "-q")
    assert (done.code, done.err) == (0, "")
    told = json.loads(next((tmp_path / "out").rglob("metadata.json")).read_text("utf-8"))
    assert told["language"] == "ru"
    assert "<language>ru</language>" in next((tmp_path / "out").rglob("feed.xml")).read_text("utf-8")


@pytest.mark.parametrize(
    ("tag", "header", "options", "language"),
    [
        ("en", "Language: Русский\n\n", (), "en"),
        ("ru", "Language: English\n\n", (), "ru"),
        ("pt", "Language: Português brasileiro\n\n", (), "pt-br"),
        ("ru", "", ("--language", "English"), "en"),
        ("en", "Language: English\n\n", (), "en"),
    ],
)
def test_the_option_beats_the_text_and_the_text_beats_the_metadata(
    audiobook: Command, tmp_path: Path, tag: str, header: str, options: tuple[str, ...], language: str
) -> None:
    found = json.loads(audiobook("inspect", _story(tmp_path, tag, header), "--json", *options).out)
    assert found["metadata"]["language"] == language
    assert any("the story is in" in warning["what"] for warning in found["warnings"]) == (language in ("ru", "pt-br"))


def test_an_unknown_language_is_refused(audiobook: Command, tmp_path: Path) -> None:
    done = audiobook("inspect", _story(tmp_path, "en"), "--language", "Elvish")
    assert done.code == 1
    assert "--language Elvish: unknown language" in done.err

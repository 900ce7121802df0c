"""How installed engines are found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audiobook.engines.protocol import EngineAdapter
from audiobook.engines.registry import create_engine, engine_names, list_voices
from audiobook.errors import EngineUnavailableError
from audiobook.model import Clip, Utterance, Voice, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption

ENTRY = "[audiobook.engines]\n{name} = {target}\n"


def install_package(folder: Path, package: str, name: str, target: str) -> Path:
    """What pip leaves of a package that brings one engine."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(ENTRY.format(name=name, target=target), "utf-8")
    return folder


def test_an_engine_of_another_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = install_package(tmp_path, "hummer", "hum", "audiobook.engines.silent:SilentEngine")
    monkeypatch.syspath_prepend(str(folder))
    assert "hum" in engine_names()
    assert create_engine("hum").name == "silent"


def test_the_first_on_the_path_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python from 3.11 on; `reversed(entry_points(...))` fails with KeyError from 3.12 on."""
    second = install_package(tmp_path / "second", "b-hummer", "hum", "audiobook.engines.no_such_module:Engine")
    first = install_package(tmp_path / "first", "a-hummer", "hum", "audiobook.engines.silent:SilentEngine")
    monkeypatch.syspath_prepend(str(second))
    monkeypatch.syspath_prepend(str(first))
    assert create_engine("hum").name == "silent"


LINE = Utterance("Hm.", Voice("hum", "low"))


class PlainEngine:
    """What an engine of another package must have; it does not inherit from `Engine`."""

    name = "hum"
    default_voice = "low"

    def voices(self) -> tuple[VoiceListing, ...]:
        return (VoiceListing("hum", "low"),)

    def fingerprint(self, voice: str) -> str:
        return f"hum {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        return Clip(np.zeros(len(utterance.spoken), np.int16), 24_000)


class FullEngine(PlainEngine):
    """The same with everything that an engine may define besides."""

    needs = frozenset({NormalizationOption.NUMBERS})
    takes_phonemes = True
    mute = True
    advice = "run: pip install hummer"

    def __init__(self) -> None:
        self.closed = False

    def offers(self, voice: str) -> bool:
        return voice.startswith("low")

    def longest_call(self, voice: str) -> float:
        return float(len(voice))

    def notice(self, characters: int) -> str:
        return f"{characters} characters are hummed"

    def phonemes(self, utterance: Utterance) -> str:
        return utterance.spoken.upper()

    def close(self) -> None:
        self.closed = True


class HalfEngine:
    """An engine that has been begun."""

    name = "hum"

    def voices(self) -> tuple[VoiceListing, ...]:
        return ()


def install_engine(folder: Path, monkeypatch: pytest.MonkeyPatch, engine: type) -> None:
    install_package(folder, "hummer", "hum", f"{__name__}:{engine.__name__}")
    monkeypatch.syspath_prepend(str(folder))


def test_an_engine_that_does_not_inherit_has_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_engine(tmp_path, monkeypatch, PlainEngine)
    engine = create_engine("hum")
    assert isinstance(engine, EngineAdapter)
    assert (engine.name, engine.default_voice, engine.fingerprint("low")) == ("hum", "low", "hum low")
    assert (engine.needs, engine.takes_phonemes, engine.mute, engine.advice) == (ALL_OPTIONS, False, False, "")
    assert (engine.offers("low"), engine.offers("high")) == (True, False)
    assert (engine.longest_call("low"), engine.notice(9), engine.phonemes(LINE)) == (0.0, "", None)
    assert len(engine.speak(LINE).samples) == 3
    engine.close()


def test_an_engine_that_does_not_inherit_is_asked_for_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_engine(tmp_path, monkeypatch, FullEngine)
    engine = create_engine("hum")
    assert (engine.needs, engine.takes_phonemes, engine.mute) == (FullEngine.needs, True, True)
    assert engine.advice == FullEngine.advice
    assert (engine.offers("lower"), engine.offers("high")) == (True, False)
    assert (engine.longest_call("low"), engine.notice(9)) == (3.0, "9 characters are hummed")
    assert engine.phonemes(LINE) == "HM."
    engine.close()


def test_what_an_engine_lacks_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_engine(tmp_path, monkeypatch, HalfEngine)
    problem = "HalfEngine has no default_voice, fingerprint, speak; update or remove the package hummer"
    with pytest.raises(EngineUnavailableError, match=problem) as error:
        create_engine("hum")
    assert "\n" not in str(error.value)
    assert problem in next(reason for name, _, reason in list_voices() if name == "hum")

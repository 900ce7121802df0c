"""Supertonic's voices, spoken by a stand-in for its networks with the same names and shapes of inputs and outputs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiobook.engines.registry import engine_names
from audiobook.engines.supertonic import STEPS_VARIABLE, SupertonicEngine
from audiobook.engines.supertonic_model import load_model
from audiobook.engines.supertonic_text import LANGUAGES, encode_text, prepare_text
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Utterance, Voice
from tests.conftest import Outcome
from tests.engines.supertonic_stand_in import FRAME, KNOWN, RATE, build_networks, write_model

LINE = "The kettle sang, and the cat came in."
INDEXER = [number if chr(number) in KNOWN else -1 for number in range(0x10000)]
INSTALL = "run: audiobook voices install supertonic"


@pytest.fixture
def model(voices: Path) -> Path:
    return write_model(voices / "supertonic-3")


def utterance(text: str = LINE, voice: str = "M5", take: int = 0, **changes: float) -> Utterance:
    return Utterance(text, Voice("supertonic", voice, **changes), take=take)


def speak(*lines: Utterance) -> list[bytes]:
    """The samples of each line, by an engine of its own."""
    return [SupertonicEngine().speak(line).samples.tobytes() for line in lines]


@pytest.mark.usefixtures("model")
def test_every_voice_speaks_every_language() -> None:
    listings = {listing.name: listing for listing in SupertonicEngine().voices()}
    assert len(listings) == 4 * len(LANGUAGES) == 4 * 31
    assert (listings["M5"].language, listings["M5"].gender) == ("en-US", "male")
    assert (listings["F1-de"].language, listings["F1-de"].gender) == ("de", "female")
    assert "storyteller" in listings["M5"].description
    assert SupertonicEngine().default_voice == "M5"
    english, german = speak(utterance(), utterance(voice="M5-de"))
    assert english != german


def test_a_voice_of_your_own_is_a_file_in_its_folder(model: Path) -> None:
    style = model / "voice_styles"
    (style / "my-aunt.json").write_bytes((style / "F1.json").read_bytes())
    listed = [listing for listing in SupertonicEngine().voices() if listing.name == "my-aunt"]
    assert [(one.gender, one.description) for one in listed] == [("", "a voice of your own")]
    assert speak(utterance(voice="my-aunt")) == speak(utterance(voice="F1"))


@pytest.mark.usefixtures("model")
def test_the_same_line_is_the_same_sound_and_another_take_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    first, again, take, other = speak(utterance(), utterance(), utterance(take=1), utterance(voice="F5"))
    assert first == again
    assert len({first, take, other}) == 3
    monkeypatch.setenv(STEPS_VARIABLE, "12")
    assert speak(utterance()) != [first]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("pace", [0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5])
def test_the_pace_is_kept_to_two_percent(pace: float) -> None:
    engine = SupertonicEngine()
    usual, paced = (engine.speak(utterance(pace=one)).seconds for one in (1.0, pace))
    assert paced == pytest.approx(usual / pace, rel=0.02)


@pytest.mark.usefixtures("model")
def test_a_recipe_is_heard_at_the_voices_own_pace() -> None:
    engine = SupertonicEngine()
    plain, deeper = engine.speak(utterance()), engine.speak(utterance(pitch=0.85, formant=0.85))
    assert deeper.seconds == pytest.approx(plain.seconds, rel=0.02)
    assert not np.array_equal(deeper.samples[:9000], plain.samples[:9000])
    assert plain.rate == RATE


@pytest.mark.usefixtures("model")
def test_a_long_line_is_spoken_in_parts_that_the_networks_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, lengths = SupertonicEngine(), []
    engine.speak(utterance("Yes."))
    assert engine._model is not None
    run = engine._model.sessions["text_encoder"].run

    class Counting:
        def run(self, names: None, inputs: dict[str, np.ndarray]) -> object:
            lengths.append(inputs["text_ids"].shape[1])
            return run(names, inputs)

    monkeypatch.setitem(engine._model.sessions, "text_encoder", Counting())
    clip = engine.speak(utterance(", and so ".join(["the cat went on"] * 60) + "."))
    assert len(lengths) > 3
    assert max(lengths) <= 300 + len("<en></en>")
    assert clip.seconds > 30


@pytest.mark.usefixtures("model")
def test_what_it_has_no_characters_for_is_told() -> None:
    clip = SupertonicEngine().speak(utterance("He said 愛してる 👩‍🚀 to Zoë."))
    assert clip.unspoken == ("愛してる", "👩‍🚀")
    assert clip.seconds > 1
    nothing = SupertonicEngine().speak(utterance("愛してる"))
    assert (len(nothing.samples), nothing.unspoken) == (0, ("愛してる",))


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("“I’m fine,” she said.", '"I\'m fine," she said.'),
        ("No—wait… please", "No - wait... please."),
        ("ﬁve naïve façades", "five nai\u0308ve facades."),
        ("Zoë’s café", "Zoe\u0308's cafe\u0301."),
        ("a <laugh> and </en> [sic] a_b", "a laugh and en sic a b."),
        ("Hush , now !", "Hush, now!"),
        ("„So“ ‚so‘", "\"So\" 'so'"),
        ("a\u200bb\u00ad c\x07", "a b c."),
        ("lone \ud800 one", "lone one."),
        ("far 𝟘", "far 0."),
        ("", ""),
        ("…", "..."),
    ],
)
def test_a_text_is_written_as_the_networks_know_it(written: str, given: str) -> None:
    text, _ = prepare_text(written, INDEXER)
    assert text == given
    assert min(encode_text(text, "en", INDEXER)) >= 0


def test_a_text_stands_in_the_tag_of_its_language() -> None:
    assert "".join(chr(number) for number in encode_text("So.", "pt", INDEXER)) == "<pt>So.</pt>"


@pytest.mark.usefixtures("model")
def test_an_unknown_voice_is_told_with_those_there_are() -> None:
    with pytest.raises(
        EngineUnavailableError, match=r"no voice 'M6'.*did you mean 'M5'\? \(there are: F1, F5, M1, M5\)"
    ):
        SupertonicEngine().speak(utterance(voice="M6"))
    assert not SupertonicEngine().offers("M5-xx")


def test_without_a_model_it_says_how_to_get_one(voices: Path) -> None:
    engine = SupertonicEngine()
    assert (engine.voices(), engine.advice, engine.default_voice) == ((), INSTALL, "")
    with pytest.raises(EngineUnavailableError, match=f"not on this machine; {INSTALL}"):
        engine.speak(utterance())
    (voices / "supertonic-3").mkdir()
    assert engine.advice == INSTALL


@pytest.mark.usefixtures("model")
def test_without_onnxruntime_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.engines.supertonic.package_folder", lambda _: None)
    engine = SupertonicEngine()
    assert (engine.voices(), engine.advice) == ((), "run: pip install 'storycast[supertonic]'")
    with pytest.raises(EngineUnavailableError, match=r"onnxruntime is not installed; run: pip install 'storycast\[sup"):
        engine.speak(utterance())


def test_a_model_of_another_version_is_told(voices: Path) -> None:
    write_model(voices / "supertonic-2", "v1.6.0")
    engine = SupertonicEngine()
    told = f"{voices / 'supertonic-2'} has another version of Supertonic (v1.6.0), but only Supertonic 3 can be used"
    assert (engine.voices(), engine.advice) == ((), f"{told}; {INSTALL}")
    with pytest.raises(EngineUnavailableError) as error:
        engine.speak(utterance())
    assert str(error.value) == engine.advice
    write_model(voices / "supertonic-3")
    assert engine.voices()


def test_a_missing_file_is_told(model: Path) -> None:
    (model / "onnx" / "vocoder.onnx").unlink()
    assert SupertonicEngine().advice == f"{model / 'onnx' / 'vocoder.onnx'} is missing; {INSTALL}"
    assert SupertonicEngine().voices() == ()


DAMAGED = {
    "onnx/tts.json": (b"{", b"[]", b'{"tts_version": "v1.7.3"}', b'{"tts_version": "v1.7.3", "ttl": 1, "ae": {}}'),
    "onnx/unicode_indexer.json": (b"", b"{}", b'["a"]', b"\xff"),
    "onnx/vector_estimator.onnx": (b"no model", b""),
    "voice_styles/M5.json": (b"{}", b'{"style_ttl": {"dims": [1, 2], "data": [1, 2]}}', b"[" * 100_000),
}


@pytest.mark.parametrize(("name", "content"), [(name, one) for name, all_ in DAMAGED.items() for one in all_])
def test_a_damaged_file_is_told_in_one_line(model: Path, name: str, content: bytes) -> None:
    (model / name).write_bytes(content)
    with pytest.raises(EngineUnavailableError) as error:
        SupertonicEngine().speak(utterance())
    assert str(model / name) in str(error.value)
    assert "download" in str(error.value)
    assert "\n" not in str(error.value)
    assert "unreadable" not in SupertonicEngine().fingerprint("M5")


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("steps", ["many", "0", "101", "-1", "²"])
def test_a_number_of_steps_that_is_none_is_told(steps: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STEPS_VARIABLE, steps)
    with pytest.raises(EngineUnavailableError, match=f"{STEPS_VARIABLE} is '.*'; set it to a number from 1 to 100"):
        SupertonicEngine().speak(utterance())


def test_its_fingerprint_changes_with_steps_model_and_voice(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SupertonicEngine()
    found = [engine.fingerprint("M5"), engine.fingerprint("M5-de"), engine.fingerprint("F1")]
    monkeypatch.setenv(STEPS_VARIABLE, "5")
    found.append(engine.fingerprint("M5"))
    for name in ("onnx/vocoder.onnx", "voice_styles/M5.json"):
        (model / name).write_bytes(b"another")
        found.append(engine.fingerprint("M5"))
    assert len(set(found)) == 6


def test_networks_that_make_no_sense_fail_on_that_line(model: Path) -> None:
    loaded = load_model(model)
    engine = SupertonicEngine()
    engine.speak(utterance())
    (model / "onnx" / "duration_predictor.onnx").write_bytes(build_networks()["vocoder"])
    with pytest.raises(SpeechError, match=r"duration_predictor\.onnx failed") as error:
        SupertonicEngine().speak(utterance())
    assert "\n" not in str(error.value)
    assert loaded.settings.frame_samples == FRAME


@pytest.mark.parametrize(
    ("network", "output", "told"),
    [
        ("duration_predictor", np.array([0.0]), "wants to speak for 0 seconds"),
        ("duration_predictor", np.array([np.nan]), "wants to speak for nan seconds"),
        ("duration_predictor", np.array([1e6]), "wants to speak for"),
        ("vocoder", np.full((1, 99999), np.nan), "no numbers"),
        ("vocoder", np.zeros((1, 99999)), "gave no audio"),
    ],
)
def test_impossible_outputs_are_refused(
    model: Path, monkeypatch: pytest.MonkeyPatch, network: str, output: np.ndarray, told: str
) -> None:
    class Odd:
        def run(self, *_: object) -> list[np.ndarray]:
            return [output]

    engine = SupertonicEngine()
    engine._model = load_model(model)
    monkeypatch.setitem(engine._model.sessions, network, Odd())
    with pytest.raises(SpeechError, match=told):
        engine.speak(utterance())


@pytest.mark.skipif("supertonic" not in engine_names(), reason="the program was installed before it had this engine")
class TestOnTheCommandLine:
    """The engine as people choose it."""

    @pytest.mark.usefixtures("model")
    @pytest.mark.parametrize(("narrator", "ending"), [("M5", ""), ("M5-de", "-de")])
    def test_a_story_is_spoken_by_its_voices_in_one_language(
        self, audiobook: Callable[..., Outcome], short_story: Path, narrator: str, ending: str
    ) -> None:
        short_story.write_text(STORY, "utf-8")
        chosen = ("--engine", "supertonic", "--voice", narrator, "--language", "de" if ending else "en")
        assert audiobook("make", short_story, *chosen, "-q").code == 0
        cast = json.loads(audiobook("cast", short_story, "--json").out)["voices"]
        # German voices aren't in the catalogue, and are called by their engine's name.
        prefix = "supertonic:" if ending else ""
        assert cast["Tom"] == f"{prefix}M1{ending}"
        assert cast["Bea"] in {f"{prefix}F1{ending}", f"{prefix}F5{ending}"}

    @pytest.mark.usefixtures("model")
    def test_its_voices_are_listed_with_those_of_other_languages_counted(
        self, audiobook: Callable[..., Outcome]
    ) -> None:
        done = audiobook("voices", "--engine", "supertonic")
        assert "M5 male adult supertonic warm and soft-spoken male voice, a storyteller" in " ".join(done.out.split())
        assert "120 voices for other languages are not shown" in done.out


STORY = """Two Doors by Ann Example

Chapter 1

"Come in," said Tom. "It is late." He nodded.

"I know," said Bea. She sat down. "The train was slow."
"""

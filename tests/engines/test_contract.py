"""What every installed engine must do, whoever brings it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from audiobook.engines.protocol import Engine, EngineAdapter
from audiobook.engines.registry import create_engine, engine_names
from audiobook.errors import EngineUnavailableError
from audiobook.model import Cue, Utterance, Voice
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.utterances import split_utterances
from audiobook.synthesis.synthesize import respell_utterance
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.pronunciation.lexicon import Lexicon
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon
from tests.conftest import CASES, GOLDEN
from tests.engines.conftest import READER
from tests.engines.servers import served, speech_server, spoken
from tests.engines.supertonic_stand_in import write_model

SENTENCE = "The kettle sang, and the cat came in."
SENTENCES = (CASES / "pronunciation" / "sentences.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A machine with a program that reads, a server that speaks and a small model, for the engines that need one."""
    folder = tmp_path_factory.mktemp("voices")
    write_model(folder / "supertonic-3")
    argv = json.dumps([sys.executable, str(READER), "--pace", "{pace}"])
    (folder / "commands.toml").write_text(f"[reader]\nargv = {argv}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch, served(speech_server(lambda request, _: spoken(request))) as address:
        patch.setenv("AUDIOBOOK_VOICES", str(folder))
        patch.setenv("AUDIOBOOK_SPEECH_ADDRESS", f"{address}/v1")
        yield


@pytest.fixture(scope="module", params=engine_names())
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    found = create_engine(request.param)
    if not found.voices():
        pytest.skip(f"the engine {found.name} cannot run on this machine")
    yield found
    found.close()


def voice(engine: Engine, **changes: float) -> Voice:
    return Voice(engine.name, engine.default_voice, **changes)


def test_it_goes_by_the_name_it_is_registered_under(engine: Engine) -> None:
    assert engine.name in engine_names()


def test_it_inherits_the_defaults_or_is_adapted(engine: Engine) -> None:
    assert isinstance(engine, Engine)
    assert isinstance(engine, EngineAdapter) is not type(engine).__module__.startswith("audiobook.")
    assert engine.phonemes(Utterance(SENTENCE, voice(engine))) or not engine.takes_phonemes
    assert engine.longest_call(engine.default_voice) >= 0


def test_it_says_what_it_needs(engine: Engine) -> None:
    assert engine.needs <= frozenset(NormalizationOption)


def test_its_default_voice_is_one_of_its_voices(engine: Engine) -> None:
    assert engine.default_voice in [listing.name for listing in engine.voices()]
    assert all(listing.engine == engine.name for listing in engine.voices())
    assert all(engine.offers(listing.name) for listing in engine.voices())
    assert not engine.offers("nobody-of-that-name")


def test_its_voices_have_names_of_their_own(engine: Engine) -> None:
    names = [listing.name for listing in engine.voices()]
    assert len(names) == len(set(names))


def test_a_sentence_lasts_as_long_as_a_person_would_need(engine: Engine) -> None:
    clip = engine.speak(Utterance(SENTENCE, voice(engine)))
    assert clip.samples.dtype == np.int16
    assert clip.samples.ndim == 1
    assert 8_000 <= clip.rate <= 48_000
    assert 1.0 < clip.seconds < 5.0
    assert clip.unspoken == ()


def test_a_longer_text_lasts_longer(engine: Engine) -> None:
    short = engine.speak(Utterance("Yes, it did.", voice(engine)))
    long = engine.speak(Utterance(" ".join([SENTENCE] * 4), voice(engine)))
    assert long.seconds > 3 * short.seconds


def test_a_quicker_pace_is_shorter(engine: Engine) -> None:
    usual = engine.speak(Utterance(SENTENCE, voice(engine)))
    quick = engine.speak(Utterance(SENTENCE, voice(engine, pace=1.5)))
    assert quick.seconds < 0.85 * usual.seconds


@pytest.mark.parametrize("text", ["", " ", "…", "“”", "?!", "—", "* * *"])
def test_nothing_to_say_is_an_empty_clip(engine: Engine, text: str) -> None:
    assert len(engine.speak(Utterance(text, voice(engine))).samples) == 0


def test_what_it_cannot_say_is_told(engine: Engine) -> None:
    clip = engine.speak(Utterance("愛してる", voice(engine)))
    assert len(clip.samples) > 0 or clip.unspoken


def test_an_unknown_voice_is_an_error(engine: Engine) -> None:
    if engine.name == "silent":
        pytest.skip("silence has no voices to get wrong")
    with pytest.raises(EngineUnavailableError):
        engine.speak(Utterance(SENTENCE, Voice(engine.name, "nobody-of-that-name")))


def test_its_fingerprint_tells_voices_apart(engine: Engine) -> None:
    assert engine.fingerprint("one") != engine.fingerprint("two")
    assert engine.fingerprint("one") == create_engine(engine.name).fingerprint("one")


def test_many_lines_in_a_row_come_out_whole(engine: Engine) -> None:
    patience = time.monotonic() + 10
    for n in range(40):
        assert engine.speak(Utterance(f"Line number {n} is this one.", voice(engine))).seconds > 0.7
        # A slow engine need not make all of them.
        if time.monotonic() > patience:
            break


def test_nothing_reaches_the_terminal(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    engine.speak(Utterance("Hush now.", voice(engine)))
    assert capfd.readouterr() == ("", "")


def test_what_it_is_given_is_known(
    engine: Engine, golden: Callable[[str, str], None], request: pytest.FixtureRequest
) -> None:
    """A hundred sentences, and under each what the engine's voice is given for it: phonemes, or letters.

    Engines that read letters and need everything are given the same. Phonemes come from packages of others, so they are
    compared only where the same version is installed.
    """
    by_sound = engine.takes_phonemes
    name = f"engines/{'letters' if not by_sound and engine.needs == ALL_OPTIONS else engine.name}.txt"
    head = f"{engine.fingerprint(engine.default_voice)}\n" if by_sound else ""
    path = GOLDEN / name
    if not request.config.getoption("--renew-golden") and not (
        path.exists() and path.read_text("utf-8").startswith(head)
    ):
        pytest.skip(f"tests/golden/{name} is of another version; see the difference after --renew-golden")
    lexicon = build_story_lexicon("\n".join(SENTENCES), load_built_in_entries())
    golden(name, head + "".join(f"{written}\n    {given(engine, written, lexicon)}\n" for written in SENTENCES))


def given(engine: Engine, written: str, lexicon: Lexicon) -> str:
    lines = split_utterances(normalize(written, engine.needs), voice(engine))
    said = [cue.utterance for cue in apply_pronunciations(tuple(Cue(line, 0) for line in lines), lexicon)]
    return " ".join(engine.phonemes(line) or respell_utterance(line).spoken for line in said)

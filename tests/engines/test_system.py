"""pyttsx3's traps, each kept clear of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiobook.engines.system import SystemEngine
from audiobook.errors import EngineUnavailableError
from audiobook.model import Utterance, Voice

SENTENCE = "The kettle sang, and the cat came in."


@pytest.fixture(scope="module")
def engine() -> Iterator[SystemEngine]:
    engine = SystemEngine()
    if not engine.voices():
        pytest.skip("this machine has no voices of its own")
    yield engine
    engine.close()


def voice(engine: SystemEngine, pace: float = 1.0) -> Voice:
    return Voice(engine.name, engine.default_voice, pace)


def test_every_line_of_many_is_there_and_as_long_as_its_text(engine: SystemEngine) -> None:
    lines = [" ".join([f"Line {n}.", *["And on it goes."] * (n % 7)]) for n in range(150)]
    rates = [len(line) / engine.speak(Utterance(line, voice(engine))).seconds for line in lines]
    assert min(rates) > 3
    assert max(rates) < 40


def test_the_pace_is_kept_when_it_changes_with_every_line(engine: SystemEngine) -> None:
    seconds = [engine.speak(Utterance(SENTENCE, voice(engine, pace))).seconds for pace in (0.7, 1.4) * 20]
    assert max(seconds[1::2]) < 0.75 * min(seconds[0::2])


def test_a_long_text_is_read_to_its_end(engine: SystemEngine) -> None:
    clip = engine.speak(Utterance(f"{SENTENCE} " * 80, voice(engine)))
    assert clip.seconds > 60 * engine.speak(Utterance(SENTENCE, voice(engine))).seconds


def test_a_voice_that_is_not_there_is_no_other_voice(engine: SystemEngine) -> None:
    with pytest.raises(EngineUnavailableError, match="did you mean"):
        engine.speak(Utterance(SENTENCE, Voice(engine.name, f"{engine.default_voice}x")))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak's library is loaded so on Linux only")
def test_broken_data_of_espeak_is_told_and_ends_no_process(tmp_path: Path) -> None:
    told = (
        "from audiobook.engines.system import SystemEngine\n"
        "from audiobook.errors import EngineUnavailableError\n"
        "from audiobook.model import Utterance, Voice\n"
        "engine = SystemEngine()\n"
        "assert engine.voices() == ()\n"
        "try:\n    engine.speak(Utterance('Hello.', Voice('system', 'en-us')))\n"
        "except EngineUnavailableError:\n    print('told')\n"
    )
    environment = {**os.environ, "ESPEAK_DATA_PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "told\n"), done.stderr


def test_threads_that_list_the_voices_at_once_end_no_process() -> None:
    """Without a lock, the process ends at once; so it is one of its own."""
    asked = (
        "from concurrent.futures import ThreadPoolExecutor; from audiobook.engines.system import SystemEngine\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    print(len({len(found) for found in pool.map(lambda _: SystemEngine().voices(), range(12))}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1")

"""How fast each voice speaks in one process, on the sample story.

    python benchmarks/engine_speed.py piper:joe kokoro:jm_kumo [--sentences 20]

Prints seconds to the first sound, times real time by processor time and by the clock, and peak memory. Each voice runs
in a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

STORY = Path(__file__).parents[1] / "input" / "the-night-dolores-lost-her-voice.txt"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("voices", nargs="+", metavar="ENGINE:VOICE")
    parser.add_argument("--sentences", type=int, default=20)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.here:
        measure(wanted.voices[0], wanted.sentences)
        return
    for voice in wanted.voices:
        here = [sys.executable, __file__, voice, "--sentences", str(wanted.sentences), "--here"]
        subprocess.run(here, check=True)


def measure(called: str, count: int) -> None:
    import resource

    from audiobook.engines.registry import create_engine
    from audiobook.model import Cast, Utterance, Voice
    from audiobook.narration.normalization import normalize_script
    from audiobook.narration.plan import plan_episodes
    from audiobook.pipeline import analyze_story
    from audiobook.settings.settings import StorySettings

    engine_name, _, voice_name = called.partition(":")
    engine = create_engine(engine_name)
    voice = Voice(engine_name, voice_name or engine.default_voice)
    episodes = plan_episodes(normalize_script(analyze_story(StorySettings((STORY,))).script, Cast(voice)), Cast(voice))
    lines = [cue.utterance for episode in episodes for cue in episode.cues][:count]
    began = time.monotonic()
    engine.speak(Utterance("Hello there.", voice))
    first = time.monotonic() - began
    clock, processor = time.monotonic(), time.process_time()
    seconds = sum(engine.speak(line).seconds for line in lines)
    clock, processor = time.monotonic() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{called}: first sound after {first:.1f} s; {seconds:.0f} s of speech, {seconds / processor:.1f} times real "
          f"time by processor, {seconds / clock:.1f} by the clock; peak {memory:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()

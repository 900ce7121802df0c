"""How far apart in loudness the voices of a finished album are, chapter by chapter, delivery aside.

    audiobook make STORY -o FOLDER
    python benchmarks/levels.py STORY FOLDER [--least 5]

The loudness (ITU-R BS.1770, by pyloudnorm) of all that a voice says in a chapter, where that is `--least` seconds or
more, against the narrator's there. Lines that are whispered, shouted and so on are left out: they are meant to differ.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from judges import loudness
from numpy.typing import NDArray

from audiobook.files.workspace import WORK_FOLDER
from audiobook.model import Voice
from audiobook.model.sound import FULL_SCALE
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.jobs import plan_jobs
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.clip_store import ClipStore


def main() -> None:
    """Measures, and prints the spread."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=float, default=5.0)
    options = parser.parse_args()
    plan = plan_album(BuildContext.start(StorySettings((options.story,)), MakeSettings(options.folder)))
    store = options.folder / WORK_FOLDER / "clips"
    names = {voice: name for name, voice in plan.cast.cast.voices} | {plan.cast.cast.narrator: "narrator"}
    apart: dict[str, list[float]] = defaultdict(list)
    spreads = []
    for job in plan_jobs(plan.album, store, MakeSettings().product):
        said = clips_of(job.keys, [cue.utterance.voice for cue in job.episode.cues], names, store)
        waves = {name: (np.concatenate(clips) / FULL_SCALE, rate) for name, (clips, rate) in said.items()}
        levels = {
            name: loudness(wave, rate) for name, (wave, rate) in waves.items() if len(wave) >= options.least * rate
        }
        if "narrator" not in levels or len(levels) < 2:
            continue
        spreads.append(max(levels.values()) - min(levels.values()))
        for name, level in levels.items():
            apart[name].append(level - levels["narrator"])
    for name, differences in sorted(apart.items(), key=lambda one: -len(one[1])):
        print(f"{name:16} {len(differences):3} chapters  mean {np.mean(differences):+.2f} LU  "
              f"from {min(differences):+.2f} to {max(differences):+.2f}")  # fmt: skip
    print(f"spread within a chapter: median {np.median(spreads):.2f} LU, most {max(spreads):.2f} LU")


Said = dict[str, tuple[list[NDArray[np.int16]], int]]


def clips_of(keys: tuple[str, ...], voices: list[Voice], names: dict[Voice, str], folder: Path) -> Said:
    """The clips of each voice, by the name of who speaks in it."""
    store, said = ClipStore(folder), {}
    for key, voice in zip(keys, voices, strict=True):
        clip = store.read(key) if voice in names else None
        if clip is not None:
            said.setdefault(names[voice], ([], clip.rate))[0].append(clip.samples)
    return said


if __name__ == "__main__":
    main()

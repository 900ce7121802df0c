"""How far apart the automatic cast of a story is: its most talkative characters, and the likeness of each two.

    python benchmarks/cast_voices.py STORY [--count 9] [--engines hibari,piper,kokoro]

The likenesses are those of voices/speakers.toml, where each voice says the same minute of the sample story.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from audiobook.casting.assign import assign_voices
from audiobook.casting.catalogue import load_catalogue
from audiobook.casting.cooccurrence import count_encounters
from audiobook.casting.liveliness import find_lively_characters
from audiobook.casting.voice_lookup import find_voice
from audiobook.pipeline import analyze_story
from audiobook.settings.settings import StorySettings


def main() -> None:
    """Casts, and prints the likenesses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", type=Path)
    parser.add_argument("--count", type=int, default=9)
    parser.add_argument("--engines", default="hibari")
    options = parser.parse_args()
    engines = options.engines.split(",")
    available = [one for one in load_catalogue() if one.voice.engine in engines and one.speaker]
    kept = {one.name: one.speaker for one in available}
    told = analyze_story(StorySettings((options.story,)))
    narrator = find_voice(None, None)
    lively = find_lively_characters(told.script)
    choices = dict(assign_voices(told.characters, count_encounters(told.script), {}, available, narrator, lively))
    leading = [one for one in told.characters if one.name in choices][: options.count]
    speakers = np.array([kept[choices[one.name]] for one in leading])
    alike = speakers @ speakers.T - 2 * np.eye(len(leading))
    for row, one in enumerate(leading):
        others = " ".join(f"{value:.2f}" if value > -1 else "  . " for value in alike[row])
        print(f"{one.name:14} {one.gender:7} {one.lines:4} {choices[one.name]:10} {others}")
    pairs = alike[np.triu_indices(len(leading), 1)]
    near = speakers @ np.array(kept[narrator.name])
    print(f"most alike {pairs.max():.2f}; median {np.median(pairs):.2f}; to the narrator {near.max():.2f} at most")
    for limit in (0.75, 0.80, 0.85):
        print(f"{apart(alike, limit)} of them are each under {limit:.2f} to each other")


def apart(alike: np.ndarray, limit: float) -> int:
    """The largest number of voices of which each two are less alike than `limit`."""
    best = 0
    for chosen in range(1 << len(alike)):
        rows = [row for row in range(len(alike)) if chosen >> row & 1]
        if len(rows) > best and alike[np.ix_(rows, rows)].max() < limit:
            best = len(rows)
    return best


if __name__ == "__main__":
    main()

"""How well the casts of stories can be told apart: who shares a voice, and how alike those sound who talk together.

    python benchmarks/casting.py STORY_OR_FOLDER... [--engine hibari] [--each]

For each story (or all together) it prints how many characters speak, how many voices they have, how many share a voice
although another one of their kind is free, how many pairs that talk with each other speak in one voice, how many turns
that concerns, and how alike the voices of those who talk together are: the mean by turns, and the highest tenth. The
cast file is left out, so that all voices are chosen anew.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.cast_file.values import CastFile
from audiobook.casting.assign import split_available_voices
from audiobook.casting.cast import CastingOverrides, cast_voices
from audiobook.casting.catalogue import CatalogueVoice, compute_likeness, load_catalogue
from audiobook.casting.cooccurrence import Encounters, count_encounters
from audiobook.errors import AudiobookError
from audiobook.files.story_endings import STORY_EXTENSIONS
from audiobook.pipeline import analyze_story
from audiobook.settings.settings import StorySettings

# Pairs whose likeness is unknown, and casts that have no pair.
UNKNOWN = 0.85
HIGH_TENTH = 0.9


@dataclass(frozen=True, slots=True)
class CastFigures:
    """The figures of one story's cast; `likenesses` are pairs of a likeness and how many turns it is heard in."""

    speaking: int
    without_gender: int
    voices: int
    sharing: int
    needless: int
    pairs: int
    pairs_alike: int
    turns_alike: int
    likenesses: tuple[tuple[float, int], ...]


def main() -> None:
    """Casts each story, and prints a row for each (`--each`) and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path, nargs="+")
    parser.add_argument("--engine", default="hibari")
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    print(f"{'':32} {'speak':>5} {'no gender':>9} {'voices':>6} {'share':>5} {'needless':>8} {'pairs':>5} ", end="")
    print(f"{'in one voice':>12} {'turns':>5} {'likeness':>8} {'high':>5}")
    all_figures = []
    for path in find_stories(options.stories):
        try:
            figures = measure_cast(path, options.engine)
        except AudiobookError as error:
            print(f"{path.name}: {error}")
            continue
        all_figures.append(figures)
        if options.each:
            print_row(path.name, [figures])
    print_row(f"{len(all_figures)} stories", all_figures)


def find_stories(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the story files in the folders named."""
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.iterdir()) if one.suffix.lower() in {*STORY_EXTENSIONS, ".epub"})
        else:
            yield path


def measure_cast(path: Path, engine: str) -> CastFigures:
    """The figures of a story cast anew with one engine's voices."""
    analysis = analyze_story(StorySettings((path,)))
    story_cast = cast_voices(analysis.attribution, CastFile(), path, CastingOverrides(engine))
    known = {entry.name: entry for entry in split_available_voices(load_catalogue())[0]}
    voices = {name: known[voice] for name, voice in story_cast.names}
    encounters = count_encounters(analysis.script)
    users = Counter(entry.name for entry in voices.values())
    pairs = list(_pairs_in_voices(encounters, voices))
    alike = [turns for first, second, turns in pairs if first.name == second.name]
    free = [entry for entry in known.values() if entry.voice.engine == engine and entry.name not in users]
    genders = {one.name: one.gender for one in analysis.characters}
    sharing = [name for name, entry in voices.items() if users[entry.name] > 1]
    return CastFigures(
        speaking=len(voices),
        without_gender=sum(not genders[name] for name in voices),
        voices=len(users),
        sharing=len(sharing),
        needless=sum(_has_free_voice(genders[name], voices[name], free) for name in sharing),
        pairs=len(pairs),
        pairs_alike=len(alike),
        turns_alike=sum(alike),
        likenesses=tuple((_likeness(first, second), turns) for first, second, turns in pairs),
    )


def _pairs_in_voices(
    encounters: Encounters, voices: dict[str, CatalogueVoice]
) -> Iterator[tuple[CatalogueVoice, CatalogueVoice, int]]:
    """The voices of each two characters who speak one after the other, and how often they do."""
    for (name, other), turns in encounters.adjacent_counts:
        if name in voices and other in voices:
            yield voices[name], voices[other], turns


def _likeness(first: CatalogueVoice, second: CatalogueVoice) -> float:
    likeness = compute_likeness(first, second)
    return 1.0 if first.name == second.name else UNKNOWN if likeness is None else likeness


def _has_free_voice(gender: str, given: CatalogueVoice, free: Iterable[CatalogueVoice]) -> bool:
    """Whether nobody has a voice of the same kind; the narrator's own, `heart`, does not count."""
    return any(
        entry.name != "heart" and entry.age == given.age and (not gender or entry.gender == gender) for entry in free
    )


def print_row(name: str, all_figures: list[CastFigures]) -> None:
    """One row of the table: the sums, and the likenesses by turns."""
    columns: tuple[tuple[int, Callable[[CastFigures], int]], ...] = (
        (5, lambda one: one.speaking),
        (9, lambda one: one.without_gender),
        (6, lambda one: one.voices),
        (5, lambda one: one.sharing),
        (8, lambda one: one.needless),
        (5, lambda one: one.pairs),
        (12, lambda one: one.pairs_alike),
        (5, lambda one: one.turns_alike),
    )
    sums = " ".join(f"{sum(map(count, all_figures)):{width}}" for width, count in columns)
    heard = sorted(pair for one in all_figures for pair in one.likenesses)
    turns = sum(count for _, count in heard)
    mean = sum(likeness * count for likeness, count in heard) / turns if turns else 0.0
    print(f"{name[:32]:32} {sums} {mean:8.3f} {_high_tenth(heard, turns):5.2f}")


def _high_tenth(heard: list[tuple[float, int]], turns: int) -> float:
    """The likeness that a tenth of the turns reach or exceed."""
    passed = 0
    for likeness, count in heard:
        passed += count
        if passed >= HIGH_TENTH * turns:
            return likeness
    return 0.0


if __name__ == "__main__":
    main()

"""Work grows with the length of a story and not with its square, whatever it is made of.

Each shape is taken through the steps in two lengths; processor time counts, and what the machine does besides can only
make it longer, so the shortest of some tries is taken. benchmarks/abuse/growth.py has many more, and longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path

import pytest

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile
from audiobook.casting.assign import assign_voices
from audiobook.casting.cast import CastingOverrides, cast_voices
from audiobook.casting.catalogue import load_catalogue
from audiobook.casting.cooccurrence import Encounters
from audiobook.chapters.split import split_chapters
from audiobook.commands.inspect import inspect_story
from audiobook.model import Character, Voice
from audiobook.narration.plan import plan_episodes
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story

# `{n}` is the number of the unit, `{N}` a name that no other unit has. Behind it the length of the shorter text, and
# whether more is asked for than its chapters.
SHAPES = {
    "stressed words in one paragraph": (".txt", "*he* ", 3_000, True),
    "chapters": (".txt", "Chapter {n}\n\nRain fell.\n\n", 30_000, False),
    "parts": (".txt", "Part {n}\n\nChapter 1\n\nRain fell.\n\n", 15_000, False),
}
PEOPLE = 100
TIMES = 3
# So many times longer than the text grew may it take.
SLACK = 1.5
# Less than this (seconds) is too short to be compared.
FLOOR = 0.04
TRIES = 4
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


def story_of(unit: str, size: int) -> str:
    """The unit again and again, filled in, up to `size` characters."""
    parts, length = [], 0
    for number in count(1):
        part = unit.replace("{n}", str(number)).replace("{N}", name_of(number))
        if length + len(part) > size:
            return "".join(parts)
        parts.append(part)
        length += len(part)
    raise AssertionError


def name_of(number: int) -> str:
    found = "Li"
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        found += SYLLABLES[digit]
    return found


def seconds_for(path: Path, whole: bool) -> float:
    """The processor time from the file to its chapters, or to the plan of the whole album."""
    start = time.process_time()
    book = split_chapters(read_story(path))
    if whole:
        attribution, _ = attribute_quotes(build_script(book), CastFile())
        cast = cast_voices(attribution, CastFile(), path, CastingOverrides())
        plan_episodes(attribution.script, cast.cast)
        inspect_story(book, attribution.script, attribution.characters, {})
    return time.process_time() - start


@pytest.mark.parametrize("name", SHAPES)
def test_a_story_three_times_as_long_takes_three_times_as_long(name: str, tmp_path: Path) -> None:
    ending, unit, size, whole = SHAPES[name]
    tiny, short, long = (tmp_path / f"{kind}{ending}" for kind in ("tiny", "short", "long"))
    for path, length in ((tiny, 300), (short, size), (long, TIMES * size)):
        path.write_text(story_of(unit, length), "utf-8")
    seconds_for(tiny, whole)  # what is loaded once is not the story's doing
    assert growth(lambda: seconds_for(short, whole), lambda: seconds_for(long, whole)) <= SLACK * TIMES


def growth(short: Callable[[], float], long: Callable[[], float]) -> float:
    """How many times as long the longer text took, in the best of some tries; one that is good enough ends them."""
    best = float("inf")
    for _ in range(TRIES):
        best = min(best, long() / max(FLOOR, short()))
        if best <= SLACK * TIMES:
            break
    return best


def seconds_to_cast(count: int) -> float:
    """The processor time for giving voices to so many people, each of whom speaks with the next one."""
    people = tuple(Character(name_of(number), gender="female", lines=1) for number in range(count))
    names = [one.name for one in people]
    turns = tuple(((min(pair), max(pair)), 1) for pair in pairwise(names))
    start = time.process_time()
    cast = assign_voices(people, Encounters(turns, (frozenset(names),)), {}, load_catalogue(), Voice("silent", "none"))
    assert len(cast) == count
    return time.process_time() - start


def test_three_times_as_many_people_take_three_times_as_long_to_cast() -> None:
    assert growth(lambda: seconds_to_cast(PEOPLE), lambda: seconds_to_cast(TIMES * PEOPLE)) <= SLACK * TIMES

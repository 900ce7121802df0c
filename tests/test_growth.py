"""Work grows with the length of a story and not with its square, whatever it is made of.

Each shape is taken through all steps in two lengths; processor time counts, and what the machine does besides can only
make it longer, so the shortest of some tries is taken. benchmarks/growth.py has many more shapes, and longer ones.
"""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import pytest

from audiobook.cast_file import CastFile
from audiobook.casting import Wanted, story_cast
from audiobook.chapters import split
from audiobook.dialogue import with_speakers, written_script
from audiobook.inspection import inspected
from audiobook.narration import planned_episodes
from audiobook.reading import read_story

# `{n}` is the number of the unit, `{N}` a name that no other unit has.
SHAPES = {
    "stressed words in one paragraph": (".txt", "*he* "),
    "sentences in one paragraph": (".txt", "It was *so* late. "),
    "one word a paragraph": (".txt", "rain\n\n"),
    "capitals": (".txt", "STOP "),
    "chapters": (".txt", "Chapter {n}\n\nRain fell.\n\n"),
    "lines of headings": (".txt", "Chapter {n}\n"),
    "parts": (".txt", "Part {n}\n\nChapter 1\n\nRain fell.\n\n"),
    "numerals": (".txt", "{n}\n\nRain fell.\n\n"),
    "notes": (".txt", "A/N: Hello.\n\nRain fell.\n\n"),
    "quotations in one paragraph": (".txt", "“Go,” said Tom. "),
    "people in one paragraph": (".txt", "“Go,” said {N}. "),
    "people": (".txt", "“Go,” said {N}.\n\n"),
    "people of one first name": (".txt", "“Go,” said John {N}.\n\n"),
    "people who are called": (".txt", "“{N}, go!” he said.\n\n"),
    "footnote marks in one paragraph": (".html", "rain<sup><a href='#f{n}'>{n}</a></sup> "),
}
SHORT, LONG = 8_000, 24_000
# So many times longer than the text grew may it take.
SLACK = 1.5
# Less than this (seconds) is too short to be compared.
FLOOR = 0.05
TRIES = 5
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


def seconds_for(path: Path) -> float:
    """The processor time from the file to the plan of its album."""
    start = time.process_time()
    book = split(read_story(path))
    attribution, _ = with_speakers(written_script(book), CastFile())
    cast = story_cast(attribution, CastFile(), path, Wanted())
    planned_episodes(attribution.script, cast.cast)
    inspected(book, attribution.script, attribution.characters, {})
    return time.process_time() - start


@pytest.mark.parametrize("name", SHAPES)
def test_a_story_three_times_as_long_takes_three_times_as_long(name: str, tmp_path: Path) -> None:
    ending, unit = SHAPES[name]
    short, long = tmp_path / f"short{ending}", tmp_path / f"long{ending}"
    short.write_text(story_of(unit, SHORT), "utf-8")
    long.write_text(story_of(unit, LONG), "utf-8")
    seconds_for(short)  # what is loaded once is not the story's doing
    growth = []
    for _ in range(TRIES):
        growth.append(seconds_for(long) / max(FLOOR, seconds_for(short)))
        if growth[-1] <= SLACK * LONG / SHORT:
            return
    pytest.fail(f"{LONG / SHORT:.0f} times the text took {min(growth):.1f} times as long")

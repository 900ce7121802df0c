"""Whether a story of three times the length takes no more than about three times as long, whatever it is made of.

    python -m benchmarks.abuse growth [--only TEXT] [--sizes 20 60 180] [--limit SECONDS] [--reading] [--steps]
                                      [--profile] [--sample NUMBER]

Texts of many shapes (growth_shapes.py and growth_book_shapes.py next to this) go from the file to all that lies beside
the sound, engines and encoders left out, in processes of their own; processor time counts. A shape grows in line where
each size takes at most 1.5 times as much longer than the one before as it is longer; of times below the floor nothing
can be said. `--reading` stops when a text is split into chapters, so it can be longer.
`--sample` takes so many of the shapes, always the same ones: a megabyte of each takes hours.
`--steps` shows where the largest size spent its time, `--profile` the functions it spent it in (in this process).
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as TooLongError
from concurrent.futures import process
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pebble

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.abuse.growth_book_shapes import BOOK_SHAPES
from benchmarks.abuse.growth_shapes import SHAPES, Shape

# Growth beyond this many times the growth in length is no longer linear.
SLACK = 1.5
# Of less processor time than this (seconds) the noise is larger than what is measured.
FLOOR = 0.25
SIZES = (20, 60, 180)
LIMIT = 60.0
ALL_SHAPES = (*SHAPES, *BOOK_SHAPES)

Times = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only the shapes that have this in their names")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="in kB")
    parser.add_argument("--limit", type=float, default=LIMIT, help="the most seconds for one text")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--reading", action="store_true", help="only until the chapters are found")
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--sample", type=int, default=len(ALL_SHAPES))
    wanted = parser.parse_args()
    shapes = [shape for shape in ALL_SHAPES if wanted.only in shape.name]
    shapes = Random(1).sample(shapes, min(wanted.sample, len(shapes)))
    if wanted.profile:
        profile(shapes, max(wanted.sizes))
    elif compare(shapes, wanted.sizes, wanted.limit, wanted.jobs, wanted.steps, wanted.reading):
        sys.exit(1)


def compare(shapes: Sequence[Shape], sizes: Sequence[int], limit: float, jobs: int, steps: bool, reading: bool) -> int:
    """Prints a line for each shape, and gives the number of those that do not grow in line."""
    print(f"{'shape':<40}" + "".join(f"{f'{size} kB':>9}" for size in sizes) + "   times longer")
    faults = 0
    with pebble.ProcessPool(max_workers=jobs, context=get_context("spawn")) as pool:
        runs = [
            [pool.schedule(measure, (shape.name, size, reading), timeout=limit) for size in sizes] for shape in shapes
        ]
        for shape, futures in zip(shapes, runs, strict=True):
            found = list(outcomes(futures, limit))
            faults += report(shape, found, sizes, steps)
    print(f"{faults} of {len(shapes)} shapes do not grow in line")
    return faults


def outcomes(futures: Sequence[pebble.ProcessFuture], limit: float) -> Iterator[Times | str]:
    """The times of each size, or why there are none; where one took too long, the longer ones are not waited for."""
    over = False
    for future in futures:
        if over:
            future.cancel()
            yield "-"
            continue
        try:
            yield future.result()
        except (TooLongError, process.BrokenProcessPool):
            over = True
            yield f"> {limit:.0f} s"


def report(shape: Shape, found: Sequence[Times | str], sizes: Sequence[int], steps: bool) -> bool:
    totals = [sum(one.values()) if isinstance(one, dict) else None for one in found]
    ratios = [growth(one, other) for one, other in pairwise(totals)]
    bounds = [SLACK * larger / size for size, larger in pairwise(sizes)]
    slow = None in totals or any(ratio > bound for ratio, bound in zip(ratios, bounds, strict=True))
    cells = "".join(
        f"{f'{total:.2f}' if total is not None else one:>9}" for total, one in zip(totals, found, strict=True)
    )
    print(
        f"{shape.name:<40}{cells}   {' '.join(f'{ratio:.1f}' for ratio in ratios)}{'  NOT IN LINE' if slow else ''}",
        flush=True,
    )
    last = found[-1]
    if steps and isinstance(last, dict):
        print("    " + ", ".join(told(step, seconds, found[-2]) for step, seconds in last.items() if seconds >= 0.05))
    return slow


def told(step: str, seconds: float, before: Times | str) -> str:
    """A step's time, and how many times as long it took as with the size before."""
    earlier = before.get(step, 0.0) if isinstance(before, dict) else 0.0
    return f"{step} {seconds:.2f}" + (f" (x{seconds / earlier:.1f})" if earlier else "")


def growth(before: float | None, after: float | None) -> float:
    """How many times as long; a time below the floor counts as the floor."""
    if before is None or after is None:
        return float("inf")
    return max(after, FLOOR) / max(before, FLOOR)


def measure(name: str, size: int, reading: bool = False) -> Times:
    """The processor time of each step over a text of that shape, of `size` kB."""
    shape = next(one for one in ALL_SHAPES if one.name == name)
    # What is loaded once is not the text's doing.
    run(next(one for one in ALL_SHAPES if one.ending == shape.ending), 1000, lambda _: None, reading)
    times: Times = {}
    last = used_seconds()

    def done(step: str) -> None:
        nonlocal last
        now = used_seconds()
        times[step] = now - last
        last = now

    run(shape, size * 1000, done, reading)
    return times


def used_seconds() -> float:
    """The processor time of this process and of those that it has waited for: PDFs are read in one of their own."""
    return sum(os.times()[:4])


def profile(shapes: Sequence[Shape], size: int) -> None:
    for shape in shapes:
        print(f"== {shape.name}, {size} kB")
        measure(shape.name, 1)
        profiler = cProfile.Profile()
        with profiler:
            run(shape, size * 1000, lambda _: None)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(18)


def run(shape: Shape, size: int, done: Callable[[str], None], reading: bool = False) -> None:
    """Takes a text of that shape through all steps, and says when each is done."""
    with in_an_empty_folder() as folder:
        path = folder / f"story{shape.ending}"
        path.write_bytes(shape.make(size))
        take_through(path, done, reading)


@contextmanager
def in_an_empty_folder() -> Iterator[Path]:
    """A folder where no cast file of a former run counts."""
    with tempfile.TemporaryDirectory() as place:
        before = Path.cwd()
        os.chdir(place)
        try:
            yield Path(place)
        finally:
            os.chdir(before)


def take_through(path: Path, done: Callable[[str], None], reading: bool = False) -> None:
    from dataclasses import replace

    from audiobook.attribution.corrections import attribute_quotes
    from audiobook.cast_file.values import CastFile
    from audiobook.casting.cast import CastingOverrides, cast_voices
    from audiobook.chapters.split import split_chapters
    from audiobook.cli.inspect import summarize_inspection
    from audiobook.cli.script import segment_to_json_line
    from audiobook.commands.inspect import inspect_story
    from audiobook.errors import InputError
    from audiobook.narration.plan import NarrationOptions, plan_episodes
    from audiobook.publishing.page.inspection_page import render_inspection_page
    from audiobook.quotations.script import build_script
    from audiobook.reading.story import read_story
    from audiobook.settings.lexicons import known_pronunciations
    from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

    done("start")
    try:
        manuscript = read_story(path)
    except InputError:
        done("reading")
        return
    done("reading")
    book = split_chapters(manuscript)
    book = replace(book, metadata=replace(book.metadata, title="Story", author="Nobody", language="en"))
    done("chapters")
    if reading:
        return
    script = build_script(book)
    done("script")
    attribution, _ = attribute_quotes(script, CastFile())
    done("speakers")
    lexicon = build_story_lexicon(book.text, known_pronunciations(Path("output")))
    done("lexicon")
    cast = cast_voices(attribution, CastFile(), path, CastingOverrides()).cast
    done("casting")
    episodes = plan_episodes(attribution.script, cast, NarrationOptions(speak_notes=True, lexicon=lexicon))
    done("planning")
    inspection = inspect_story(book, attribution.script, attribution.characters, {})
    done("inspection")
    for one in attribution.script.segments:
        segment_to_json_line(one)
    render_inspection_page(book, attribution.script, summarize_inspection(inspection))
    done("script's lines")
    publish(book.metadata, cast, episodes, done)


def publish(about: object, cast: object, episodes: Sequence[object], done: Callable[[str], None]) -> None:
    """Makes the texts that lie beside the sound, as if each sentence had taken a second."""
    from audiobook.model import Cover
    from audiobook.publishing.epub.content_pages import build_content_pages
    from audiobook.publishing.epub.overlays import build_overlay
    from audiobook.publishing.epub.package import build_package
    from audiobook.publishing.epub.pages import (
        build_chapter_page,
        build_contents_page,
        build_title_page,
        number_speakers,
    )
    from audiobook.publishing.feed import build_feed_files
    from audiobook.publishing.page.album_page import build_page_files
    from audiobook.publishing.published_album import (
        CastCredit,
        PublishedAlbum,
        Recording,
        build_passages,
        build_scene_marks,
    )
    from audiobook.publishing.transcripts import build_transcripts

    recordings = []
    for one in episodes:
        times = [(float(place), place + 1.0) for place in range(len(one.cues))]
        passages, marks = build_passages(one.cues, times, one.number), build_scene_marks(one.cues, times, one.title)
        recordings.append(
            Recording(one.number, one.track, one.title, f"{one.track}.mp3", "audio/mpeg", 1, "", len(times), passages,
                      marks, one.notes)
        )  # fmt: skip
    readers = (CastCredit("", "narrator"), *(CastCredit(name, voice.name) for name, voice in cast.voices))
    created, cover = "2026-01-01T00:00:00+00:00", Cover(b"", "image/jpeg")
    album = PublishedAlbum(
        "urn:uuid:1", created, about, "narrator", readers, cover, tuple(recordings), len(recordings)
    )  # fmt: skip
    done("passages")
    build_transcripts(album)
    done("transcripts")
    build_page_files(album)
    build_feed_files(album, "", "cover.jpg")
    done("page")
    if recordings:
        leaves = build_content_pages(album)
        voices = number_speakers(leaves)
        build_package(album, leaves, "cover.jpg")
        build_contents_page(album, leaves)
        build_title_page(album, "cover.jpg", voices)
        for leaf in leaves:
            build_chapter_page(album, leaf, voices)
            build_overlay(leaf)
    done("e-book")


if __name__ == "__main__":
    main()

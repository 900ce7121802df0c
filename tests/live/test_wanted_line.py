"""What somebody waits for comes next: its chapter from the wanted line on, the chapters after it, then the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audiobook.engines.registry import create_engine
from audiobook.model import Cue, Episode, Utterance, Voice
from audiobook.model.products import resolve_product
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.scheduler import run_jobs
from audiobook.production.wanted_line import WantedLine
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import clip_key
from audiobook.synthesis.synthesize import Batch
from tests.crashing.workers import InlineWorkers

VOICE = Voice("silent", create_engine("silent").default_voice)
CHAPTERS, LINES = 4, 30


class Watched(InlineWorkers):
    """Does the work in this process, and remembers which lines were handed out."""

    def __init__(self) -> None:
        super().__init__(1)
        self.spoken: list[str] = []

    def submit(self, call, *arguments, timeout=None):  # type: ignore[no-untyped-def]
        if arguments and isinstance(arguments[0], Batch):
            self.spoken += [utterance.spoken for _, utterance in arguments[0].utterances]
        return super().submit(call, *arguments, timeout=timeout)


def job_of(folder: Path, number: int) -> EpisodeJob:
    cues = tuple(Cue(Utterance(f"Chapter {number}, line {line} of them all.", VOICE), 100) for line in range(LINES))
    keys = tuple(clip_key(cue.utterance, create_engine("silent").fingerprint(VOICE.name)) for cue in cues)
    episode = Episode(number, number, CHAPTERS, f"Part {number}", cues, "")
    tags = TrackTags("A", "B", "C", "D", number, CHAPTERS, (), "", "en", "", "")
    return EpisodeJob(episode, keys, folder / "clips", folder / f"{number}.mp3", tags, resolve_product())


def run(folder: Path, wishes: Iterator[WantedLine | None]) -> list[str]:
    jobs = [job_of(folder, number) for number in range(1, CHAPTERS + 1)]
    workers = Watched()
    list(run_jobs(jobs, workers, find_wanted_line=lambda: next(wishes)))
    return workers.spoken


def always(wanted: WantedLine | None) -> Iterator[WantedLine | None]:
    while True:
        yield wanted


def test_a_wanted_line_comes_first_and_nothing_is_left_out(tmp_path: Path) -> None:
    spoken = run(tmp_path, always(WantedLine(3, 20)))
    wanted = [f"Chapter 3, line {line} of them all." for line in (*range(20, LINES), *range(20))]
    assert spoken[:LINES] == wanted
    assert [line.split(",")[0] for line in spoken[LINES::LINES]] == ["Chapter 4", "Chapter 1", "Chapter 2"]
    assert len(set(spoken)) == CHAPTERS * LINES


def test_without_a_listener_the_order_is_that_of_the_chapters(tmp_path: Path) -> None:
    spoken = run(tmp_path, always(None))
    assert spoken[0].startswith("Chapter 1, line 0 ")
    assert len(set(spoken)) == CHAPTERS * LINES


def test_a_new_wish_is_followed_in_the_middle(tmp_path: Path) -> None:
    def change_mind() -> Iterator[WantedLine | None]:
        yield None
        yield from always(WantedLine(4, 0))

    spoken = run(tmp_path, change_mind())
    first_of_last = spoken.index("Chapter 4, line 0 of them all.")
    assert 0 < first_of_last < LINES
    assert len(set(spoken)) == CHAPTERS * LINES


def test_a_chapter_that_does_not_exist_is_no_wish(tmp_path: Path) -> None:
    assert len(set(run(tmp_path, always(WantedLine(99, 0))))) == CHAPTERS * LINES


def test_the_sound_is_the_same_in_any_order(tmp_path: Path) -> None:
    run(tmp_path / "straight", always(None))
    run(tmp_path / "wanted", always(WantedLine(2, 11)))
    for number in range(1, CHAPTERS + 1):
        name = f"{number}.mp3"
        assert (tmp_path / "straight" / name).read_bytes() == (tmp_path / "wanted" / name).read_bytes()

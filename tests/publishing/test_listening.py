"""What benchmarks/listen.py reads out of a finished album, and the figures that need no judge."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.conftest import Outcome

STORY = """\
Two Doors

by Ann Example

Chapter 1

The door was open. “Who is there?” Tom asked. He waited a little.

“Nobody,” said Mary, and laughed.

* * *

In the morning the door was shut.
"""


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs in benchmarks/ import each other by their plain names."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))


@pytest.fixture
def figures() -> ModuleType:
    import listening_figures

    return listening_figures


def test_an_album_is_read_line_by_line(audiobook: Callable[..., Outcome], tmp_path: Path, figures: ModuleType) -> None:
    from album_lines import read_album

    (tmp_path / "story.txt").write_text(STORY, "utf-8")
    assert audiobook("make", "story.txt", "--engine", "silent").code == 0
    album = read_album(tmp_path / "output" / "Ann Example" / "Two Doors")
    (chapter,) = album.chapters
    assert [line.text for line in chapter.lines] == [
        "Chapter 1",
        "The door was open.",
        "“Who is there?” Tom asked.",
        "He waited a little.",
        "“Nobody,” said Mary, and laughed.",
        "In the morning the door was shut.",
    ]
    pauses = [figures.name_pause(one, two) for one, two in pairwise(chapter.lines)]
    assert pauses == ["heading", "quote and tag", "quote and tag", "paragraph", "scene"]
    assert all(one.end < two.start for one, two in pairwise(chapter.lines))
    assert all(len(line.wave) == round(line.seconds * chapter.sound.rate) for line in chapter.lines)
    assert chapter.lines[-1].end < chapter.seconds


@pytest.mark.parametrize(
    ("text", "is_question", "is_wh"),
    [
        ("“You came back?”", True, False),
        ("“And what is that?” ", True, True),
        ("“Kurenai, where have you been?”", True, True),
        ("“Whatever you say, are you sure?”", True, False),
        ("“He asked what it was.”", False, False),
    ],
)
def test_kinds_of_questions(figures: ModuleType, text: str, is_question: bool, is_wh: bool) -> None:
    assert figures.is_question(text) is is_question
    if is_question:
        assert figures.is_wh_question(text) is is_wh


def test_a_rising_end_is_told_from_an_octave_slip(figures: ModuleType) -> None:
    rising = 200 * 2 ** (np.linspace(0, 6, 60) / 12)
    assert figures.measure_ending(rising) == pytest.approx(2.03, abs=0.1)
    falling = np.concatenate([rising[::-1], np.full(5, 800.0)])
    assert figures.measure_ending(falling) < -1.5
    assert figures.measure_ending(rising[:20]) is None


def test_the_largest_set_of_speakers_that_are_not_alike(figures: ModuleType) -> None:
    pairs = {("a", "b"): 0.9, ("a", "c"): 0.7, ("a", "d"): 0.9, ("b", "c"): 0.7, ("b", "d"): 0.7, ("c", "d"): 0.9}
    assert figures.find_largest_set("abcd", pairs) == 2
    assert figures.find_largest_set("abcd", {**pairs, ("c", "d"): 0.8}) == 3

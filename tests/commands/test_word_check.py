"""Each word of a story is said, or left out by a rule that has a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.chapters.split import split_chapters
from audiobook.commands.inspect import inspect_story, measure_coverage
from audiobook.commands.word_check import find_unspoken_words
from audiobook.model import Manuscript, Script
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from tests.conftest import CASES, examples

NO_NEEDS: frozenset[NormalizationOption] = frozenset()
STORIES = sorted(path for folder in ("stories", "formats") for path in (CASES / folder).iterdir())
STORY = "Chapter 1: The Loft\n\nPigeons slept in the loft.\n\n“Hush,” said Ottilie, “or they wake.”\n"


def script_of(text: str, needs: frozenset[NormalizationOption] = ALL_OPTIONS) -> Script:
    return normalize_for(build_script(split_chapters(Manuscript(Path("story.txt"), text))), needs)


def said_otherwise(script: Script, before: str, after: str) -> Script:
    """The script as a stage would leave it that loses words."""
    return replace(
        script, segments=tuple(replace(one, spoken=one.spoken.replace(before, after)) for one in script.segments)
    )


@pytest.mark.parametrize("needs", [ALL_OPTIONS, NO_NEEDS], ids=["all needs", "no needs"])
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.name)
def test_no_word_of_the_stories_is_lost(path: Path, needs: frozenset[NormalizationOption]) -> None:
    book = split_chapters(read_story(path))
    coverage = measure_coverage(book.text, normalize_for(build_script(book), needs), needs)
    assert (coverage.unaccounted, coverage.lost) == (0, ())


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("slept ", "", ("slept",)),
        ("in the loft", "the loft in", ("pigeons", "slept", "in", "the", "loft")),
        ("The Loft", "The", ("loft",)),
        ("Hush,", "", ("hush",)),
    ],
)
def test_words_that_a_stage_loses_inside_a_stretch_are_found(before: str, after: str, lost: tuple[str, ...]) -> None:
    script = script_of(STORY)
    assert list(find_unspoken_words(STORY, script)) == []
    coverage = measure_coverage(STORY, said_otherwise(script, before, after))
    assert [one.words for one in coverage.lost] == [lost]
    assert coverage.unaccounted == sum(map(len, lost))


def test_lost_words_are_worth_a_look() -> None:
    book = split_chapters(Manuscript(Path("story.txt"), STORY))
    script = said_otherwise(normalize_for(build_script(book)), "slept in ", "")
    warnings = inspect_story(book, script, (), {}).warnings
    assert [(one.chapter, one.text) for one in warnings if "not read aloud" in one.what] == [
        (1, "Pigeons slept in the loft.")
    ]


@pytest.mark.parametrize(
    ("written", "rule", "count"),
    [
        ("The loft <b>was</b> shut.", "HTML tags", 2),
        ("The loft was shut :D today.", "smileys", 1),
        ("See [the loft][loft] first.", "links", 4),
    ],
)
def test_what_a_rule_takes_out_is_listed_under_its_name(written: str, rule: str, count: int) -> None:
    coverage = measure_coverage(written, script_of(written))
    assert dict(coverage.left_out)[rule] == count
    assert coverage.unaccounted == 0
    letters = sum(not sign.isspace() for sign in written)
    assert coverage.spoken + sum(size for _, size in coverage.left_out) == letters


def test_a_number_said_otherwise_is_no_lost_word() -> None:
    for heading in ("## *The loft*[](h)", "CHAPTER XIV. THE LOFT", "Chapter Twenty-One: The Loft", "II", "2. The Loft"):
        text = "".join(f"{heading}\n\n{'Pigeons slept in the loft. ' * 30}\n\n" for heading in (heading,))
        assert measure_coverage(text, script_of(text)).lost == ()


def test_a_heading_said_in_full_is_no_lost_word() -> None:
    text = "Ep 1 — The Weir\n\nIt rained.\n\nEp 2 — The Mill\n\nIt rained again.\n"
    assert measure_coverage(text, script_of(text)).lost == ()


def test_the_name_of_a_part_is_listed() -> None:
    text = "PART ONE Chapter 1\n\nPigeons slept in the loft.\n"
    coverage = measure_coverage(text, script_of(text))
    assert coverage.lost == ()
    assert dict(coverage.left_out) == {"a part's name in a chapter's heading": 7}


PIECES = (
    "Pigeons slept|“Hush,” she said.|<Who is there?>|<i>|</i>|<br>|<I am Ox.>|&lt;b&gt;|&amp;|[1]|loft[2]|HP[120]|"
    "care-\nful|one-to-\none|well-\nknown|{3}|[A]|[Pg 14]|[Illustration: A loft]|7:30 p.m.|Chapter XIV|CHAPTER 2: Up|"
    ":D|^_^|😀|W-what|Nooooo|f***|[words](http://x.org/a)|www.x.org/y|# Head|* * *|A/N: hi|(A/N: so)|ﬁsh|naïve|愛|"
    "x²|word¹|*so*|_no_|`code`|/up/|Dr. Ox|$5.99|1,250|IV|III.|w/ u|btw|SHOUT|12|\n12\n|a_b|Qwertz|ß|İ|²"
).split("|")
JOINTS = (" ", "\n", "\n\n", "", ", ")
mutated = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), max_size=24)


@given(mutated, st.sampled_from((ALL_OPTIONS, NO_NEEDS)))
@settings(max_examples=examples(400))
def test_no_word_of_a_mutated_story_is_lost(
    parts: list[tuple[str, str]], needs: frozenset[NormalizationOption]
) -> None:
    text = "".join(piece + joint for piece, joint in parts)
    coverage = measure_coverage(text, script_of(text, needs), needs)
    assert (coverage.unaccounted, coverage.lost) == (0, ())

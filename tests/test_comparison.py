"""The tables of README.md and docs/comparison.md are what their data say, and the peers' own files are read right."""

import tomllib

import numpy as np
import pytest

from benchmarks.comparison import CLAIMS, SIGNS, find_stale, replace_between
from benchmarks.peer_figures import (
    Heard,
    compare_words,
    count_chapters,
    count_speakers,
    cut_windows,
    read_review,
)
from benchmarks.peer_texts import SAMPLE, GoldText, Label, Word, read_gold
from benchmarks.peers import STORY


@pytest.fixture(scope="module")
def story() -> GoldText:
    return read_gold(STORY)


def test_the_tables_are_what_the_data_say():
    assert not [page.name for page in find_stale()], "run: python -m benchmarks.comparison"


def test_every_program_has_a_cell_in_every_row():
    claims = tomllib.loads(CLAIMS.read_text("utf-8"))
    keys = [program["key"] for program in claims["programs"]]
    for row in claims["rows"]:
        assert list(row["cells"]) == keys, row["feature"]
        for cell in row["cells"].values():
            value = cell.partition(": ")[0]
            assert value in SIGNS or value[0].isdigit() or value == "its servers"


def test_a_page_without_its_markers_is_an_error():
    with pytest.raises(ValueError, match="table: costs"):
        replace_between("a page", "costs", "| a |")


@pytest.mark.parametrize("path", [STORY, SAMPLE], ids=["short", "sample"])
def test_the_gold_fits_its_story(path):
    gold = read_gold(path)
    assert {line.speaker for line in gold.quotations} <= set(gold.people)
    assert all(line.words for line in gold.quotations)
    assert all(gold.labels[chapter.line - 1] is Label.HEADING for chapter in gold.chapters)
    assert all(chapter.title in gold.lines[chapter.line - 1] for chapter in gold.chapters)


def say(words: list[Word]) -> Heard:
    return Heard(tuple(word.text for word in words), (("All", 0),))


def test_a_story_read_word_for_word_loses_nothing(story):
    figures = compare_words(story, say([word for word in story.words if word.label is Label.STORY]))
    # A word of a heading may be taken for the same word of the story.
    assert (figures.lost, figures.foreign, figures.errors <= 1) == (0, 0, True)


def test_words_left_out_are_lost_and_errors(story):
    said = [word for word in story.words if word.label is Label.STORY]
    figures = compare_words(story, say(said[:100] + said[110:]))
    assert (figures.lost, figures.errors <= 11) == (10, True)


def test_notes_read_aloud_are_no_story(story):
    figures = compare_words(story, say([word for word in story.words if word.label in (Label.STORY, Label.NOTE)]))
    assert figures.foreign == sum(word.label is Label.NOTE for word in story.words)


def test_chapters_are_right_where_a_section_begins_with_their_words(story):
    said = [word for word in story.words if word.label is Label.STORY]
    second = next(number for number, word in enumerate(said) if word.line > story.chapters[1].line)
    heard = Heard(tuple(word.text for word in said), (("1", 0), ("02_The_Ladder", second)))
    assert count_chapters(story, heard) == (2, 1)
    assert count_chapters(story, Heard(heard.words, (("1", 0),))) == (0, 0)


def test_speakers_are_found_by_the_words_of_their_lines(story):
    review = (
        "# x\n=== The Lamp === [id:1]\n\n@Ida\nMister Pell, your lamp is out.\n\n@Mister Pell (calm)\nIt is resting,\n"
    )
    assert count_speakers(story, read_review(review)) == 3


def test_sound_is_cut_in_its_pauses_and_silence_is_left_out():
    rate, rng = 16_000, np.random.default_rng(1)
    speech = rng.normal(0, 0.1, 20 * rate).astype(np.float32)
    pause = np.zeros(rate, np.float32)
    windows = list(cut_windows(np.concatenate([speech, pause, speech, pause])))
    assert [round(len(window) / rate) for window in windows] == [20, 21] or len(windows) == 2
    assert not list(cut_windows(np.zeros(5 * rate, np.float32)))

"""Every word of a chapter is accounted for: what is written, left out, added and read adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile
from audiobook.chapters.split import split_chapters
from audiobook.model import Cast, Manuscript, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import DEFAULT_OPTIONS, NarrationOptions, find_read_spans, plan_episodes
from audiobook.production.record_plan import account_for_words
from audiobook.production.word_counts import WordCounts, count_words, sum_words
from audiobook.quotations.script import build_script

CAST = Cast(Voice("silent", "silence"))
HEADER = "Tea by Ann\n\nChapter 1: Revelations\n"
# The body of a chapter, and how many of its words are written, left out, added and read.
CASES = [
    ("It was open.", (3, 0, 0, 3)),
    ("That was in June 1911.", (5, 0, 1, 6)),
    ("It was late-- Nobody came—nobody...at all.", (8, 0, 0, 8)),
    ("* * *\n\nIt was open.", (3, 0, 0, 3)),
    ("Author's Notes:\nThank you, all of you.\nIt rained.\n\nIt poured.", (11, 7, 0, 4)),
]


def count(body: str, manner: NarrationOptions = DEFAULT_OPTIONS) -> WordCounts:
    script = normalize_for(build_script(split_chapters(Manuscript(Path("tea.txt"), HEADER + body))))
    script = attribute_quotes(script, CastFile())[0].script
    segments, (episode,) = script.chapter_segments(1), plan_episodes(script, CAST, manner)
    return account_for_words(segments, find_read_spans(segments, CAST, manner), episode.cues)


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_words_add_up(body: str, expected: tuple[int, int, int, int]) -> None:
    counted, heading = count(body), WordCounts(3, 0, 0, 3, 3)  # "Chapter one. Revelations."
    written, left_out, added, normalized = expected
    assert counted == sum_words((heading, WordCounts(written, left_out, added, normalized, normalized)))
    assert counted.written - counted.left_out + counted.added == counted.normalized


def test_notes_that_are_read_are_announced() -> None:
    body = CASES[-1][0]
    skipped, read = count(body), count(body, NarrationOptions(speak_notes=True))
    assert read.written - read.left_out + read.added == read.normalized == read.spoken
    assert read.left_out < skipped.left_out
    assert read.added == skipped.added + count_words("Author's note. End of note.")


def test_names_before_lines_count_where_they_are_read() -> None:
    chat = "It was late.\n\nOlga: You took it.\n\nPavel: I did not.\n\nOlga: Who, then?\n\nPavel: You."
    read, skipped = count(chat), count(chat, NarrationOptions(speak_unvoiced_names=False))
    assert (read.left_out, skipped.left_out - read.left_out) == (0, 4)
    for counted in (read, skipped):
        assert counted.written - counted.left_out + counted.added == counted.normalized == counted.spoken

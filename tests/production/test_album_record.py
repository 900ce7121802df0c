"""The record of an album's lines says what each was to say, wherever the story is now."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from audiobook.model import Prosody, Utterance, Voice
from audiobook.production.album_record import (
    AlbumRecord,
    RecordedChapter,
    RecordedUtterance,
    read_record,
    record_path,
    write_record,
)
from audiobook.production.word_counts import WordCounts
from audiobook.text.pronunciation.values import HeteronymOverride, Pronunciation

VOICE = Voice("hibari", "heart", pitch=0.9)
UTTERANCE = Utterance(
    "Ann read.",
    VOICE,
    (Pronunciation("Ann", "/æn/"),),
    2,
    (HeteronymOverride("read", 0, "/rɛd/"),),
    Prosody(0.5),
    (("stressed", 1, 2),),
)
RECORD = AlbumRecord(
    "two doors.txt",
    (
        RecordedChapter(1, "One", "01 - One.mp3", WordCounts(4, 3, 1, 2, 2), (RecordedUtterance("ab", UTTERANCE, 3),)),
        RecordedChapter(2, "Two", "02 - Two.mp3", WordCounts(), ()),
    ),
)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = record_path(tmp_path, tmp_path / "Ann" / "Two Doors")
    write_record(path, RECORD)
    assert read_record(path) == RECORD


@pytest.mark.parametrize("text", ["", "{}", '{"layout": 2, "story": "a", "chapters": [{}]}', '{"layout": 1}'])
def test_a_damaged_record_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    assert read_record(tmp_path / "a.json") is None


def test_no_record_is_none(tmp_path: Path) -> None:
    assert read_record(tmp_path / "a.json") is None


def test_a_record_keeps_every_field_of_an_utterance() -> None:
    """A new field needs a place in the record, or its clip could not be heard for what it should say."""
    plain = Utterance("", Voice("", ""))
    assert [
        field.name for field in fields(Utterance) if getattr(UTTERANCE, field.name) == getattr(plain, field.name)
    ] == []

"""What was heard is kept; a damaged file, or that of other ears, counts as nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.hearing.evidence import WordEvidence
from audiobook.hearing.results import HeardClip, read_results, results_path, write_results
from audiobook.hearing.sound_statistics import SoundStatistics

CLIPS = {"ab": HeardClip("1", WordEvidence(3, fit=-0.5, heard="it was"), SoundStatistics(1.0, (1.0, -1.0), 0.5))}


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = results_path(tmp_path, tmp_path / "Ann" / "Two Doors v1.5")
    write_results(path, "tiny.en", CLIPS)
    assert path.name == "Two Doors v1.5.json"
    assert read_results(path, "tiny.en") == CLIPS
    assert read_results(path, "base") == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"layout": 1, "recognizer": "x", "clips": {"a": {}}}', "\x00"])
def test_a_damaged_file_is_no_result(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert read_results(path, "x") == {}

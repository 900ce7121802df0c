"""Lines of a grown story stay as the album has them, unless they are other words now."""

from __future__ import annotations

import pytest

from audiobook.model import Cue, Episode, Utterance, Voice
from audiobook.production.album_record import AlbumRecord, RecordedChapter, RecordedUtterance
from audiobook.production.held_lines import hold_chapter
from audiobook.production.word_counts import WordCounts

BEFORE, NOW = Voice("silent", "wren"), Voice("silent", "reed")
LONG = ("It rained.", "“Yes,” she said.", "“No,” he said.", "They went in.", "It stopped.")


def record_of(*lines: str, title: str = "Rain", tracks: int = 2) -> AlbumRecord:
    recorded = tuple(RecordedUtterance("key", Utterance(line, BEFORE), 1, 100) for line in lines)
    return AlbumRecord("story.txt", (RecordedChapter(1, title, "a.mp3", WordCounts(), recorded, tracks),))


def held(record: AlbumRecord, *lines: str, title: str = "Rain") -> Episode:
    episode = Episode(1, 1, 3, title, tuple(Cue(Utterance(line, NOW), 200) for line in lines), "")
    return hold_chapter(episode, record)


@pytest.mark.parametrize(
    ("lines", "title", "voices", "tracks"),
    [
        (LONG, "Rain", "wwwww", 2),
        ((*LONG[:2], "“Never,” he said.", *LONG[3:]), "Rain", "wwrww", 3),
        (("Snow fell.", *LONG), "Rain", "rwwwww", 3),
        # Another chapter that has a line in common by chance.
        (("“Yes,” she said.", "Snow fell.", "They slept.", "It was late.", "He left."), "Snow", "rrrrr", 3),
    ],
    ids=["the same", "a line changed", "a line more", "another chapter"],
)
def test_lines_stay_as_they_are_recorded(lines: tuple[str, ...], title: str, voices: str, tracks: int) -> None:
    episode = held(record_of(*LONG), *lines, title=title)
    assert "".join(cue.utterance.voice.name[0] for cue in episode.cues) == voices
    assert [cue.pause_ms for cue in episode.cues] == [100 if voice == "w" else 200 for voice in voices]
    assert [cue.utterance.spoken for cue in episode.cues] == list(lines)
    assert episode.tracks == tracks

"""What a listener is sent: every line once, in order, as soon as it is spoken, whatever changes meanwhile."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from audiobook.live.segments import BYTES_PER_SECOND, stamp_segment
from audiobook.live.streams import LEAD_SECONDS, MAX_STREAMS, LiveStream, StreamRegistry
from audiobook.live.timeline import BEFORE_ALL
from audiobook.production.wanted_line import WantedLine
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from tests.live.spoken import FIRST, Making, line


@pytest.fixture
def making(tmp_path: Path) -> Making:
    return Making(tmp_path)


def begin(making: Making, number: int = 1, after: tuple[int, int] = BEFORE_ALL) -> LiveStream:
    return LiveStream(making.session, making.segments, number, after)


def places(stream: LiveStream) -> list[tuple[int, int]]:
    while stream.advance():
        pass
    return [sent.line.place for sent in stream.sent]


def test_lines_come_in_order_as_they_are_spoken(making: Making) -> None:
    stream = begin(making)
    making.speak(1, 3)
    assert places(stream) == [(0, 1)]
    making.speak(2)
    assert places(stream) == [(0, 1), (1, 1), (1, 2)]
    assert not stream.has_ended
    making.speak(4)
    assert places(stream) == [line.place for line in FIRST.lines]
    assert stream.has_ended


def test_a_line_starts_where_the_ones_before_it_end(making: Making) -> None:
    making.speak(1, 2, 3, 4)
    stream = begin(making)
    sound = b"".join(iter(stream.advance, None))
    ends = [sent.start + sent.length for sent in stream.sent]
    assert [sent.start for sent in stream.sent] == [0.0, *ends[:-1]]
    assert ends[-1] == len(sound) / BYTES_PER_SECOND
    samples, rate = soundfile.read(BytesIO(sound))
    assert len(samples) / rate == pytest.approx(ends[-1], abs=0.1)
    # Half a second of sound and a pause of 0.2, and a little silence from the encoder.
    assert stream.sent[0].length == pytest.approx(0.72, abs=0.08)


def test_nobody_gets_minutes_ahead_while_the_album_is_made(making: Making) -> None:
    now = 100.0
    making.speak(1, 2, 3, 4, seconds=15.0)
    stream = LiveStream(making.session, making.segments, 1, BEFORE_ALL, lambda: now)
    assert not stream.is_ahead()
    stream.advance()
    assert not stream.is_ahead()
    stream.advance()
    assert stream.seconds > LEAD_SECONDS
    assert stream.is_ahead()
    now += 15.0
    assert not stream.is_ahead()
    now -= 15.0
    making.session.finish("Two Cups", "Ann Example/Two Cups")
    assert not stream.is_ahead()


def test_the_sound_is_as_loud_as_an_album(making: Making) -> None:
    making.speak(1, 2, 3, 4, seconds=3.0)
    sound = b"".join(iter(begin(making).advance, None))
    samples, _ = soundfile.read(BytesIO(sound))
    # A tone at -18 LUFS, give or take, and no peak above the ceiling.
    assert 0.05 < np.sqrt(np.mean(samples**2)) < 0.2
    assert np.abs(samples).max() < 0.9


def test_a_stream_asks_for_its_first_line(making: Making) -> None:
    begin(making, 1, (1, 1))
    assert making.session.wanted == WantedLine(1, 2)


def test_a_stream_goes_on_when_the_lines_change(making: Making) -> None:
    stream = begin(making)
    making.speak(1, 2)
    assert places(stream) == [(0, 1), (1, 1)]
    # The whole story is known now: one line is two, and another voice speaks the last one.
    changed = replace(FIRST, lines=(line(1, 0), line(2, 1), line(6, 1, 2), line(7, 1, 3), line(8, 2)))
    making.session.show_chapter(changed)
    making.speak(6, 7, 8)
    assert places(stream) == [(0, 1), (1, 1), (1, 2), (1, 3), (2, 1)]


def test_a_chapter_that_is_known_only_in_part_does_not_end_there(making: Making) -> None:
    making.session.show_chapter(replace(FIRST, lines=FIRST.lines[:1], is_whole=False))
    making.speak(1, 2, 3, 4)
    stream = begin(making)
    assert places(stream) == [(0, 1)]
    assert not stream.has_ended
    making.session.show_chapter(FIRST)
    assert len(places(stream)) == len(FIRST.lines)


def test_a_line_in_another_voice_is_sent(making: Making) -> None:
    making.speak(1, 9, 3, 4)
    failed = FIRST.lines[1]
    making.session.note_issue(SynthesisIssue(failed.key, "", "", Fallback.OTHER_VOICE, "x", line(9, 0).key))
    assert len(places(begin(making))) == len(FIRST.lines)


@pytest.mark.parametrize("way", ["failed", "finished"])
def test_a_line_that_nobody_could_speak_is_left_out(making: Making, way: str) -> None:
    making.speak(1, 3, 4)
    stream = begin(making)
    if way == "failed":
        making.session.note_issue(SynthesisIssue(FIRST.lines[1].key, "", "", Fallback.FAILED))
    else:
        making.finish(FIRST)
    assert places(stream) == [(0, 1), (1, 2), (2, 1)]
    assert stream.has_ended


def test_a_chapter_that_will_never_be_spoken_ends(making: Making) -> None:
    stream = begin(making, 7)
    assert stream.advance() is None
    assert stream.has_ended


def test_streams_are_forgotten_after_many_others(making: Making) -> None:
    registry = StreamRegistry(making.session, making.segments)
    first = registry.open("a", 1, BEFORE_ALL)
    assert registry.open("a", 1, BEFORE_ALL) is first
    assert registry.open("a", 2, BEFORE_ALL) is not first
    for number in range(MAX_STREAMS):
        registry.open(f"n{number}", 1, BEFORE_ALL)
    assert registry.find("a") is None


def test_a_segment_says_when_it_is_due() -> None:
    stamped = stamp_segment(b"\xff\xf3rest", 2.5)
    tag = ID3(BytesIO(stamped))
    frames = tag.getall("PRIV")
    assert [frame.owner for frame in frames] == ["com.apple.streaming.transportStreamTimestamp"]
    assert int.from_bytes(frames[0].data) == 2.5 * 90_000
    assert stamped.endswith(b"\xff\xf3rest")

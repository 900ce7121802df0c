"""Joins clips and pauses into one stretch of sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audiobook.model import Clip
from audiobook.publishing.segments import AudioSegment

SAMPLE_BYTES = 2
# Short enough not to be heard, long enough that no join clicks.
FADE_IN_MS = 4
FADE_OUT_MS = 12


def stitched(clips: Iterable[tuple[Clip, int]], rate: int, lead: int) -> Iterator[AudioSegment]:
    """Each clip at `rate` Hz with its pause (ms) behind it, after `lead` ms of silence.

    They come one by one, so that memory does not grow with the chapter.
    """
    yield AudioSegment.silent(lead, frame_rate=rate)
    for clip, pause in clips:
        if len(clip.samples):
            yield faded(clip, rate)
        yield AudioSegment.silent(pause, frame_rate=rate)


def faded(clip: Clip, rate: int) -> AudioSegment:
    """A clip as a pydub segment at `rate` Hz, its ends faded so that they join without a click."""
    segment = AudioSegment(data=_at_rate(clip, rate), sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)
    return segment.fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)


def _at_rate(clip: Clip, rate: int) -> bytes:
    if clip.rate == rate:
        return clip.samples.tobytes()
    import soxr

    return bytes(soxr.resample(clip.samples, clip.rate, rate).tobytes())

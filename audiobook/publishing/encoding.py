"""Encodes sound as MP3: with LAME in memory, or by pydub and ffmpeg where LAME's package is missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from audiobook.publishing.segments import AudioSegment

# What MP3 allows at the sample rates of MPEG-2 (16 to 24 kHz) and MPEG-1 (32 to 48 kHz), in kbit/s.
LOW_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HIGH_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BITRATES = tuple(sorted({*LOW_RATE_BITRATES, *HIGH_RATE_BITRATES}))
MP3_RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
FULL_RATE = 44_100
# LAME's scale of care: 2 takes four times as long as 7; between 5 and 2 nobody has heard a difference in speech.
LAME_QUALITY = 5


class Encoder(Protocol):
    """Turns segments into the bytes of a file."""

    def __call__(self, segments: Iterable[AudioSegment], target: Path, rate: int, bitrate: int) -> None:
        """Writes mono `segments` of `rate` Hz to `target` at `bitrate` kbit/s."""
        ...


def output_rate(clip_rate: int, bitrate: int) -> int:
    """The sample rate of the file: the clips' own where MP3 has it at that bitrate, else 44.1 kHz."""
    allowed = LOW_RATE_BITRATES if clip_rate <= 24_000 else HIGH_RATE_BITRATES
    return clip_rate if clip_rate in MP3_RATES and bitrate in allowed else FULL_RATE


def encoder() -> Encoder:
    """The quickest encoder here: lameenc needs half of ffmpeg's time and no temporary file."""
    try:
        import lameenc  # noqa: F401
    except ImportError:
        return encode_with_ffmpeg
    return encode_with_lame


def encode_with_lame(segments: Iterable[AudioSegment], target: Path, rate: int, bitrate: int) -> None:
    """Encodes piece by piece; the same sound gives the same bytes."""
    import lameenc

    lame = lameenc.Encoder()
    lame.set_channels(1)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)  # otherwise LAME lowers the rate by itself at low bitrates
    lame.set_bit_rate(bitrate)
    lame.set_quality(LAME_QUALITY)
    lame.silence()
    with target.open("wb") as file:
        for segment in segments:
            file.write(lame.encode(segment.raw_data))
        file.write(lame.flush())


def encode_with_ffmpeg(segments: Iterable[AudioSegment], target: Path, rate: int, bitrate: int) -> None:
    """Encodes with the ffmpeg inside imageio-ffmpeg; the whole chapter is in memory meanwhile."""
    from imageio_ffmpeg import get_ffmpeg_exe

    AudioSegment.converter = get_ffmpeg_exe()
    data = b"".join(segment.raw_data for segment in segments)
    whole = AudioSegment(data=data, sample_width=2, frame_rate=rate, channels=1)
    # bitexact: otherwise the file names the version of the encoder that wrote it.
    whole.export(str(target), format="mp3", bitrate=f"{bitrate}k", parameters=["-bitexact", "-write_xing", "0"]).close()

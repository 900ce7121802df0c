"""Encodes sound: MP3 with LAME in memory, FLAC and WAV with libsndfile, Opus and AAC with ffmpeg.

The same sound gives the same bytes. Each encoder takes the sound block by block.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from io import FileIO
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.ffmpeg import encode_samples, ffmpeg_path, has_encoder
from audiobook.audio.samples import to_decibels
from audiobook.errors import OutputError
from audiobook.model.output_formats import HIGH_RATE_BITRATES, LOW_RATE_BITRATES, CodecSettings

SoundBlocks = Iterable[NDArray[np.int16]]
# The sample rates that each kind of file has.
MP3_RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
CODEC_RATES = {
    "mp3": MP3_RATES,
    "aac": (16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    "opus": (16_000, 24_000, 48_000),
}
CD_RATE = 44_100
OPUS_RATE = 48_000
# LAME's scale of care (2 takes four times as long as 7), by the least bitrate that it is for. On ten minutes of speech
# at 96 kbit/s its error lies 24.8 dB under the sound with 7, 24.4 dB with 5 and 21.0 dB with 2, and spectra differ by
# 0.81, 0.71 and 0.79 dB (24 bands): no difference that could be told, against 20.6 dB and 0.98 dB for 5 at 80 kbit/s.
# At 64 kbit/s it can be told: 2.6 dB with 7, 1.4 dB with 5.
LAME_QUALITIES = ((96, 7), (0, 5))
# LAME makes sound weaker, by so much from a bitrate on: it leaves room for what it adds to peaks.
LAME_SCALES = ((256, 1.0), (224, 0.98), (192, 0.97), (0, 0.95))


# A quarter and a third of the time of what ffmpeg takes by itself (10, twoloop), and nearer to the sound: errors lie
# 14.8 against 8.2 dB under it with Opus at 48 kbit/s, 19.9 against 16.3 dB with AAC at 64.
OPUS_COMPLEXITY = "5"
AAC_CODER = "fast"


class Encoder(Protocol):
    """Turns samples into the bytes of a file."""

    def __call__(self, blocks: SoundBlocks, target: Path, rate: int, bitrate: int, /) -> None:
        """Writes mono `blocks` of `rate` Hz to `target` at `bitrate` kbit/s, which lossless ones take no notice of."""
        ...


def output_rate(clip_rate: int, coding: CodecSettings) -> int:
    """The sample rate of the file: what is prescribed, else the clips' own where such a file can have it."""
    if coding.rate:
        return coding.rate
    if coding.name == "opus":
        return clip_rate if clip_rate in CODEC_RATES["opus"] else OPUS_RATE
    if clip_rate not in CODEC_RATES.get(coding.name, (clip_rate,)):
        return CD_RATE
    allowed = LOW_RATE_BITRATES if clip_rate <= 24_000 else HIGH_RATE_BITRATES
    return clip_rate if coding.name != "mp3" or coding.bitrate in allowed else CD_RATE


def encoder_for(name: str) -> Encoder:
    """What encodes the kind of file of that name ("mp3", "aac", "opus", "flac", "wav").

    For MP3 that is lameenc where it is here: it needs half of ffmpeg's time.
    """
    if name == "mp3" and not _has_lame():
        return encode_with_ffmpeg
    return ENCODERS[name]


def ensure_encoder(coding: CodecSettings) -> None:
    """Raises OutputError where such files cannot be encoded here, before any work is done for them."""
    if coding.name in ("aac", "opus"):
        path = ffmpeg_path()
        if coding.name == "opus" and not has_encoder("libopus"):
            raise OutputError(f"ffmpeg ({path}) cannot encode Opus; choose another --format")


def encoder_version(name: str) -> tuple[object, ...]:
    """What a file of that kind is encoded by: anything that makes other bytes of the same sound."""
    if name in ("flac", "wav"):
        return ("soundfile", version("soundfile"))
    if name == "mp3" and _has_lame():
        return ("lameenc", version("lameenc"), LAME_QUALITIES)
    return ("imageio-ffmpeg", version("imageio-ffmpeg"), OPUS_COMPLEXITY, AAC_CODER)


def encoder_loss(coding: CodecSettings) -> float:
    """By how many dB the encoder makes the sound weaker."""
    if coding.name != "mp3":
        return 0.0
    return -to_decibels(next(scale for least, scale in LAME_SCALES if coding.bitrate >= least))


# Samples of silence that a decoder puts before the sound, where nothing in the file tells it to leave them out.
ENCODER_DELAYS = {"mp3": 1105, "aac": 1024}


def encoder_delay(coding: CodecSettings) -> int:
    """How many samples later than they were given to the encoder those of a file are heard."""
    return ENCODER_DELAYS.get(coding.name, 0)


def _has_lame() -> bool:
    try:
        import lameenc  # noqa: F401
    except ImportError:
        return False
    return True


def encode_with_lame(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """MP3 of a constant bitrate."""
    import lameenc

    lame = lameenc.Encoder()
    lame.set_channels(1)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)  # otherwise LAME lowers the rate by itself at low bitrates
    lame.set_bit_rate(bitrate)
    lame.set_quality(next(quality for least, quality in LAME_QUALITIES if bitrate >= least))
    lame.silence()
    with target.open("wb") as file:
        for block in blocks:
            file.write(lame.encode(block.tobytes()))
        file.write(lame.flush())


def encode_with_ffmpeg(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """MP3 where LAME's package is missing."""
    coded = ("-c:a", "libmp3lame", "-b:a", f"{bitrate}k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3")
    encode_samples(blocks, rate, coded, target)


def encode_aac(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """AAC as a bare stream (ADTS), such as can be bound into an M4B file."""
    encode_samples(blocks, rate, ("-c:a", "aac", "-aac_coder", AAC_CODER, "-b:a", f"{bitrate}k", "-f", "adts"), target)


def encode_opus(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """Opus in an Ogg file."""
    care = ("-application", "audio", "-frame_duration", "60", "-compression_level", OPUS_COMPLEXITY)
    encode_samples(blocks, rate, ("-c:a", "libopus", "-b:a", f"{bitrate}k", *care, "-f", "opus"), target)


def encode_flac(blocks: SoundBlocks, target: Path, rate: int, _bitrate: int) -> None:
    """FLAC with 16 bits."""
    _encode_with_libsndfile(blocks, target, rate, "FLAC")


def encode_wav(blocks: SoundBlocks, target: Path, rate: int, _bitrate: int) -> None:
    """WAV with 16 bits; raises OutputError for a sound that is longer than such a file can tell, 4 GB."""
    _encode_with_libsndfile(blocks, target, rate, "WAV")


MAX_WAV_BYTES = 4_000_000_000


def _encode_with_libsndfile(blocks: SoundBlocks, target: Path, rate: int, form: str) -> None:
    import soundfile

    with (
        target.open("w+b", buffering=0) as own,
        _ErrorCapturingFile(own) as noting,
        soundfile.SoundFile(noting, "w", rate, 1, "PCM_16", format=form) as file,
    ):
        written = 0
        for block in blocks:
            written += block.nbytes
            if form == "WAV" and written > MAX_WAV_BYTES:
                raise OutputError(f"{target}: a WAV file cannot be longer than 4 GB; choose --format flac")
            file.write(block)


class _ErrorCapturingFile:
    """A file that notes what the disk says against writing, and says it when the block ends.

    libsndfile calls it from C, where an exception is lost; it sees that less was written, and stops in its own way.
    """

    def __init__(self, file: FileIO) -> None:
        self.file = file
        self.error: OSError | None = None
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def write(self, data: bytes) -> int:
        """Writes all of it, or says that nothing was written."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            self.error = error
            return 0
        return len(data)

    def __enter__(self) -> _ErrorCapturingFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self.error:
            raise self.error


ENCODERS: dict[str, Encoder] = {
    "mp3": encode_with_lame,
    "aac": encode_aac,
    "opus": encode_opus,
    "flac": encode_flac,
    "wav": encode_wav,
}

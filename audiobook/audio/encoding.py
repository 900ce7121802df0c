"""Encodes sound: MP3 with LAME in memory, FLAC and WAV with libsndfile, Opus and AAC with ffmpeg.

The same sound always gives the same bytes. Each encoder takes the sound block by block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.ffmpeg import encode_samples, ffmpeg_path, has_encoder
from audiobook.audio.samples import to_decibels
from audiobook.errors import OutputError
from audiobook.model.output_formats import CodecSettings, find_codec

SoundBlocks = Iterable[NDArray[np.int16]]
# Writes mono blocks (sample rate in Hz) to a file at a bitrate (kbit/s), which lossless encoders ignore.
EncodeFunction = Callable[[SoundBlocks, Path, int, int], None]
# LAME's quality setting (2 takes four times as long as 7), by the lowest bitrate it is used for. On ten minutes of
# speech at 96 kbit/s the error is 24.8 dB below the signal with 7, 24.4 dB with 5 and 21.0 dB with 2, and spectra
# differ by 0.81, 0.71 and 0.79 dB (24 bands): inaudible, compared with 20.6 dB and 0.98 dB for 5 at 80 kbit/s. At
# 64 kbit/s the difference is audible: 2.6 dB with 7, 1.4 dB with 5.
LAME_QUALITIES = ((96, 7), (0, 5))
# LAME scales the sound down to leave room for what it adds to peaks: by this factor, from this bitrate on.
LAME_SCALES = ((256, 1.0), (224, 0.98), (192, 0.97), (0, 0.95))
# These take a quarter and a third of the time of ffmpeg's defaults (10, twoloop), and are closer to the original: the
# error is 14.8 instead of 8.2 dB below the signal with Opus at 48 kbit/s, 19.9 instead of 16.3 dB with AAC at 64.
OPUS_COMPLEXITY = "5"
AAC_CODER = "fast"
FFMPEG_PACKAGE = "imageio-ffmpeg"
FFMPEG_SETTINGS = (OPUS_COMPLEXITY, AAC_CODER)
MAX_WAV_BYTES = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Encoder:
    """A way to encode: the function, and the package and settings that its bytes depend on.

    `ffmpeg_encoder` is ffmpeg's name for it, "" if it doesn't need ffmpeg. `scales` are the factors by which it makes
    the sound weaker, each with the lowest bitrate (kbit/s) it applies to; () for none.
    """

    encode: EncodeFunction
    package: str
    settings: tuple[object, ...] = ()
    ffmpeg_encoder: str = ""
    scales: tuple[tuple[int, float], ...] = ()


def output_rate(clip_rate: int, settings: CodecSettings) -> int:
    """The sample rate of the file (Hz): the one in the settings, or the clips' own if the codec allows it."""
    codec = find_codec(settings.name)
    if settings.rate:
        return settings.rate
    return clip_rate if codec.allows(clip_rate, settings.bitrate) else codec.fallback_rate


def find_encoder(codec_name: str) -> Encoder:
    """The encoder of a codec ("mp3", "aac", "opus", "flac", "wav").

    For MP3 that is lameenc if it is installed: it takes half of ffmpeg's time. Raises LookupError, saying what is
    missing, if the codec's row names an encoder that isn't here.
    """
    codec = find_codec(codec_name)
    if codec.encoder not in ENCODERS:
        raise LookupError(f"the codec {codec.name!r} needs the encoder {codec.encoder!r}, which ENCODERS doesn't have")
    encoder = ENCODERS[codec.encoder]
    return FFMPEG_MP3_ENCODER if encoder is LAME_ENCODER and not _has_lame() else encoder


def ensure_encoder(settings: CodecSettings) -> None:
    """Raises OutputError if such files can't be encoded on this machine; call it before any work is done for them."""
    name = find_encoder(settings.name).ffmpeg_encoder
    if name and not has_encoder(name):
        label = find_codec(settings.name).label
        raise OutputError(
            f"ffmpeg ({ffmpeg_path()}) cannot encode {label}; choose another format: --format NAME --prune"
        )


def can_encode(codec_name: str) -> bool:
    """Whether files of this codec can be encoded on this machine."""
    name = find_encoder(codec_name).ffmpeg_encoder
    return not name or has_encoder(name)


def encoder_version(codec_name: str) -> tuple[object, ...]:
    """The package, version and settings that encode a codec: whatever makes different bytes of the same sound."""
    encoder = find_encoder(codec_name)
    return (encoder.package, version(encoder.package), *encoder.settings)


def encoder_loss(settings: CodecSettings) -> float:
    """By how many dB the encoder makes the sound weaker."""
    scales = find_encoder(settings.name).scales
    return -to_decibels(next((scale for least, scale in scales if settings.bitrate >= least), 1.0))


def encoder_delay(settings: CodecSettings) -> int:
    """How many samples of silence a decoder puts before the sound."""
    return find_codec(settings.name).delay


def _has_lame() -> bool:
    try:
        import lameenc  # noqa: F401
    except ImportError:
        return False
    return True


def encode_with_lame(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """Writes MP3 with a constant bitrate."""
    import lameenc

    lame = lameenc.Encoder()
    lame.set_channels(1)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)  # otherwise LAME lowers the rate at low bitrates
    lame.set_bit_rate(bitrate)
    lame.set_quality(next(quality for least, quality in LAME_QUALITIES if bitrate >= least))
    lame.silence()
    with target.open("wb") as file:
        for block in blocks:
            file.write(lame.encode(block.tobytes()))
        file.write(lame.flush())


def encode_with_ffmpeg(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """Writes MP3 with ffmpeg, for machines without lameenc."""
    options = ("-c:a", "libmp3lame", "-b:a", f"{bitrate}k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3")
    encode_samples(blocks, rate, options, target)


def encode_aac(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """Writes AAC as a bare stream (ADTS), which can be joined into an M4B file."""
    options = ("-c:a", "aac", "-aac_coder", AAC_CODER, "-b:a", f"{bitrate}k", "-f", "adts")
    encode_samples(blocks, rate, options, target)


def encode_opus(blocks: SoundBlocks, target: Path, rate: int, bitrate: int) -> None:
    """Writes Opus in an Ogg file."""
    quality = ("-application", "audio", "-frame_duration", "60", "-compression_level", OPUS_COMPLEXITY)
    encode_samples(blocks, rate, ("-c:a", "libopus", "-b:a", f"{bitrate}k", *quality, "-f", "opus"), target)


def encode_flac(blocks: SoundBlocks, target: Path, rate: int, _bitrate: int) -> None:
    """Writes FLAC with 16 bits."""
    _encode_with_libsndfile(blocks, target, rate, "FLAC")


def encode_wav(blocks: SoundBlocks, target: Path, rate: int, _bitrate: int) -> None:
    """Writes WAV with 16 bits; raises OutputError if the sound is longer than such a file can hold (4 GB)."""
    _encode_with_libsndfile(blocks, target, rate, "WAV")


def _encode_with_libsndfile(blocks: SoundBlocks, target: Path, rate: int, container: str) -> None:
    import soundfile

    with (
        target.open("w+b", buffering=0) as raw_file,
        _ErrorCapturingFile(raw_file) as captured_file,
        soundfile.SoundFile(captured_file, "w", rate, 1, "PCM_16", format=container) as file,
    ):
        written = 0
        for block in blocks:
            written += block.nbytes
            if container == "WAV" and written > MAX_WAV_BYTES:
                raise OutputError(f"{target}: a WAV file can't be longer than 4 GB; choose --format flac")
            file.write(block)


class _ErrorCapturingFile:
    """A file that remembers an error of writing and raises it when its block ends.

    libsndfile calls it from C, where an exception would be lost; it sees that less was written, and stops.
    """

    def __init__(self, file: FileIO) -> None:
        self.file = file
        self.error: OSError | None = None
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def write(self, data: bytes) -> int:
        """Writes all of the data, or reports that nothing was written."""
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


LAME_ENCODER = Encoder(encode_with_lame, "lameenc", (LAME_QUALITIES,), scales=LAME_SCALES)
FFMPEG_MP3_ENCODER = Encoder(encode_with_ffmpeg, FFMPEG_PACKAGE, FFMPEG_SETTINGS, "libmp3lame", LAME_SCALES)
# By the name that a codec's row gives as its `encoder`.
ENCODERS = {
    "mp3": LAME_ENCODER,
    "aac": Encoder(encode_aac, FFMPEG_PACKAGE, FFMPEG_SETTINGS, "aac"),
    "opus": Encoder(encode_opus, FFMPEG_PACKAGE, FFMPEG_SETTINGS, "libopus"),
    "flac": Encoder(encode_flac, "soundfile"),
    "wav": Encoder(encode_wav, "soundfile"),
}

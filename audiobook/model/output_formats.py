"""Output formats and profiles: one row for each, with everything the program knows about it.

To add a format, add a row to `OUTPUT_FORMATS` and offer it in a profile. Only a new way to encode
(`audiobook/audio/encoding.py`) or to write tags (`audiobook/publishing/tags/files.py`) needs code.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# The sample rates (Hz) and bitrates (kbit/s) that MP3 allows: MPEG-2 up to 24 kHz, MPEG-1 above.
MPEG_SAMPLE_RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
LOW_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HIGH_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MAX_LOW_RATE = 24_000
CD_RATE = 44_100
OPUS_RATE = 48_000
# An encoder adds up to 50 ms at either end, and a clip has up to 100 ms of near-silence around its speech.
SLACK_MS = 150


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to encode sound. Rates are in Hz, bitrates in kbit/s; () means that any value is allowed.

    `label` is what messages call it. `encoder` is a name in the table of `audiobook.audio.encoding`. `bitrates` is ()
    for a lossless codec; `low_rate_bitrates` replaces it for sample rates up to 24 kHz where they differ. Clips whose
    rate the codec doesn't have are resampled to `fallback_rate`.

    `overshoot` is what encoding may add to a peak, in dB. That holds from `trusted_bitrate` on; below, files are
    decoded and measured, at `decoded_rate` (0 for the file's own) with ffmpeg's `decoder` ("" for its default).
    `delay` is how many samples of silence decoders put before the sound.
    """

    name: str
    label: str
    encoder: str
    bitrates: tuple[int, ...] = ()
    low_rate_bitrates: tuple[int, ...] = ()
    sample_rates: tuple[int, ...] = ()
    fallback_rate: int = CD_RATE
    overshoot: float = 0.1
    trusted_bitrate: float = 0
    decoded_rate: int = 0
    decoder: str = ""
    delay: int = 0

    @property
    def all_bitrates(self) -> tuple[int, ...]:
        """The bitrates that the codec has at any sample rate, sorted; () for a lossless codec."""
        return tuple(sorted({*self.bitrates, *self.low_rate_bitrates}))

    def allows(self, rate: int, bitrate: int) -> bool:
        """Whether there are files of this sample rate and bitrate."""
        bitrates = self.low_rate_bitrates if rate <= MAX_LOW_RATE and self.low_rate_bitrates else self.bitrates
        return (not self.sample_rates or rate in self.sample_rates) and (not bitrates or bitrate in bitrates)


# Overshoot was measured on the long test story, see docs/sound.md. In one of its chapters, bitrates that are not
# trusted added more: MP3 at 48 kbit/s 2.7 dB, AAC at 64 2.2 dB, Opus at 28 1.9 dB.
MP3_CODEC = Codec(
    name="mp3",
    label="MP3",
    encoder="mp3",
    bitrates=HIGH_RATE_BITRATES,
    low_rate_bitrates=LOW_RATE_BITRATES,
    sample_rates=MPEG_SAMPLE_RATES,
    overshoot=1.0,
    trusted_bitrate=96,
    delay=1105,
)
AAC_CODEC = Codec(
    name="aac",
    label="AAC",
    encoder="aac",
    bitrates=tuple(range(24, 257)),
    sample_rates=MPEG_SAMPLE_RATES,
    overshoot=1.0,
    trusted_bitrate=math.inf,
    delay=1024,
)
OPUS_CODEC = Codec(
    name="opus",
    label="Opus",
    encoder="opus",
    bitrates=tuple(range(12, 257)),
    sample_rates=(16_000, 24_000, OPUS_RATE),
    fallback_rate=OPUS_RATE,
    overshoot=2.0,
    trusted_bitrate=math.inf,
    # Players decode Opus at 48 kHz with libopus; ffmpeg's own decoder gives peaks that differ by a decibel.
    decoded_rate=OPUS_RATE,
    decoder="libopus",
)
FLAC_CODEC = Codec(name="flac", label="FLAC", encoder="flac")
WAV_CODEC = Codec(name="wav", label="WAV", encoder="wav")


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """What people choose with --format, with everything the program knows about such files.

    `name` is what people type, `label` what messages call it, `help` what `make --help` adds. `ending` and `mime_type`
    are those of the sound files that are delivered; `other_endings` and `other_mime_types` are also accepted when
    files are served or checked. `tagger` is a name in the table of `audiobook.publishing.tags.files`; `has_text_tag`
    says whether its tags hold a chapter's text. `demuxer` is ffmpeg's name for the container.

    `is_single_file` says that all chapters go into one file; until then they are files with `chapter_ending`, without
    tags. `sample_rate` (Hz) is fixed where it isn't 0. `epub_ending` is the ending that such a file has inside an
    e-book, "" where e-book readers don't play it: MP3 and AAC are what the standard asks all of them to play. AAC is
    called .m4a there, because fewer readers know .m4b.
    """

    name: str
    label: str
    codec: Codec
    ending: str
    mime_type: str
    tagger: str
    demuxer: str
    help: str = ""
    other_endings: tuple[str, ...] = ()
    other_mime_types: tuple[str, ...] = ()
    has_text_tag: bool = True
    is_single_file: bool = False
    chapter_ending: str = ""
    sample_rate: int = 0
    epub_ending: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings by which such files are recognized, its own first."""
        return (self.ending, *self.other_endings)

    @property
    def mime_types(self) -> tuple[str, ...]:
        """The MIME types that such files may be listed with, its own first."""
        return (self.mime_type, *self.other_mime_types)


MP3 = OutputFormat(
    name="mp3",
    label="MP3",
    codec=MP3_CODEC,
    ending=".mp3",
    mime_type="audio/mpeg",
    tagger="id3 in mp3",
    demuxer="mp3",
    epub_ending=".mp3",
)
M4B = OutputFormat(
    name="m4b",
    label="M4B",
    codec=AAC_CODEC,
    ending=".m4b",
    mime_type="audio/mp4",
    tagger="mp4",
    demuxer="mov",
    help="one file with chapters",
    other_endings=(".m4a",),
    other_mime_types=("audio/x-m4b", "audio/x-m4a"),
    # A book in one file has no room for its text in the tags that players read.
    has_text_tag=False,
    is_single_file=True,
    chapter_ending=".aac",
    # All chapters of one file need the same sample rate, whatever voices speak them: that of most voices.
    sample_rate=24_000,
    epub_ending=".m4a",
)
OPUS = OutputFormat(
    name="opus",
    label="Opus",
    codec=OPUS_CODEC,
    ending=".opus",
    mime_type="audio/ogg",
    tagger="vorbis in opus",
    demuxer="ogg",
    other_endings=(".ogg",),
    other_mime_types=("audio/opus",),
)
FLAC = OutputFormat(
    name="flac",
    label="FLAC",
    codec=FLAC_CODEC,
    ending=".flac",
    mime_type="audio/flac",
    tagger="vorbis in flac",
    demuxer="flac",
    other_mime_types=("audio/x-flac",),
)
WAV = OutputFormat(
    name="wav",
    label="WAV",
    codec=WAV_CODEC,
    ending=".wav",
    mime_type="audio/wav",
    tagger="id3 in wav",
    demuxer="wav",
    other_mime_types=("audio/x-wav", "audio/vnd.wave"),
)
# An e-book that reads itself aloud; the sound in it, and next to it, is MP3.
EPUB = OutputFormat(
    name="epub",
    label="EPUB",
    codec=MP3_CODEC,
    ending=".mp3",
    mime_type="audio/mpeg",
    tagger="id3 in mp3",
    demuxer="mp3",
    epub_ending=".mp3",
)
OUTPUT_FORMATS = {output_format.name: output_format for output_format in (MP3, M4B, OPUS, FLAC, WAV, EPUB)}


def sound_endings() -> tuple[str, ...]:
    """The endings of all sound files that the program knows.

    >>> sound_endings()[:3]
    ('.mp3', '.m4b', '.m4a')
    """
    return tuple(dict.fromkeys(ending for row in OUTPUT_FORMATS.values() for ending in row.endings))


def find_format(ending: str) -> OutputFormat | None:
    """The format whose files have this ending, in whatever case; None if there is none.

    >>> str(find_format(".M4A")), find_format(".txt")
    ('m4b', None)
    """
    return next((row for row in OUTPUT_FORMATS.values() if ending.lower() in row.endings), None)


def find_codec(name: str) -> Codec:
    """The codec of that name; raises LookupError if no output format uses it."""
    codec = next((row.codec for row in OUTPUT_FORMATS.values() if row.codec.name == name), None)
    if codec is None:
        raise LookupError(f"no row of OUTPUT_FORMATS has the codec {name!r}")
    return codec


@dataclass(frozen=True, slots=True)
class CodecSettings:
    """How a chapter is encoded: the name of a codec, `bitrate` in kbit/s (0 if lossless), and `rate` in Hz.

    With a `rate` of 0 the file has the sample rate of its clips, if the codec allows it.
    """

    name: str
    bitrate: int
    rate: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """The requirements that an album has to meet.

    `bitrates` lists the formats that the profile offers, its default first, each with its default bitrate (kbit/s, 0
    if lossless); `min_bitrate` is the lowest allowed. `loudness` is the integrated loudness of each file (LUFS); where
    it is None, `rms` is its RMS level (dBFS). `peak_ceiling` is the highest true peak of the encoded file (dBTP).
    `rate` is the sample rate (Hz), 0 for any. `room_tone` (dBFS RMS) replaces digital silence; None for none.
    `head_range` and `tail_range` are the shortest and longest silence allowed before the first and after the last
    sound (ms). `credits` says whether the album opens and closes with spoken credits in files of their own;
    `max_minutes` is the longest a file may be, 0 for any length; `cover_side` is how wide and high a cover has to be at
    least, which must be square then (pixels), 0 for any size. `notice` is what the user should know before an album is
    made, "" for nothing.
    """

    name: str
    bitrates: tuple[tuple[OutputFormat, int], ...]
    peak_ceiling: float
    loudness: float | None = None
    rms: float | None = None
    min_bitrate: int = 0
    rate: int = 0
    room_tone: float | None = None
    head_range: tuple[int, int] = (0, 10_000)
    tail_range: tuple[int, int] = (0, 20_000)
    credits: bool = False
    max_minutes: int = 0
    cover_side: int = 0
    notice: str = ""

    @property
    def format(self) -> OutputFormat:
        """The default format."""
        return self.bitrates[0][0]

    def clamp_head(self, head: int) -> int:
        """The silence before the first sound, in milliseconds, limited to what the profile allows."""
        return _clamp(head, self.head_range)

    def clamp_tail(self, tail: int) -> int:
        """The silence after the last sound, in milliseconds, limited to what the profile allows."""
        return _clamp(tail, self.tail_range)


def _clamp(milliseconds: int, bounds: tuple[int, int]) -> int:
    minimum, maximum = bounds
    slack = min(SLACK_MS, (maximum - minimum) // 4) if minimum else 0
    return min(max(milliseconds, minimum + slack), maximum - slack)


PODCAST = Profile(
    "podcast",
    bitrates=((MP3, 96), (M4B, 64), (EPUB, 96), (OPUS, 48), (FLAC, 0), (WAV, 0)),
    peak_ceiling=-1.0,
    loudness=-19.0,
)
ACX = Profile(
    "acx",
    bitrates=((MP3, 192),),
    peak_ceiling=-3.0,
    rms=-20.5,
    min_bitrate=192,
    rate=CD_RATE,
    room_tone=-72.0,
    head_range=(500, 1000),
    tail_range=(1000, 5000),
    credits=True,
    max_minutes=120,
    cover_side=2400,
    notice="ACX only accepts narration by a human, unless it has authorized something else: ask before you submit this",
)
SMALL = Profile(
    "small",
    bitrates=((OPUS, 28), (MP3, 48), (M4B, 40), (EPUB, 48)),
    peak_ceiling=-1.0,
    loudness=-19.0,
)
DEFAULT_PROFILE = PODCAST.name
PROFILES = {profile.name: profile for profile in (PODCAST, ACX, SMALL)}

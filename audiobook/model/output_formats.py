"""What kinds of sound files are made, and by which rules: how loud, in which format, with what before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audiobook.errors import InputError
from audiobook.text.suggest import format_suggestion

# What MP3 allows at the sample rates of MPEG-2 (16 to 24 kHz) and MPEG-1 (32 to 48 kHz), in kbit/s.
LOW_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HIGH_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MP3_BITRATES = tuple(sorted({*LOW_RATE_BITRATES, *HIGH_RATE_BITRATES}))


class OutputFormat(StrEnum):
    """What a person asks for with --format; of an e-book with sound (epub) the sound is MP3."""

    MP3 = "mp3"
    M4B = "m4b"
    OPUS = "opus"
    FLAC = "flac"
    WAV = "wav"
    EPUB = "epub"


@dataclass(frozen=True, slots=True)
class CodecSettings:
    """How a chapter's sound is encoded: "mp3", "aac", "opus", "flac" or "wav"; `bitrate` in kbit/s, 0 for lossless.

    `rate` is the file's sample rate, 0 where the clips' own is kept if the format has it.
    """

    name: str
    bitrate: int
    rate: int = 0

    @property
    def ending(self) -> str:
        """What a file's name ends with."""
        return f".{self.name}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is delivered to whom.

    `loudness` is the integrated loudness of each file (LUFS), or else `rms` its RMS level (dBFS); `peak_ceiling` is
    what no true peak of the encoded file may pass (dBTP). `bitrates` has the formats that there are with the bitrate
    that each has by itself (kbit/s), the profile's own format first; `min_bitrate` is the lowest that is allowed.
    `rate` is the sample rate where it is prescribed, else 0. `room_tone` (dBFS RMS) stands where otherwise digital
    silence would be; None for none. `head_range` and `tail_range` are the least and the most milliseconds before the
    first and after the last sound. `credits` says whether the album opens and closes with spoken files of their own;
    `max_minutes` is how many minutes a file may have, 0 for any.
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

    @property
    def format(self) -> OutputFormat:
        """The format where none is asked for."""
        return self.bitrates[0][0]

    def clamp_head(self, head: int) -> int:
        """A head of so many milliseconds, as the profile allows it."""
        return _clamp(head, self.head_range)

    def clamp_tail(self, tail: int) -> int:
        """A tail of so many milliseconds, as the profile allows it."""
        return _clamp(tail, self.tail_range)


# An encoder adds up to 50 ms at either end, and a clip has up to 100 ms of near-silence around its speech.
SLACK_MS = 150


def _clamp(milliseconds: int, bounds: tuple[int, int]) -> int:
    minimum, maximum = bounds
    slack = min(SLACK_MS, (maximum - minimum) // 4) if minimum else 0
    return min(max(milliseconds, minimum + slack), maximum - slack)


PODCAST = Profile(
    "podcast",
    bitrates=(
        (OutputFormat.MP3, 96),
        (OutputFormat.M4B, 64),
        (OutputFormat.EPUB, 96),
        (OutputFormat.OPUS, 48),
        (OutputFormat.FLAC, 0),
        (OutputFormat.WAV, 0),
    ),
    peak_ceiling=-1.0,
    loudness=-19.0,
)
ACX = Profile(
    "acx",
    bitrates=((OutputFormat.MP3, 192),),
    peak_ceiling=-3.0,
    rms=-20.5,
    min_bitrate=192,
    rate=44_100,
    room_tone=-72.0,
    head_range=(500, 1000),
    tail_range=(1000, 5000),
    credits=True,
    max_minutes=120,
)
SMALL = Profile(
    "small",
    bitrates=((OutputFormat.OPUS, 28), (OutputFormat.MP3, 48), (OutputFormat.M4B, 40), (OutputFormat.EPUB, 48)),
    peak_ceiling=-1.0,
    loudness=-19.0,
)
DEFAULT_PROFILE = PODCAST.name
PROFILES = {profile.name: profile for profile in (PODCAST, ACX, SMALL)}

# The bitrates that a format has, in kbit/s; () for those that lose nothing and so have none to choose.
OPUS_BITRATES = tuple(range(12, 257))
AAC_BITRATES = tuple(range(24, 257))
FORMAT_BITRATES: dict[OutputFormat, tuple[int, ...]] = {
    OutputFormat.MP3: MP3_BITRATES,
    OutputFormat.EPUB: MP3_BITRATES,
    OutputFormat.M4B: AAC_BITRATES,
    OutputFormat.OPUS: OPUS_BITRATES,
    OutputFormat.FLAC: (),
    OutputFormat.WAV: (),
}
# All parts of a book in one file have one sample rate, whatever voices they are spoken by: that of most of them.
FORMAT_SAMPLE_RATES = {OutputFormat.M4B: 24_000}
FORMAT_CODECS = {OutputFormat.EPUB: "mp3", OutputFormat.M4B: "aac"}


@dataclass(frozen=True, slots=True)
class Product:
    """What is made: by which profile, in which format, and how its chapters are encoded."""

    profile: Profile
    format: OutputFormat
    codec: CodecSettings

    @property
    def is_single_file(self) -> bool:
        """Whether all chapters go into one file."""
        return self.format is OutputFormat.M4B


def resolve_product(profile: str = "podcast", form: str = "", bitrate: int | None = None) -> Product:
    """The product that --profile, --format and --bitrate name, "" and None for the profile's own.

    Raises InputError where there is no such thing, or these do not go together.
    """
    if profile not in PROFILES:
        raise InputError(f"--profile {profile}: there is no such one{format_suggestion(profile, PROFILES)}")
    return _build_product(PROFILES[profile], form, bitrate)


def _build_product(profile: Profile, form: str, bitrate: int | None) -> Product:
    formats = [option.value for option in OutputFormat]
    if form and form not in formats:
        raise InputError(f"--format {form}: there is no such one{format_suggestion(form, formats)}")
    output_format, bitrates = OutputFormat(form) if form else profile.format, dict(profile.bitrates)
    if output_format not in bitrates:
        raise InputError(f"--format {form}: the profile {profile.name} is made as {_join_names(bitrates)} only")
    kbits = bitrates[output_format] if bitrate is None else _validate_bitrate(bitrate, output_format, profile)
    return Product(
        profile,
        output_format,
        CodecSettings(
            FORMAT_CODECS.get(output_format, output_format.value),
            kbits,
            FORMAT_SAMPLE_RATES.get(output_format, profile.rate),
        ),
    )


def _validate_bitrate(bitrate: int, form: OutputFormat, profile: Profile) -> int:
    allowed = FORMAT_BITRATES[form]
    if not allowed:
        raise InputError(f"--bitrate {bitrate}: {form} loses nothing and has no bitrate; leave it out")
    if bitrate not in allowed:
        nearest = min(allowed, key=lambda option: abs(option - bitrate))
        raise InputError(f"--bitrate {bitrate} is none that {form.upper()} has; the nearest is {nearest} (kbit/s)")
    if bitrate < profile.min_bitrate:
        raise InputError(f"--bitrate {bitrate}: the profile {profile.name} wants {profile.min_bitrate} kbit/s or more")
    return bitrate


def _join_names(formats: Iterable[OutputFormat]) -> str:
    *others, last = (str(form) for form in formats)
    return f"{', '.join(others)} or {last}" if others else last

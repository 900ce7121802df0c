"""What kinds of sound files are made, and by which rules: how loud, in which format, with what before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audiobook.errors import InputError
from audiobook.text.suggest import suggestion

# What MP3 allows at the sample rates of MPEG-2 (16 to 24 kHz) and MPEG-1 (32 to 48 kHz), in kbit/s.
LOW_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HIGH_RATE_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MP3_BITRATES = tuple(sorted({*LOW_RATE_BITRATES, *HIGH_RATE_BITRATES}))


class Format(StrEnum):
    """What a person asks for with --format; of an e-book with sound (epub) the sound is MP3."""

    MP3 = "mp3"
    M4B = "m4b"
    OPUS = "opus"
    FLAC = "flac"
    WAV = "wav"
    EPUB = "epub"


@dataclass(frozen=True, slots=True)
class Coding:
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

    `loudness` is the integrated loudness of each file (LUFS), or else `rms` its RMS level (dBFS); `ceiling` is what no
    true peak of the encoded file may pass (dBTP). `bitrates` has the formats that there are with the bitrate that each
    has by itself (kbit/s), the profile's own format first; `least_bitrate` is the lowest that is allowed. `rate` is
    the sample rate where it is prescribed, else 0. `room_tone` (dBFS RMS) stands where otherwise digital silence would
    be; None for none. `head` and `tail` are the least and the most milliseconds before the first and after the last
    sound. `credits` says whether the album opens and closes with spoken files of their own; `longest` is how many
    minutes a file may have, 0 for any.
    """

    name: str
    bitrates: tuple[tuple[Format, int], ...]
    ceiling: float
    loudness: float | None = None
    rms: float | None = None
    least_bitrate: int = 0
    rate: int = 0
    room_tone: float | None = None
    head: tuple[int, int] = (0, 10_000)
    tail: tuple[int, int] = (0, 20_000)
    credits: bool = False
    longest: int = 0

    @property
    def format(self) -> Format:
        """The format where none is asked for."""
        return self.bitrates[0][0]

    def lead_of(self, head: int) -> int:
        """A head of so many milliseconds, as the profile allows it."""
        return _within(head, self.head)

    def end_of(self, tail: int) -> int:
        """A tail of so many milliseconds, as the profile allows it."""
        return _within(tail, self.tail)


# An encoder adds up to 50 ms at either end, and a clip has up to 100 ms of near-silence around its speech.
SLACK_MS = 150


def _within(wanted: int, bounds: tuple[int, int]) -> int:
    least, most = bounds
    slack = min(SLACK_MS, (most - least) // 4) if least else 0
    return min(max(wanted, least + slack), most - slack)


PODCAST = Profile(
    "podcast",
    bitrates=((Format.MP3, 96), (Format.M4B, 64), (Format.EPUB, 96), (Format.OPUS, 48), (Format.FLAC, 0),
              (Format.WAV, 0)),
    ceiling=-1.0,
    loudness=-19.0,
)  # fmt: skip
ACX = Profile(
    "acx",
    bitrates=((Format.MP3, 192),),
    ceiling=-3.0,
    rms=-20.5,
    least_bitrate=192,
    rate=44_100,
    room_tone=-72.0,
    head=(500, 1000),
    tail=(1000, 5000),
    credits=True,
    longest=120,
)
SMALL = Profile(
    "small",
    bitrates=((Format.OPUS, 28), (Format.MP3, 48), (Format.M4B, 40), (Format.EPUB, 48)),
    ceiling=-1.0,
    loudness=-19.0,
)
DEFAULT_PROFILE = PODCAST.name
PROFILES = {profile.name: profile for profile in (PODCAST, ACX, SMALL)}

# The bitrates that a format has, in kbit/s; () for those that lose nothing and so have none to choose.
OPUS_BITRATES = tuple(range(12, 257))
AAC_BITRATES = tuple(range(24, 257))
BITRATES: dict[Format, tuple[int, ...]] = {
    Format.MP3: MP3_BITRATES,
    Format.EPUB: MP3_BITRATES,
    Format.M4B: AAC_BITRATES,
    Format.OPUS: OPUS_BITRATES,
    Format.FLAC: (),
    Format.WAV: (),
}
# All parts of a book in one file have one sample rate, whatever voices they are spoken by: that of most of them.
RATES = {Format.M4B: 24_000}
CODED_AS = {Format.EPUB: "mp3", Format.M4B: "aac"}


@dataclass(frozen=True, slots=True)
class Product:
    """What is made: by which profile, in which format, and how its chapters are encoded."""

    profile: Profile
    format: Format
    coding: Coding

    @property
    def is_one_file(self) -> bool:
        """Whether all chapters go into one file."""
        return self.format is Format.M4B


def product_named(profile: str = "podcast", form: str = "", bitrate: int | None = None) -> Product:
    """The product that --profile, --format and --bitrate name, "" and None for the profile's own.

    Raises InputError where there is no such thing, or these do not go together.
    """
    if profile not in PROFILES:
        raise InputError(f"--profile {profile}: there is no such one{suggestion(profile, PROFILES)}")
    return _product(PROFILES[profile], form, bitrate)


def _product(profile: Profile, form: str, bitrate: int | None) -> Product:
    formats = [one.value for one in Format]
    if form and form not in formats:
        raise InputError(f"--format {form}: there is no such one{suggestion(form, formats)}")
    wanted, own = Format(form) if form else profile.format, dict(profile.bitrates)
    if wanted not in own:
        raise InputError(f"--format {form}: the profile {profile.name} is made as {_listed(own)} only")
    kbits = own[wanted] if bitrate is None else _fitting(bitrate, wanted, profile)
    return Product(profile, wanted, Coding(CODED_AS.get(wanted, wanted.value), kbits, RATES.get(wanted, profile.rate)))


def _fitting(bitrate: int, form: Format, profile: Profile) -> int:
    allowed = BITRATES[form]
    if not allowed:
        raise InputError(f"--bitrate {bitrate}: {form} loses nothing and has no bitrate; leave it out")
    if bitrate not in allowed:
        nearest = min(allowed, key=lambda one: abs(one - bitrate))
        raise InputError(f"--bitrate {bitrate} is none that {form.upper()} has; the nearest is {nearest} (kbit/s)")
    if bitrate < profile.least_bitrate:
        raise InputError(
            f"--bitrate {bitrate}: the profile {profile.name} wants {profile.least_bitrate} kbit/s or more"
        )
    return bitrate


def _listed(formats: Iterable[Format]) -> str:
    *others, last = (str(form) for form in formats)
    return f"{', '.join(others)} or {last}" if others else last

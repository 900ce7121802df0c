"""What each profile asks of the sound of a finished file, as it is measured after decoding."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.model.output_formats import Profile


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that is well; None where a side is open."""

    least: float | None = None
    most: float | None = None

    def contains(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def describe(self, digits: int, unit: str) -> str:
        """The bounds in words.

        >>> Bounds(-23, -18).describe(0, "dBFS"), Bounds(most=-3).describe(1, "dBFS")
        ('-23 to -18 dBFS', 'at most -3.0 dBFS')
        >>> Bounds(least=192).describe(0, "kbit/s")
        'at least 192 kbit/s'
        """
        if self.least is None:
            told = f"at most {self.most:.{digits}f}"
        elif self.most is None:
            told = f"at least {self.least:.{digits}f}"
        else:
            told = f"{self.least:.{digits}f} to {self.most:.{digits}f}"
        return f"{told} {unit}".rstrip()


UNBOUNDED = Bounds()
ZERO_ONLY = Bounds(most=0)
# A pause longer than this sounds as if something was missing.
SILENCE = Bounds(most=4.0)


@dataclass(frozen=True, slots=True)
class ProfileLimits:
    """The bounds of a profile, by what is measured; units as in `Measured`, `minutes` a file, `bitrate` in kbit/s.

    `constant` asks for one bitrate throughout, `credits` for spoken credits as files of their own.
    """

    loudness: Bounds = UNBOUNDED
    true_peak: Bounds = UNBOUNDED
    peak: Bounds = UNBOUNDED
    rms: Bounds = UNBOUNDED
    floor: Bounds = UNBOUNDED
    head: Bounds = UNBOUNDED
    tail: Bounds = UNBOUNDED
    clipped: Bounds = ZERO_ONLY
    silence: Bounds = SILENCE
    minutes: Bounds = UNBOUNDED
    rate: Bounds = UNBOUNDED
    bitrate: Bounds = UNBOUNDED
    constant: bool = False
    credits: bool = False


# An album's files may differ so much from the profile's loudness (LU).
LOUDNESS_TOLERANCE = 0.5
# What ACX takes for the RMS level; its profile aims between.
RMS_BOUNDS = Bounds(-23.0, -18.0)
# Noise above this is heard in pauses; where a profile has room tone of its own, its platform asks for less.
MAX_NOISE, MAX_ROOM_TONE = -50.0, -60.0


def profile_limits(profile: Profile) -> ProfileLimits:
    """What a profile asks of its files: its own targets, with the room that a listener would not notice.

    A profile that goes by RMS is one for ACX, which measures plain peaks and not those between samples.
    """
    by_rms = profile.loudness is None
    return ProfileLimits(
        loudness=UNBOUNDED if profile.loudness is None else _bounds_around(profile.loudness, LOUDNESS_TOLERANCE),
        true_peak=UNBOUNDED if by_rms else Bounds(most=profile.peak_ceiling),
        peak=Bounds(most=profile.peak_ceiling) if by_rms else UNBOUNDED,
        rms=RMS_BOUNDS if by_rms else UNBOUNDED,
        floor=Bounds(most=MAX_NOISE if profile.room_tone is None else MAX_ROOM_TONE),
        head=_seconds(profile.head_range),
        tail=_seconds(profile.tail_range),
        minutes=Bounds(most=profile.max_minutes) if profile.max_minutes else UNBOUNDED,
        rate=Bounds(profile.rate, profile.rate) if profile.rate else UNBOUNDED,
        bitrate=Bounds(least=profile.min_bitrate) if profile.min_bitrate else UNBOUNDED,
        constant=bool(profile.min_bitrate),
        credits=profile.credits,
    )


def _bounds_around(target: float, room: float) -> Bounds:
    return Bounds(target - room, target + room)


def _seconds(milliseconds: tuple[int, int]) -> Bounds:
    least, most = milliseconds
    return Bounds(least / 1000, most / 1000)

"""The limits of each profile for the sound of a finished file, as measured after decoding."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.model.output_formats import Profile


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and the highest value that is allowed; None where there is no limit."""

    least: float | None = None
    most: float | None = None

    def contains(self, value: float) -> bool:
        """Whether a value is within the bounds."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def describe(self, digits: int, unit: str) -> str:
        """The bounds in words.

        >>> Bounds(-23, -18).describe(0, "dBFS"), Bounds(most=-3).describe(1, "dBFS")
        ('-23 to -18 dBFS', 'at most -3.0 dBFS')
        >>> Bounds(least=192).describe(0, "kbit/s"), Bounds(44100, 44100).describe(0, "Hz")
        ('at least 192 kbit/s', '44100 Hz')
        """
        if self.least is None:
            text = f"at most {self.most:.{digits}f}"
        elif self.most is None:
            text = f"at least {self.least:.{digits}f}"
        elif self.least == self.most:
            text = f"{self.least:.{digits}f}"
        else:
            text = f"{self.least:.{digits}f} to {self.most:.{digits}f}"
        return f"{text} {unit}".rstrip()


UNBOUNDED = Bounds()
ZERO_ONLY = Bounds(most=0)
# A longer pause (seconds) sounds as if something was missing.
SILENCE = Bounds(most=4.0)


@dataclass(frozen=True, slots=True)
class ProfileLimits:
    """The bounds of a profile; units as in `SoundMeasurements`, `minutes` per file, `bitrate` in kbit/s.

    `constant` requires a constant bitrate, `credits` requires spoken credits in files of their own, `cover_side` a
    square cover of at least so many pixels.
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
    cover_side: int = 0


# How much a file may differ from the profile's loudness (LU).
LOUDNESS_TOLERANCE = 0.5
# The RMS levels (dBFS) that ACX accepts; its profile aims at the middle.
RMS_BOUNDS = Bounds(-23.0, -18.0)
# Louder noise (dBFS) is audible in pauses; a profile with room tone is for a platform with a lower limit.
MAX_NOISE, MAX_ROOM_TONE = -50.0, -60.0


def profile_limits(profile: Profile) -> ProfileLimits:
    """The limits of a profile: its own targets, with a tolerance that listeners don't notice.

    A profile with an RMS target is for ACX, which measures sample peaks instead of true peaks.
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
        cover_side=profile.cover_side,
    )


def _bounds_around(target: float, room: float) -> Bounds:
    return Bounds(target - room, target + room)


def _seconds(milliseconds: tuple[int, int]) -> Bounds:
    least, most = milliseconds
    return Bounds(least / 1000, most / 1000)

"""What each profile asks of the sound of a finished file, as it is measured after decoding."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that is well; None where a side is open."""

    least: float | None = None
    most: float | None = None

    def hold(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def told(self, digits: int, unit: str) -> str:
        """The bounds in words.

        >>> Bounds(-23, -18).told(0, "dBFS"), Bounds(most=-3).told(1, "dBFS"), Bounds(least=192).told(0, "kbit/s")
        ('-23 to -18 dBFS', 'at most -3.0 dBFS', 'at least 192 kbit/s')
        """
        if self.least is None:
            told = f"at most {self.most:.{digits}f}"
        elif self.most is None:
            told = f"at least {self.least:.{digits}f}"
        else:
            told = f"{self.least:.{digits}f} to {self.most:.{digits}f}"
        return f"{told} {unit}".rstrip()


ANYTHING = Bounds()


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a profile, by what is measured; units as in `Measured`, `minutes` a file, `bitrate` in kbit/s.

    `constant` asks for one bitrate throughout, `credits` for spoken credits as files of their own.
    """

    loudness: Bounds = ANYTHING
    true_peak: Bounds = ANYTHING
    peak: Bounds = ANYTHING
    rms: Bounds = ANYTHING
    floor: Bounds = ANYTHING
    head: Bounds = ANYTHING
    tail: Bounds = ANYTHING
    clipped: Bounds = Bounds(most=0)
    silence: Bounds = Bounds(most=4.0)
    minutes: Bounds = ANYTHING
    rate: Bounds = ANYTHING
    bitrate: Bounds = ANYTHING
    constant: bool = False
    credits: bool = False


PODCAST = Limits(
    loudness=Bounds(-19.5, -18.5),
    true_peak=Bounds(most=-1.0),
    floor=Bounds(most=-50.0),
    head=Bounds(0.0, 3.0),
    tail=Bounds(0.0, 5.0),
)
ACX = Limits(
    peak=Bounds(most=-3.0),
    rms=Bounds(-23.0, -18.0),
    floor=Bounds(most=-60.0),
    head=Bounds(0.5, 1.0),
    tail=Bounds(1.0, 5.0),
    minutes=Bounds(most=120.0),
    rate=Bounds(44_100, 44_100),
    bitrate=Bounds(least=192),
    constant=True,
    credits=True,
)
LIMITS = MappingProxyType({"podcast": PODCAST, "acx": ACX, "small": PODCAST})
DEFAULT_PROFILE = "podcast"

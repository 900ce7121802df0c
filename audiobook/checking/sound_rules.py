"""Checks the sound of a file; each rule is a row of data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from audiobook.checking.levels import Silence
from audiobook.checking.limits import SILENCE, Bounds, ProfileLimits
from audiobook.checking.measuring import SoundMeasurements
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding

REMASTER = "make the album again, which brings every chapter to the right level"
RESET_PAUSES = "remove head and tail from [pauses] in the cast file, and make the album again"
RECORD_AGAIN = "listen to it; `audiobook make STORY --chapters N --again` records a new take of a chapter"
ENCODE_AGAIN = "make the album again with this --profile"

MAKE_AGAIN = "make the album again, which replaces only missing or changed files"
# A sentence's sound ends a little before its clip, and begins a little after its start (seconds).
PAUSE_TOLERANCE = 0.5
# Encoders lengthen a file a little; a larger difference (seconds) is missing sound.
LENGTH_TOLERANCE = 0.25


@dataclass(frozen=True, slots=True)
class SoundRule:
    """A measurement with its bounds, and the remedy where it is out of bounds.

    `limit` is the field of `ProfileLimits` with the bounds, `digits` the number of decimals that are shown and checked.
    """

    name: str
    limit: str
    unit: str
    digits: int
    value: Callable[[InspectedFile, SoundMeasurements], float | None]
    remedy: str

    def check(self, subject: InspectedFile, limits: ProfileLimits) -> Finding:
        """The finding on a file."""
        value = self.value(subject, subject.sound) if subject.sound else None
        if value is None:
            return absent_finding(self.name)
        bounds: Bounds = getattr(limits, self.limit)
        # The rounded value is checked, so that no message says that -19.5 is not within -19.5 to -18.5.
        value = round(value, self.digits)
        shown = f"{value:.{self.digits}f}"
        if bounds.contains(value):
            return passed_finding(self.name, shown, value)
        trouble = f"{shown} {self.unit}".rstrip() + f", expected {bounds.describe(self.digits, self.unit)}"
        return failed_finding(self.name, trouble, self.remedy, shown, value)


def longest_silence(subject: InspectedFile, sound: SoundMeasurements) -> float:
    """The longest silence inside the sound, in seconds, without long ones that the transcript has as pauses."""
    lengths = (
        silence.seconds
        for silence in sound.shape.silences
        if SILENCE.contains(silence.seconds) or not _is_intended_pause(silence, subject)
    )
    return max(lengths, default=0.0)


def _is_intended_pause(silence: Silence, subject: InspectedFile) -> bool:
    return any(
        abs(silence.start - start) < PAUSE_TOLERANCE and abs(silence.end - end) < PAUSE_TOLERANCE
        for start, end in subject.pauses
    )


def _bitrate(subject: InspectedFile, _: SoundMeasurements) -> float | None:
    return min(subject.frames.bitrates) if subject.frames and subject.frames.bitrates else None


SOUND_RULES = (
    SoundRule("loudness", "loudness", "LUFS", 1, lambda _, sound: sound.loudness, REMASTER),
    SoundRule("true peak", "true_peak", "dBTP", 1, lambda _, sound: sound.true_peak, REMASTER),
    SoundRule("peak", "peak", "dBFS", 1, lambda _, sound: sound.peak, REMASTER),
    SoundRule("RMS", "rms", "dBFS", 1, lambda _, sound: sound.rms, REMASTER),
    SoundRule("noise floor", "floor", "dBFS", 1, lambda _, sound: sound.floor, REMASTER),
    SoundRule("head", "head", "s", 2, lambda _, sound: sound.shape.head, RESET_PAUSES),
    SoundRule("tail", "tail", "s", 2, lambda _, sound: sound.shape.tail, RESET_PAUSES),
    SoundRule("clipping", "clipped", "runs of samples at full scale", 0, lambda _, sound: sound.clipped, REMASTER),
    SoundRule("longest silence", "silence", "s", 1, longest_silence, RECORD_AGAIN),
    SoundRule("length", "minutes", "minutes", 1, lambda _, sound: sound.seconds / 60,
              "split the chapter with another heading in the story, and make it again"),
    SoundRule("sample rate", "rate", "Hz", 0, lambda _, sound: sound.rate, ENCODE_AGAIN),
    SoundRule("bitrate", "bitrate", "kbit/s", 0, _bitrate, ENCODE_AGAIN),
)  # fmt: skip


def check_sound(subject: InspectedFile, limits: ProfileLimits) -> tuple[Finding, ...]:
    """The findings on a file's sound, and on whether all of it can be played."""
    findings = [_check_decodable(subject), *(rule.check(subject, limits) for rule in SOUND_RULES)]
    if limits.constant and subject.frames and len(subject.frames.bitrates) > 1:
        bitrates = ", ".join(map(str, subject.frames.bitrates))
        findings.append(failed_finding("constant bitrate", f"it varies: {bitrates} kbit/s", ENCODE_AGAIN))
    return tuple(findings)


def _check_decodable(subject: InspectedFile) -> Finding:
    """Whether the whole file can be played."""
    trouble = subject.trouble or (subject.sound.damage if subject.sound else "")
    if not trouble and subject.frames:
        frames = subject.frames
        if not frames.whole:
            trouble = "its last frame is cut off, so its end may be missing"
        elif frames.promised > frames.count:
            trouble = f"{frames.promised - frames.count} of its {frames.promised} frames are missing"
    if not trouble and subject.sound and subject.tags:
        missing = subject.tags.seconds - subject.sound.seconds
        if missing > LENGTH_TOLERANCE:
            trouble = f"{missing:.1f} s of its nominal length cannot be decoded"
    return failed_finding("playable", trouble, MAKE_AGAIN) if trouble else passed_finding("playable")

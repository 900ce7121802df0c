"""What a check comes to: findings on each file and on each album."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from audiobook.checking.measuring import SoundMeasurements
from audiobook.checking.mpeg import MpegFrames
from audiobook.checking.tags import FileTags


class CheckVerdict(StrEnum):
    """Whether something is as it should be; NONE where there is nothing to be judged, or nothing asked of it."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing: `shown` is its figure or word for a table, `value` the figure itself.

    Where it fails, `trouble` says what is wrong and `remedy` what to do; both are "" otherwise.
    """

    check: str
    verdict: CheckVerdict
    shown: str = ""
    value: float | None = None
    trouble: str = ""
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether something is wrong."""
        return self.verdict is CheckVerdict.FAIL


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A sound file and what was found in it: its sound (None where there is none), tags and MP3 frames.

    `trouble` says why there is no sound. `text` is what is said in it, out of its tags or its transcript. `pauses` are
    the pauses that its transcript tells of, as (start, end) in seconds.
    """

    path: Path
    sound: SoundMeasurements | None = None
    tags: FileTags | None = None
    frames: MpegFrames | None = None
    trouble: str = ""
    text: str = ""
    pauses: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A sound file and the findings on it."""

    subject: InspectedFile
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.subject.path.name

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What is wrong with it."""
        return tuple(finding for finding in self.findings if finding.failed)


@dataclass(frozen=True, slots=True)
class AlbumCheck:
    """An album, or files that lie together: the profile it was judged by, its files, and the findings on the whole."""

    folder: Path
    title: str
    profile: str
    files: tuple[FileCheck, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What is wrong with the album as a whole, its files aside."""
        return tuple(finding for finding in self.findings if finding.failed)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures and not any(file.failures for file in self.files)


def passed_finding(check: str, shown: str = "ok", value: float | None = None) -> Finding:
    """The finding on something that is as it should be."""
    return Finding(check, CheckVerdict.PASS, shown, value)


def absent_finding(check: str) -> Finding:
    """The finding on something that is not there and need not be."""
    return Finding(check, CheckVerdict.NONE, "none")


def failed_finding(check: str, trouble: str, remedy: str, shown: str = "wrong", value: float | None = None) -> Finding:
    """The finding on something that is wrong."""
    return Finding(check, CheckVerdict.FAIL, shown, value, trouble, remedy)

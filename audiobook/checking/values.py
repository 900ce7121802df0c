"""The results of a check: findings on each file and on each album."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from audiobook.checking.measuring import SoundMeasurements
from audiobook.checking.mpeg import MpegFrames
from audiobook.checking.tags import FileTags


class CheckVerdict(StrEnum):
    """The result of a check; NONE means that there was nothing to check."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: `shown` is its figure or word for a table, `value` the figure itself.

    If it failed, `trouble` says what is wrong and `remedy` what to do; otherwise both are "".
    """

    check: str
    verdict: CheckVerdict
    shown: str = ""
    value: float | None = None
    trouble: str = ""
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether the check failed."""
        return self.verdict is CheckVerdict.FAIL


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A sound file with its measurements (None where it has no sound), tags and MP3 frames.

    `trouble` says why there is no sound. `text` is the text from its tags or its transcript. `pauses` are the pauses in
    its transcript, as (start, end) in seconds.
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
        """The checks that it failed."""
        return tuple(finding for finding in self.findings if finding.failed)


@dataclass(frozen=True, slots=True)
class AlbumCheck:
    """An album, or files of one folder, checked against a profile: its files, and the findings on the whole."""

    folder: Path
    title: str
    profile: str
    files: tuple[FileCheck, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The checks that the album as a whole failed, without those of its files."""
        return tuple(finding for finding in self.findings if finding.failed)

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return not self.failures and not any(file.failures for file in self.files)


def passed_finding(check: str, shown: str = "ok", value: float | None = None) -> Finding:
    """The finding of a check that passed."""
    return Finding(check, CheckVerdict.PASS, shown, value)


def absent_finding(check: str) -> Finding:
    """The finding of a check that does not apply."""
    return Finding(check, CheckVerdict.NONE, "none")


def failed_finding(check: str, trouble: str, remedy: str, shown: str = "wrong", value: float | None = None) -> Finding:
    """The finding of a check that failed."""
    return Finding(check, CheckVerdict.FAIL, shown, value, trouble, remedy)

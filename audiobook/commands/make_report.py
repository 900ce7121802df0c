"""What a build has done: collected while it goes on, and summed up at its end."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.album.manifest import ChapterFile
from audiobook.commands.listen_check import ListeningResult
from audiobook.commands.open_questions import NO_QUESTIONS, OpenQuestions
from audiobook.errors import EngineError
from audiobook.model import Album
from audiobook.production.changes import AlbumChanges, ChangeAction
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import ProgressReport, ReportHandler
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from audiobook.synthesis.synthesize import BatchReport


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What `make` has done.

    `chapters` are the files of the chapters that were asked for, `changes` what was done to them, `wall_seconds` how
    long that took. `unspoken` are pieces of text that the voice has no sounds for, `failures` are lines without sound
    (text, reason), `issues` are lines that needed another try or another voice. `changed_by_others` are sidecar files
    that somebody else has edited and that were left as they are. `questions` is what is left to the user to decide, and
    `has_new_questions` whether that is different from the album's last run. `other_files` are the files and folders
    that have the album in its other formats. `listening` is what a speech recognizer heard, None if none listened.
    """

    album: Album
    chapters: tuple[ChapterFile, ...]
    changes: AlbumChanges
    wall_seconds: float
    unspoken: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    issues: tuple[SynthesisIssue, ...] = ()
    changed_by_others: tuple[str, ...] = ()
    questions: OpenQuestions = NO_QUESTIONS
    has_new_questions: bool = False
    other_files: tuple[str, ...] = ()
    listening: ListeningResult | None = None

    @property
    def seconds(self) -> float:
        """The length of these chapters."""
        return sum(chapter.seconds for chapter in self.chapters)

    @property
    def is_changed(self) -> bool:
        """Whether any chapter was made, encoded or tagged again, in any format."""
        return any(change.action is not ChangeAction.KEEP for one in self.changes.by_edition for change in one.chapters)


class ReportCollector:
    """Adds up the progress reports of a run, and passes each of them on to a handler."""

    def __init__(self, handler: ReportHandler) -> None:
        self.handler = handler
        self.episodes: list[EpisodeReport] = []
        self.failures: dict[str, str] = {}
        self.has_spoken = False
        self.issues: list[SynthesisIssue] = []
        self.failed_keys: set[str] = set()

    def __call__(self, report: ProgressReport) -> None:
        """Takes the next report."""
        if isinstance(report, EpisodeReport):
            self.episodes.append(report)
        elif isinstance(report, BatchReport):
            self.has_spoken = True
            self.failures.update(report.failures)
            self.failed_keys |= {issue.key for issue in report.issues if issue.fallback is Fallback.FAILED}
            self.issues += (issue for issue in report.issues if issue.fallback < Fallback.FAILED)
        self.handler(report)

    def build_report(
        self,
        album: Album,
        changes: AlbumChanges,
        chapters: tuple[ChapterFile, ...],
        wall_seconds: float,
        changed_by_others: tuple[str, ...],
    ) -> MakeReport:
        """The report of the whole run; `chapters` are the finished files of the chapters that were asked for.

        Lines whose clips are missing for another reason than a failure count as failures, too. Raises EngineError where
        there is no chapter at all.
        """
        if not chapters:
            raise EngineError("this voice can't pronounce anything in the story; try another voice or engine")
        for episode in self.episodes:
            if not episode.seconds:
                self.failures[f"chapter {episode.number}"] = "this voice can't pronounce anything in it; try another"
        lost_keys = {key for episode in self.episodes for key in episode.missing} - self.failed_keys
        if lost_keys:
            self.failures[f"{len(lost_keys)} lines"] = "their audio couldn't be read back from the cache"
        return MakeReport(
            album=album,
            chapters=chapters,
            changes=changes,
            wall_seconds=wall_seconds,
            unspoken=tuple(dict.fromkeys(text for entry in chapters for text in entry.unspoken)),
            failures=tuple(self.failures.items()),
            issues=tuple(self.issues),
            changed_by_others=changed_by_others,
        )

"""A story at one moment, as the studio knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from audiobook.casting.cast import StoryCast
from audiobook.model import Segment, Span
from audiobook.production.context import BuildContext
from audiobook.production.plan import AnalyzedStory
from audiobook.studio.counts import StoryCounts, count_story, recount_chapters

FileStamp = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a line, how likely (0 to 1), and how that is known; "" is nobody."""

    name: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Step:
    """How to take something back: the speakers before, None if they stay, and whose memory has it."""

    speakers: Mapping[Span, Speaker] | None
    is_answer: bool = True
    is_edit: bool = False


@dataclass(frozen=True, slots=True)
class StoryText:
    """The text of a story before anybody is known to speak in it."""

    version: int
    analysis: AnalyzedStory
    counts: StoryCounts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A story at one moment.

    `analysis` has the speakers of now; `base` is how the story was analyzed last, and `speakers` are those that
    corrections have changed since, by span. `counts` are those of now.
    """

    version: int
    context: BuildContext
    base: AnalyzedStory
    cast: StoryCast
    speakers: Mapping[Span, Speaker]
    analysis: AnalyzedStory
    counts: StoryCounts

    @classmethod
    def take(cls, version: int, context: BuildContext, base: AnalyzedStory, cast: StoryCast) -> Snapshot:
        """The snapshot of a story that has just been analyzed."""
        return cls(version, context, base, cast, MappingProxyType({}), base, count_story(base.script))

    def correct(self, version: int, speakers: Mapping[Span, Speaker]) -> Snapshot:
        """The snapshot with other speakers of some lines than those that the analysis has found."""
        changed = {span for span, _ in speakers.items() ^ self.speakers.items()}
        analysis = _replace_speakers(self.base, speakers)
        chapters = {segment.chapter for segment in self.base.script.segments if segment.span in changed}
        counts = recount_chapters(self.counts, analysis.script, chapters)
        return replace(self, version=version, speakers=speakers, analysis=analysis, counts=counts)


def _replace_speakers(analysis: AnalyzedStory, speakers: Mapping[Span, Speaker]) -> AnalyzedStory:
    if not speakers:
        return analysis
    segments = (_replace_speaker(segment, speakers.get(segment.span)) for segment in analysis.script.segments)
    return replace(analysis, script=replace(analysis.script, segments=tuple(segments)))


def _replace_speaker(segment: Segment, speaker: Speaker | None) -> Segment:
    if speaker is None or not segment.kind.is_speech:
        return segment
    return replace(segment, speaker=speaker.name or None, confidence=speaker.confidence, evidence=speaker.evidence)


def stamp_files(path: Path) -> Iterable[FileStamp]:
    """What tells a file, or the files in a folder, from what they were before."""
    try:
        status = path.stat()
        if path.is_dir():
            return tuple(stamp for item in sorted(path.iterdir()) if item.is_file() for stamp in stamp_files(item))
    except OSError:
        return ((str(path), 0, 0),)
    return ((str(path), status.st_mtime_ns, status.st_size),)

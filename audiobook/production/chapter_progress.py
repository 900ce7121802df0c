"""A chapter in the making: what is still to be handed out to workers, and how long that should take."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from audiobook.model import Utterance
from audiobook.production.render_chapter import EpisodeJob
from audiobook.synthesis.clip_checks import usual_seconds
from audiobook.synthesis.fallback import Fallback
from audiobook.synthesis.synthesize import Batch, BatchReport

# Until the speed of an engine is known, it is assumed to be that of a person talking.
DEFAULT_SPEED = 1.0


@dataclass(slots=True)
class EngineSpeeds:
    """Seconds of work per second of sound, by engine, as last measured."""

    measured: dict[str, float] = field(default_factory=dict)

    def estimate_seconds(self, utterance: Utterance) -> float:
        """The seconds that an utterance should take."""
        return usual_seconds(utterance) * self.measured.get(utterance.voice.engine, DEFAULT_SPEED)

    def update(self, batch: Batch, report: BatchReport) -> None:
        """Learns from a finished batch; what was slowed down by loading a voice or by other programs counts less."""
        engine = batch.utterances[0][1].voice.engine
        expected_seconds = sum(usual_seconds(utterance) for _, utterance in batch.utterances)
        if batch.fallback is Fallback.FIRST_TRY and not report.issues and expected_seconds:
            speed = max(report.work_seconds / expected_seconds, 0.001)
            self.measured[engine] = min(speed, (speed + self.measured.get(engine, speed)) / 2)


@dataclass(slots=True)
class ChapterProgress:
    """A chapter in the making.

    `queues` are the utterances that are not handed out yet, by engine, `suspects` batches that were lost with a worker,
    `running_batches` those that are out. `failed_keys` are utterances without a clip; `fallback_keys` has the key of
    the clip to use instead of another.
    """

    job: EpisodeJob
    queues: dict[str, deque[tuple[str, Utterance]]]
    suspects: deque[Batch] = field(default_factory=deque)
    running_batches: int = 0
    is_publishing: bool = False
    worker_deaths: float = 0.0
    is_retry: bool = False
    failed_keys: set[str] = field(default_factory=set)
    fallback_keys: dict[str, str] = field(default_factory=dict)

    def queue_utterances(self, utterances: Iterable[tuple[str, Utterance]]) -> None:
        """Adds utterances to be spoken."""
        for key, utterance in utterances:
            self.queues.setdefault(utterance.voice.engine, deque()).append((key, utterance))

    def remaining_seconds(self, speeds: EngineSpeeds) -> float:
        """Seconds of work that is not handed out yet."""
        return sum(
            speeds.estimate_seconds(utterance) for utterances in self.queues.values() for _, utterance in utterances
        )

    def take_batch(self, speeds: EngineSpeeds, seconds: float) -> Batch | None:
        """The next utterances to hand out, of the engine with most work left; None where all are out."""
        if self.suspects:
            return self.suspects.popleft()
        queues = [utterances for utterances in self.queues.values() if utterances]
        if not queues:
            return None
        queue = max(queues, key=lambda utterances: len(utterances) * speeds.estimate_seconds(utterances[0][1]))
        batch: list[tuple[str, Utterance]] = []
        while queue and (not batch or seconds > 0):
            batch.append(queue.popleft())
            seconds -= speeds.estimate_seconds(batch[-1][1])
        return Batch(self.job.store, tuple(batch))

    def begin_with(self, line: int) -> None:
        """Puts the utterances from that line on before the others."""
        for engine, queue in self.queues.items():
            self.queues[engine] = deque(order_from(queue, self.job, line))

    def is_ready_to_publish(self) -> bool:
        """Whether the chapter can be rendered now."""
        return not (self.running_batches or self.suspects or self.is_publishing or any(self.queues.values()))

    def publishing_job(self) -> EpisodeJob:
        """The chapter's job with fallback clips in the place of those that failed."""
        return replace(self.job, keys=tuple(self.fallback_keys.get(key, key) for key in self.job.keys))


def order_from(utterances: Iterable[tuple[str, Utterance]], job: EpisodeJob, line: int) -> list[tuple[str, Utterance]]:
    """Utterances of a chapter by key: from one line of it on, and then those before it."""
    later = frozenset(job.keys[line:])
    return sorted(utterances, key=lambda row: row[0] not in later)

"""Estimates how much is to be synthesized, and how long a build takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audiobook.engines.speeds import CORE_SECONDS_PER_CHARACTER
from audiobook.narration.plan import estimate_seconds
from audiobook.production.jobs import count_characters, find_missing_utterances
from audiobook.production.render_chapter import EpisodeJob

# Core seconds to join and encode a second of sound, and to start a worker and load its voice.
PUBLISHING_LOAD = 0.0035
STARTUP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """How much is to be synthesized, and about how many seconds it takes, without the time of `unknown_engines`."""

    utterances: int
    characters: int
    seconds: float
    unknown_engines: tuple[str, ...] = ()


def forecast_work(jobs: Iterable[EpisodeJob], workers: int) -> Forecast:
    """The forecast for chapters that are to be encoded by this many workers."""
    jobs = tuple(jobs)
    utterances = find_missing_utterances(jobs)
    counts = count_characters(utterances.values())
    synthesis_seconds = sum(count * CORE_SECONDS_PER_CHARACTER.get(engine, 0.0) for engine, count in counts.items())
    publishing_seconds = sum(estimate_seconds(job.episode) for job in jobs) * PUBLISHING_LOAD
    seconds = STARTUP_SECONDS + (synthesis_seconds + publishing_seconds) / workers if jobs else 0.0
    unknown_engines = tuple(sorted(engine for engine in counts if engine not in CORE_SECONDS_PER_CHARACTER))
    return Forecast(len(utterances), counts.total(), seconds, unknown_engines)

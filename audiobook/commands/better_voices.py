"""What better voices than the quick ones would do for a story, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.commands.estimate import forecast_work
from audiobook.engines.speeds import CORE_SECONDS_PER_CHARACTER
from audiobook.production.changes import AlbumChanges
from audiobook.production.plan import Plan
from audiobook.settings.environment import choose_worker_count
from audiobook.settings.settings import BEST


@dataclass(frozen=True, slots=True)
class BetterVoices:
    """How many characters an engine gives better voices, and the seconds that its part of the work takes.

    `in_use` says whether they have these voices, or could have them.
    """

    engine: str
    characters: int
    seconds: float
    in_use: bool


def find_better_voices(plan: Plan, changes: AlbumChanges) -> BetterVoices | None:
    """The better voices that leading characters have, or could have instead of those that the program chose.

    None if there are none on this machine. Of those that they have, only lines that are still to be spoken count.
    """
    leads, settings = plan.cast.leads, plan.context.settings
    if leads is None or settings.single_voice:
        return None
    workers = choose_worker_count(settings.jobs)
    if settings.voice_quality == BEST:
        names = {name for name in leads.characters if plan.cast.cast.voice_of(name).engine == leads.engine}
        return BetterVoices(leads.engine, len(names), forecast_work(changes.all_jobs, workers).seconds, in_use=True)
    names = {name for name, _ in plan.cast.names if name in leads.characters}
    names = {name for name in names if plan.cast.cast.voice_of(name).engine != leads.engine}
    characters = sum(len(segment.spoken) for segment in plan.analysis.script.segments if segment.speaker in names)
    seconds = characters * CORE_SECONDS_PER_CHARACTER.get(leads.engine, 0.0) / workers
    return BetterVoices(leads.engine, len(names), seconds, in_use=False) if names else None

"""Workers for several albums, which can load a voice while the first album is still being planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from audiobook.production.voice_loading import load_voice
from audiobook.settings.environment import choose_worker_count, count_processors
from audiobook.synthesis.workers import SharedWorkers, WorkerPool, Workers

if TYPE_CHECKING:
    from audiobook.model import Voice
    from audiobook.production.album_record import AlbumRecord

# Where there are as many workers as processors, one of them begins to load so much later (s): by then the first can
# speak.
HEAD_START_SECONDS = 1.0


def share_workers(
    jobs: int, cluster: str = "", warn: Callable[[str], None] = lambda _: None, quiet: bool = False
) -> SharedWorkers:
    """Workers for several albums, as many as were asked for, 0 for one per processor.

    With the address of a `cluster`, its workers speak; `warn` gets a line about each that can't be used, and unless
    `quiet` one about the others.
    """
    if not cluster:
        return SharedWorkers(choose_worker_count(jobs), WorkerPool)
    from audiobook.cluster.pool import ClusterPool

    return SharedWorkers(choose_worker_count(jobs), partial(ClusterPool, cluster, warn=warn, quiet=quiet))


def load_default_voice(workers: SharedWorkers, engine: str) -> None:
    """Starts the workers, which load an engine's default voice before anything is known of a story.

    Raises ResourceError.
    """
    with workers.lend(workers.count) as pool:
        _load_in_all(workers, pool, engine)


def warm_up(workers: SharedWorkers, record: AlbumRecord | None) -> None:
    """Starts the workers, which load the voice that an album on record has most lines of.

    Meanwhile its new chapters can be planned. Raises ResourceError.
    """
    voices = Counter(line.utterance.voice for chapter in record.chapters for line in chapter.lines) if record else None
    with workers.lend(workers.count) as pool:
        if voices:
            voice = voices.most_common(1)[0][0]
            _load_in_all(workers, pool, voice.engine, voice)


def _load_in_all(workers: SharedWorkers, pool: Workers, engine: str, voice: Voice | None = None) -> None:
    """Has each worker load a voice, without taking the last processor from this process, which reads the story."""
    at_once = max(1, count_processors() - 1)
    for number in range(workers.count):
        pool.submit(load_voice, engine, voice, 0.0 if number < at_once else HEAD_START_SECONDS)

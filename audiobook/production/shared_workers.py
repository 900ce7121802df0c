"""Workers for several albums, which can load a voice while the first album is still being planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from audiobook.casting.voice_lookup import DEFAULT_ENGINE
from audiobook.engines.registry import create_engine
from audiobook.model import Voice
from audiobook.production.album_record import AlbumRecord
from audiobook.production.voice_auditions import load_voice
from audiobook.settings.environment import choose_worker_count
from audiobook.synthesis.workers import SharedWorkers, WorkerPool


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


def load_default_voice(workers: SharedWorkers, engine: str | None) -> None:
    """Starts the workers, which load the default voice before anything is known of a story; raises ResourceError.

    Of another `engine` than the default one nothing is loaded: some wait for a server, or cost something.
    """
    is_default = engine in (None, DEFAULT_ENGINE)
    load_in_all(workers, Voice(DEFAULT_ENGINE, create_engine(DEFAULT_ENGINE).default_voice) if is_default else None)


def warm_up(workers: SharedWorkers, record: AlbumRecord | None) -> None:
    """Starts the workers, which load the voice that an album on record has most lines of.

    Meanwhile its new chapters can be planned. Raises ResourceError.
    """
    voices = Counter(line.utterance.voice for chapter in record.chapters for line in chapter.lines) if record else None
    load_in_all(workers, voices.most_common(1)[0][0] if voices else None)


def load_in_all(workers: SharedWorkers, voice: Voice | None) -> None:
    """Starts the workers, which load a voice, if there is one. Raises ResourceError."""
    with workers.lend(workers.count) as pool:
        for _ in range(workers.count if voice else 0):
            pool.submit(load_voice, voice)

"""Tries the engines of this machine: each speaks a sentence, in a process of its own and for no more than a while."""

from __future__ import annotations

import time
from concurrent.futures import TimeoutError as TimeoutExceeded
from dataclasses import dataclass
from multiprocessing import get_context

from audiobook.engines.registry import create_engine, engine_names
from audiobook.errors import AudiobookError
from audiobook.model import Utterance, Voice

# The first one is spoken while the engine loads; how fast it is, the second one tells.
SENTENCES = ("There was a light on the stairs.", "The lamp in the hall had gone out, so they went down slowly.")
# So many seconds an engine may take to load and to speak both.
TRIAL_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class EngineTrial:
    """How an engine does on this machine.

    `voices` are those it has here. `loading` are the seconds until its first sentence, and `speed` the seconds of
    speech per second after that, 0.0 where it wasn't tried. `problem` is why it can't speak, and `advice` what to do.
    """

    name: str
    voices: tuple[str, ...] = ()
    default_voice: str = ""
    loading: float = 0.0
    speed: float = 0.0
    problem: str = ""
    advice: str = ""


def try_engines(limit: float = TRIAL_SECONDS) -> tuple[EngineTrial, ...]:
    """A trial of each engine, sorted by name; each takes no more than `limit` seconds."""
    return tuple(_try_in_process(name, limit) for name in engine_names())


def _try_in_process(name: str, limit: float) -> EngineTrial:
    from pebble import ProcessExpired, ProcessPool

    with ProcessPool(max_workers=1, context=get_context("spawn")) as pool:
        try:
            trial: EngineTrial = pool.schedule(try_engine, args=(name,), timeout=limit).result()
        except TimeoutExceeded:
            return EngineTrial(name, problem=f"it took more than {limit:g} seconds for two sentences")
        except ProcessExpired:
            return EngineTrial(name, problem="it crashed", advice="install it again, or choose another engine")
    return trial


def try_engine(name: str) -> EngineTrial:
    """Has an engine speak a sentence with its default voice, unless that would leave this machine."""
    try:
        engine = create_engine(name)
        voices = tuple(listing.name for listing in engine.voices())
        if not voices:
            return EngineTrial(name, advice=engine.advice)
        trial = EngineTrial(name, voices, engine.default_voice)
        if engine.mute or engine.notice(sum(map(len, SENTENCES))):
            return trial
        first, second = (Utterance(sentence, Voice(name, engine.default_voice)) for sentence in SENTENCES)
        start = time.perf_counter()
        engine.speak(first)
        loaded = time.perf_counter()
        clip = engine.speak(second)
        seconds = time.perf_counter() - loaded
        engine.close()
    except AudiobookError as error:
        return EngineTrial(name, problem=str(error))
    if not clip.seconds:
        return EngineTrial(name, voices, engine.default_voice, problem="it says nothing")
    return EngineTrial(name, voices, engine.default_voice, loaded - start, clip.seconds / max(seconds, 1e-3))

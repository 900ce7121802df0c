"""What a worker must have to speak for another machine, and what it lacks.

Both sides describe themselves with plain values, so that programs of different versions understand each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audiobook import __version__
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice

PACKAGE_FOLDER = Path(__file__).parents[1]
# The packages and data that shape the sound of an utterance, and carry it from one machine to the other.
SOUND_PARTS = ("audio", "cluster", "engines", "model", "synthesis", "text")
# A voice by its engine and its name, as messages can carry it.
VoiceName = tuple[str, str]


def describe_program() -> dict[str, str]:
    """The version of this program, and a digest of those of its files that shape the sound."""
    return {"version": __version__, "digest": _digest_program()}


@cache
def _digest_program() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in SOUND_PARTS:
        for path in sorted((PACKAGE_FOLDER / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(PACKAGE_FOLDER).as_posix().encode())
                # Git for Windows may have changed the ends of lines.
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def name_voices(voices: Iterable[Voice]) -> tuple[VoiceName, ...]:
    """The voices by engine and name, each once, sorted."""
    return tuple(sorted({(voice.engine, voice.name) for voice in voices}))


def compute_fingerprints(voices: Iterable[VoiceName]) -> dict[VoiceName, str]:
    """The fingerprints of the voices on this machine: versions of their engines, checksums of their files.

    A voice that isn't on this machine has "".
    """
    return {voice: _compute_fingerprint(*voice) for voice in voices}


def _compute_fingerprint(engine_name: str, voice: str) -> str:
    try:
        engine = create_engine(engine_name)
        return engine.fingerprint(voice) if engine.offers(voice) else ""
    except EngineUnavailableError:
        return ""


@dataclass(frozen=True, slots=True)
class WorkerNews:
    """What is known of a worker of a cluster: its address, its name, how many lines it speaks at a time.

    `voices` are those that it can speak with. `problems` says in one line each what it lacks, and what to do.
    """

    address: str
    name: str
    slots: int = 0
    voices: frozenset[VoiceName] = frozenset()
    problems: tuple[str, ...] = ()


def judge_worker(address: str, name: str, slots: int, answer: object, needed: Mapping[VoiceName, str]) -> WorkerNews:
    """Compares the answer of a worker (what `announce` returned, or the error it raised) with what is needed here."""
    own = describe_program()
    version = answer.get("version", "") if isinstance(answer, Mapping) else ""
    if not isinstance(answer, Mapping):
        return WorkerNews(address, name, problems=(_describe_failed_answer(name, answer),))
    if (version, answer.get("digest")) != (own["version"], own["digest"]):
        other = (
            f"it has audiobook {version}, and this is {own['version']}"
            if version != own["version"]
            else f"its audiobook {version} has other files than this one"
        )
        return WorkerNews(address, name, problems=(f"{name} isn't used: {other}; install the same there",))
    there: Mapping[VoiceName, str] = answer["fingerprints"]
    problems = tuple(
        f"{name} doesn't speak as {voice} ({engine}): " + _describe_difference(there.get((engine, voice), ""))
        for (engine, voice), fingerprint in needed.items()
        if there.get((engine, voice)) != fingerprint
    )
    voices = frozenset(voice for voice, fingerprint in needed.items() if there.get(voice) == fingerprint)
    return WorkerNews(address, name, slots, voices, problems)


def _describe_difference(there: str) -> str:
    if not there:
        return "the voice or its engine isn't installed there; install it, and restart that worker"
    return "its files or its engine's version there are different; install the same there, and restart that worker"


def _describe_failed_answer(name: str, answer: object) -> str:
    text = str(answer)
    if "ModuleNotFoundError" in text and "audiobook" in text:
        return f"{name} isn't used: it has no audiobook, or an old one; install this version there"
    return f"{name} isn't used: {' '.join(text.split())}"


def name_resource(voice: VoiceName, fingerprint: str) -> str:
    """The name under which workers offer a voice as a resource of Dask: the same only for the same sound.

    >>> name_resource(("silent", "silence"), "silent 1.0")[:24]
    'audiobook silent/silence'
    """
    source = repr((_digest_program(), __version__, fingerprint))
    return f"audiobook {'/'.join(voice)} {hashlib.blake2b(source.encode(), digest_size=6).hexdigest()}"

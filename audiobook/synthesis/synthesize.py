"""Synthesizes utterances into the audio cache: the part of the work that runs in worker processes.

A unit of work is a `Batch`: utterances, each with its voice recipe and the key of its clip. Its results are clips in
the store and a `BatchReport`. Nothing else is shared, so other machines can do the work, too: `speak_batch` gives the
clips as bytes to whoever asked, who stores them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from audiobook.audio.pcm import join_parts
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import PLAIN_PROSODY, Clip, Utterance, Voice
from audiobook.synthesis.clip_checks import check_clip
from audiobook.synthesis.clip_store import ClipStore, clip_key, seal_clip
from audiobook.synthesis.fallback import Fallback, SynthesisIssue, fallback_engine, split_utterance
from audiobook.synthesis.takes import vary_take
from audiobook.text.pronunciation.heteronyms.occurrences import replace_heteronyms
from audiobook.text.pronunciation.substitution import apply_respellings, to_respelling

# Utterances, each with the key of its clip.
KeyedUtterances = tuple[tuple[str, Utterance], ...]
# The bytes of clips, each with its key, as a store has them.
SealedClips = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Utterances for one worker, each with the key of its clip.

    An utterance that was lost with its worker comes back in a batch of its own: `fallback` is what to start with,
    `reason` says why.
    """

    store: Path
    utterances: KeyedUtterances
    fallback: Fallback = Fallback.FIRST_TRY
    reason: str = ""

    @property
    def characters(self) -> int:
        """How many characters there are to speak."""
        return sum(len(utterance.spoken) for _, utterance in self.utterances)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The result of a batch: number of utterances, seconds of sound and of work, issues, and the chapter's number."""

    utterances: int
    seconds: float
    work_seconds: float = 0.0
    issues: tuple[SynthesisIssue, ...] = ()
    chapter: int = 0

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """The texts that could not be spoken at all, each with the reason."""
        return tuple((issue.spoken, issue.reason) for issue in self.issues if issue.fallback is Fallback.FAILED)


def synthesize_batch(batch: Batch) -> BatchReport:
    """Synthesizes every utterance of a batch into the store.

    One that fails is tried again, then in parts, then in a fallback voice; the report says what worked, or that nothing
    did. Raises EngineUnavailableError or OutputError if no utterance can succeed.
    """
    return _synthesize(batch.utterances, batch.fallback, batch.reason, ClipStore(batch.store).write)


def speak_batch(utterances: KeyedUtterances, fallback: Fallback, reason: str) -> tuple[BatchReport, SealedClips]:
    """What `synthesize_batch` does, for another machine's store: the report, and the clips to be stored there.

    Raises EngineUnavailableError if no utterance can succeed.
    """
    clips: dict[str, bytes] = {}

    def keep(key: str, clip: Clip) -> None:
        clips[key] = seal_clip(key, clip)

    report = _synthesize(utterances, fallback, reason, keep)
    return report, tuple(clips.items())


def _synthesize(
    utterances: KeyedUtterances, fallback: Fallback, reason: str, write: Callable[[str, Clip], None]
) -> BatchReport:
    start_time = time.monotonic()
    results = [_synthesize_with_fallbacks(row, fallback, reason, write) for row in utterances]
    issues = tuple(issue for _, issue in results if issue)
    return BatchReport(len(results), sum(seconds for seconds, _ in results), time.monotonic() - start_time, issues)


def _synthesize_with_fallbacks(
    row: tuple[str, Utterance], first: Fallback, reason: str, write: Callable[[str, Clip], None]
) -> tuple[float, SynthesisIssue | None]:
    """Synthesizes an utterance by the first fallback that works: seconds of sound, and the issue if there was one."""
    key, utterance = row
    for fallback in list(Fallback)[first : Fallback.FAILED]:
        try:
            clip, spoken_utterance = _synthesize_by(utterance, fallback)
        except SpeechError as error:
            reason = reason or str(error)
            continue
        is_own_voice = fallback < Fallback.OTHER_VOICE
        stored_key = (
            key
            if is_own_voice
            else clip_key(
                spoken_utterance, _load_engine(spoken_utterance.voice.engine).fingerprint(spoken_utterance.voice.name)
            )
        )
        write(stored_key, clip)
        voice = "" if is_own_voice else f"{spoken_utterance.voice.name} ({spoken_utterance.voice.engine})"
        issue = (
            SynthesisIssue(key, utterance.spoken, reason, fallback, voice, "" if is_own_voice else stored_key)
            if fallback
            else None
        )
        return clip.seconds, issue
    return 0.0, SynthesisIssue(key, utterance.spoken, reason, Fallback.FAILED)


def _synthesize_by(utterance: Utterance, fallback: Fallback) -> tuple[Clip, Utterance]:
    """The sound of an utterance by one fallback, and the utterance that was actually spoken."""
    if fallback is Fallback.SPLIT:
        return synthesize_in_parts(utterance), utterance
    if fallback is not Fallback.OTHER_VOICE:
        return synthesize_clip(utterance), utterance
    name = fallback_engine(utterance.voice)
    try:
        voice = Voice(name, _load_engine(name).default_voice, pace=utterance.voice.pace, gain=utterance.voice.gain)
        substitute = replace(utterance, voice=voice)
        return synthesize_clip(substitute), substitute
    except EngineUnavailableError as error:
        raise SpeechError(f"and there is no fallback voice: {error}") from error


def synthesize_in_parts(utterance: Utterance) -> Clip:
    """The utterance spoken part by part; raises SpeechError if it can't be split or a part fails."""
    clips = [synthesize_clip(part) for part in split_utterance(utterance)]
    if not clips or len({clip.rate for clip in clips}) > 1:
        raise SpeechError("the line cannot be spoken in parts")
    rate = clips[0].rate
    unspoken = tuple(piece for clip in clips for piece in clip.unspoken)
    return Clip(join_parts((clip.samples for clip in clips), rate), rate, unspoken)


def synthesize_clip(utterance: Utterance) -> Clip:
    """The sound of an utterance, synthesized in this process; raises what `Engine.speak` raises.

    Raises SpeechError also if the clip can't be right: silence, noise, an impossible length.
    """
    engine = _load_engine(utterance.voice.engine)
    varied = vary_take(utterance)
    spoken = replace(varied, voice=utterance.prosody.apply_to(varied.voice), prosody=PLAIN_PROSODY)
    clip = engine.speak(spoken if engine.takes_phonemes else respell_utterance(spoken))
    return check_clip(clip, spoken, engine.mute)


def respell_utterance(utterance: Utterance) -> Utterance:
    """The utterance for an engine that takes no phonemes: words that it would misread are respelled in the text."""
    spoken = replace_heteronyms(utterance.spoken, utterance.heteronyms, to_respelling)
    return replace(utterance, spoken=apply_respellings(spoken, utterance.pronounced), pronounced=(), heteronyms=())


@cache
def _load_engine(name: str) -> Engine:
    """The engine of this process; loading a model takes a second, so each worker does it once."""
    return create_engine(name)

"""Speaks lines on demand, through the same store of clips as an album: nothing is spoken twice."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.audio.export import write_stitched_file
from audiobook.cast_file.line_takes import TakeChanges
from audiobook.cast_file.values import VoiceChoice
from audiobook.casting.voice_lookup import find_voice
from audiobook.commands.line_takes import current_settings, find_part_at
from audiobook.commands.preview import preview_part
from audiobook.commands.script_position import ScriptPosition
from audiobook.errors import InputError, SpeechError
from audiobook.model import Cast, Clip, Cue, Utterance
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.pipeline import plan_chapter
from audiobook.production.jobs import find_clip_key
from audiobook.production.plan import Plan
from audiobook.studio.open_story import OpenStory
from audiobook.studio.snapshot import Snapshot
from audiobook.studio.view_model import TakeView
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.synthesize import Batch, BatchReport, synthesize_batch
from audiobook.synthesis.workers import WorkerPool
from audiobook.text.pronunciation.lexicon import build_lexicon
from audiobook.text.pronunciation.lexicon_files import parse_pronunciation
from audiobook.text.pronunciation.values import LexiconEntry

SAMPLE_RATE = 24_000
LEAD_MS = 120
# Words to hear by themselves are no longer than this.
MAX_TEXT_CHARACTERS = 300
# A line takes no longer than this, even if a server speaks it.
MAX_SECONDS = 120.0
# So many chapters' plans are kept.
MAX_PLANS = 8


@dataclass(frozen=True, slots=True)
class VoiceTrial:
    """A voice to hear somebody in, whatever the cast says; "" is the narrator."""

    name: str
    choice: VoiceChoice


class Speaker:
    """One worker process that speaks; it starts with the first line. Chapters that were planned last are kept."""

    def __init__(self, output: Path) -> None:
        self._store = ClipStore(clip_folder(output))
        self._lock = threading.Lock()
        self._pool: WorkerPool | None = None
        self._plans: dict[tuple[str, int, int], Plan] = {}

    def speak_place(
        self, story: OpenStory, position: ScriptPosition, trial: VoiceTrial | None = None, changes: TakeChanges = ()
    ) -> bytes:
        """What is said at a position, as a WAV file, as it is or with changes that nobody has kept yet.

        Raises InputError if nothing is read aloud there.
        """
        plan = self.plan_chapter_of(story, position[0])
        if trial is not None:
            cast = _try_voice(plan.cast.cast, trial, plan.context.settings.engine)
            plan = replace(plan, cast=replace(plan.cast, cast=cast))
        return self._speak(preview_part(plan, find_part_at(plan.analysis.script, position), changes).cues)

    def view_take(self, story: OpenStory, position: ScriptPosition) -> TakeView | None:
        """How the line at a position is spoken; None if nothing is read aloud there."""
        try:
            plan = self.plan_chapter_of(story, position[0])
            part = find_part_at(plan.analysis.script, position)
            takes = preview_part(plan, part).takes
        except InputError:
            return None
        return TakeView(takes[-1], **current_settings(plan.analysis, part).as_mapping())

    def speak_text(self, cast: Cast, trial: VoiceTrial, text: str) -> bytes:
        """A few words in a voice, as a WAV file."""
        _check_length(text)
        voice = _try_voice(cast, trial, None).voice_of(trial.name or None)
        return self._speak((Cue(Utterance(text, voice), 0),))

    def speak_word(self, snapshot: Snapshot, word: str, said: str, text: str) -> bytes:
        """A text in the narrator's voice, with a word said in a certain way, as a WAV file; "" for as it is now."""
        _check_length(text)
        lexicon = snapshot.analysis.lexicon
        if said:
            lexicon = build_lexicon((LexiconEntry(word, _parse_said(said)), *lexicon.entries))
        cue = Cue(Utterance(text, snapshot.cast.cast.narrator), 0)
        return self._speak(apply_pronunciations((cue,), lexicon))

    def plan_chapter_of(self, story: OpenStory, number: int) -> Plan:
        """The plan of a chapter as the story is now."""
        snapshot = story.snapshot
        key = (story.identity, snapshot.version, number)
        # Another thread may forget this plan meanwhile.
        plan = self._plans.get(key)
        if plan is None:
            plan = plan_chapter(snapshot.context, snapshot.analysis, snapshot.cast, number)
            kept = {one: old for one, old in list(self._plans.items())[1 - MAX_PLANS :] if one[:2] == key[:2]}
            self._plans = {**kept, key: plan}
        return plan

    def has_clip(self, utterance: Utterance) -> bool:
        """Whether an utterance has been spoken already."""
        return self._store.has(find_clip_key(utterance))

    def _speak(self, cues: Iterable[Cue]) -> bytes:
        cues = tuple(cues)
        target = io.BytesIO()
        write_stitched_file(self._find_clips(cues), target, ".wav", SAMPLE_RATE, LEAD_MS, 0)
        return target.getvalue()

    def _find_clips(self, cues: tuple[Cue, ...]) -> Iterator[tuple[Clip, int]]:
        for number, cue in enumerate(cues):
            clip = self._find_clip(cue.utterance)
            yield clip, 0 if number == len(cues) - 1 else cue.pause_ms

    def _find_clip(self, utterance: Utterance) -> Clip:
        key = find_clip_key(utterance)
        clip = self._store.read(key)
        if clip is not None:
            return clip
        with self._lock:
            report = self._synthesize(key, utterance)
        substitute = next((issue.fallback_key for issue in report.issues if issue.fallback_key), "")
        clip = self._store.read(substitute or key)
        if clip is None:
            reason = report.failures[0][1] if report.failures else "the voice gave no sound"
            raise SpeechError(f"this line couldn't be spoken: {reason}")
        return clip

    def _synthesize(self, key: str, utterance: Utterance) -> BatchReport:
        if self._pool is None:
            self._pool = WorkerPool(1)
        batch = Batch(self._store.folder, ((key, utterance),))
        try:
            report: BatchReport = self._pool.submit(synthesize_batch, batch, timeout=MAX_SECONDS).result()
        except TimeoutError as error:
            raise SpeechError("the voice took too long; try another one") from error
        return report

    def close(self) -> None:
        """Ends the worker."""
        with self._lock:
            if self._pool is not None:
                self._pool.__exit__(KeyboardInterrupt, None, None)
                self._pool = None


def _check_length(text: str) -> None:
    if not 0 < len(text) <= MAX_TEXT_CHARACTERS:
        raise InputError("that is too much to say at once")


def _parse_said(said: str) -> str:
    try:
        return parse_pronunciation(said)
    except ValueError as error:
        raise InputError(f"nobody can say it like that: {error}") from None


def _try_voice(cast: Cast, trial: VoiceTrial, engine: str | None) -> Cast:
    """The cast with the voice of a trial."""
    current = cast.voice_of(trial.name or None)
    recipe = find_voice(engine, trial.choice.voice) if trial.choice.voice else current
    voice = trial.choice.apply_to(recipe)
    if not trial.name:
        return replace(cast, narrator=voice)
    others = tuple((name, own) for name, own in cast.voices if name != trial.name)
    return replace(cast, voices=((trial.name, voice), *others))

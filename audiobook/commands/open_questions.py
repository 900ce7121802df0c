"""What a finished album leaves for its listener to decide: notes left out, unsure speakers, guessed names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby

from audiobook.commands.unsure_lines import count_unsure_lines
from audiobook.commands.words import find_guessed_names
from audiobook.model import Kind, Segment
from audiobook.production.plan import Plan
from audiobook.settings.settings import DEFAULT_ENGINE


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """How many author's notes are left out, how many of the dialogue's lines are unsure, which names are guessed."""

    notes: int = 0
    lines: int = 0
    unsure: int = 0
    guessed_names: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A digest by which a later run sees whether any of it has changed, "" where there is nothing to decide."""
        if not (self.notes or self.unsure or self.guessed_names):
            return ""
        return hashlib.blake2b(json.dumps(asdict(self)).encode(), digest_size=8).hexdigest()


NO_QUESTIONS = OpenQuestions()


def find_open_questions(plan: Plan) -> OpenQuestions:
    """What the album of a plan leaves open; the voices' guesses are known for the built-in engine only."""
    segments = plan.analysis.script.segments
    dialogue = [segment for segment in segments if segment.kind.is_speech and segment.skipped is None]
    settings = plan.context.settings
    return OpenQuestions(
        notes=0 if plan.narration_options.speak_notes else count_notes(segments),
        lines=len(dialogue),
        # With a single voice it makes no difference who speaks.
        unsure=0 if settings.single_voice else count_unsure_lines(plan.analysis.script),
        guessed_names=_find_guessed_names(plan),
    )


def count_notes(segments: Iterable[Segment]) -> int:
    """How many author's notes are left out; one of several paragraphs counts once."""
    runs = groupby(segments, key=lambda segment: (segment.chapter, segment.kind is Kind.NOTE))
    return sum(is_note and any(segment.skipped for segment in run) for (_, is_note), run in runs)


def _find_guessed_names(plan: Plan) -> tuple[str, ...]:
    engines = {cue.utterance.voice.engine for episode in plan.album.episodes for cue in episode.cues}
    if DEFAULT_ENGINE not in engines:
        return ()
    from audiobook.engines.hibari import read_words

    return find_guessed_names(plan.analysis.script, plan.analysis.lexicon, read_words, plan.analysis.takes.found)

"""Previews a paragraph of a story, exactly as `make` would record it, or in another voice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audiobook.casting.voice_lookup import find_voice
from audiobook.commands.script_position import ScriptPosition, format_position
from audiobook.errors import InputError
from audiobook.model import Cast, Cue, Kind, Voice
from audiobook.narration.plan import plan_cues_at
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.plan import Plan
from audiobook.settings.settings import MakeSettings, StorySettings


@dataclass(frozen=True, slots=True)
class Preview:
    """The cues of a preview, and what people call the voice of each."""

    cues: tuple[Cue, ...]
    voices: tuple[str, ...]


def preview_cues(story: StorySettings, settings: MakeSettings, position: ScriptPosition, voice: str = "") -> Preview:
    """The cues at a position of the script, as `make` with these settings would record them.

    With a `voice`, the speakers there have that voice, or the narrator where nobody speaks. Raises InputError where
    nothing is read aloud there.
    """
    plan = plan_album(BuildContext.start(story, replace(settings, chapters=str(position[0]))))
    cast = _override_voice(plan, position, find_voice(settings.engine, voice)) if voice else plan.cast.cast
    cues = plan_cues_at(plan.analysis.script, cast, plan.narration_options, position, plan.album.episodes[0].take)
    if not cues:
        raise InputError(
            f"{format_position(position)}: nothing is read aloud there; `audiobook script` shows each line's numbers"
        )
    return Preview(cues, tuple(_name_voice(cue, plan, voice, cast) for cue in cues))


def _name_voice(cue: Cue, plan: Plan, override: str, cast: Cast) -> str:
    """What the voice of a cue is called: by who speaks, as the delivery changes the voice itself."""
    speaker = next((run.speaker for run in cue.runs if run.speaker), None)
    names = plan.cast.voice_names
    if override and cast.voice_of(speaker) != plan.cast.cast.voice_of(speaker):
        return override
    if any(run.kind is Kind.NOTE for run in cue.runs) and plan.cast.note_name:
        return plan.cast.note_name
    return names.get(speaker or "", plan.cast.narrator_name)


def _override_voice(plan: Plan, position: ScriptPosition, voice: Voice) -> Cast:
    """The cast with another voice for those who speak at a position."""
    cast, (chapter, paragraph, quotation) = plan.cast.cast, position
    segments = [segment for segment in plan.analysis.script.chapter_segments(chapter) if segment.paragraph == paragraph]
    quotations = [segment for segment in segments if segment.kind.is_speech]
    names = {segment.speaker for segment in (quotations[quotation - 1 : quotation] if quotation else quotations)} - {
        None
    }
    if not names:
        return replace(cast, narrator=voice)
    other_voices = tuple((name, own_voice) for name, own_voice in cast.voices if name not in names)
    return replace(cast, voices=(*((name, voice) for name in sorted(map(str, names))), *other_voices))

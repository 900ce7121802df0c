"""Previews a part of a story, exactly as `make` would record it, or in another voice, take or delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audiobook.cast_file.line_takes import TakeChanges
from audiobook.casting.voice_lookup import find_voice
from audiobook.commands.line_takes import StoryPart, change_takes, current_settings, find_story_part
from audiobook.commands.listen_check import MAX_TAKES
from audiobook.commands.script_position import ScriptPosition, format_position
from audiobook.errors import InputError
from audiobook.model import Cast, Clip, Cue, Kind, Utterance, Voice
from audiobook.narration.line_takes import overlap
from audiobook.narration.plan import plan_cues_in
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.jobs import find_clip_key
from audiobook.production.plan import Plan
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.synthesize import synthesize_clip


@dataclass(frozen=True, slots=True)
class Preview:
    """The cues of a preview, and what people call the voice of each.

    `lead` is the pause that is set before them in milliseconds, None if none is.
    """

    cues: tuple[Cue, ...]
    voices: tuple[str, ...]
    lead: int | None = None

    @property
    def takes(self) -> tuple[int, ...]:
        """The takes that its cues are in, from the lowest."""
        return tuple(sorted({cue.utterance.take for cue in self.cues}))


def preview_cues(story: StorySettings, settings: MakeSettings, position: ScriptPosition, voice: str = "") -> Preview:
    """The cues at a position of the script, as `make` with these settings would record them.

    With a `voice`, the speakers there have that voice, or the narrator where nobody speaks. Raises InputError where
    nothing is read aloud there.
    """
    plan = plan_album(BuildContext.start(story, replace(settings, chapters=str(position[0]))))
    return preview_part(plan, find_story_part(plan.analysis.script, format_position(position)), voice=voice)


def preview_part(plan: Plan, part: StoryPart, changes: TakeChanges = (), voice: str = "") -> Preview:
    """The cues of a part of a planned story, as `make` would record them once `changes` are kept; nothing is saved.

    With a `voice`, the speakers there have that voice, or the narrator where nobody speaks. Raises InputError where
    nothing is read aloud there.
    """
    cast = _override_voice(plan, part, find_voice(plan.context.settings.engine, voice)) if voice else plan.cast.cast
    takes = change_takes(plan.analysis, part, changes) if changes else plan.analysis.takes.found
    options = replace(plan.narration_options, takes=takes)
    cues = plan_cues_in(plan.analysis.script, cast, options, part.chapter, part.span, _chapter_take(plan, part))
    if not cues:
        raise InputError(
            f"{format_position(part.position)}: nothing is read aloud there; `audiobook script` shows each line's "
            "numbers"
        )
    lead = dict(changes).get("pause_before", current_settings(plan.analysis, part).pause_before)
    return Preview(
        cues, tuple(_name_voice(cue, plan, voice, cast) for cue in cues), lead if isinstance(lead, int) else None
    )


def _chapter_take(plan: Plan, part: StoryPart) -> int:
    episodes = (*plan.album.episodes, *plan.all_episodes)
    return next((episode.take for episode in episodes if episode.number == part.chapter), 0)


class ClipSpeaker:
    """Gets the clips of utterances: what the album has, or else what their voices say now, each of them once."""

    def __init__(self, plan: Plan) -> None:
        self._store = ClipStore(clip_folder(plan.context.settings.output))
        self._spoken: dict[str, Clip] = {}

    def speak(self, utterance: Utterance) -> Clip:
        """The clip of an utterance; raises SpeechError if it can't be spoken."""
        key = find_clip_key(utterance)
        clip = self._spoken.get(key) or self._store.read(key)
        if clip is None:
            clip = self._spoken[key] = synthesize_clip(utterance)
        return clip

    def keep(self, utterances: Iterable[Utterance]) -> None:
        """Stores the clips of these utterances, so that `make` takes just what was heard; raises OutputError."""
        for key in {find_clip_key(utterance) for utterance in utterances} & self._spoken.keys():
            self._store.write(key, self._spoken[key])


def find_next_take(plan: Plan, part: StoryPart, speaker: ClipSpeaker) -> int:
    """The next take of a part that sounds different from what the album has; raises SpeechError.

    The listening check may have put one of the next takes in the place of this one already.
    """
    current = preview_part(plan, part)
    first = current.takes[-1] + 1
    heard = [speaker.speak(cue.utterance) for cue in current.cues]
    for take in range(first, first + MAX_TAKES):
        others = [speaker.speak(cue.utterance) for cue in preview_part(plan, part, (("take", take),)).cues]
        if any(not is_same_sound(*pair) for pair in zip(heard, others, strict=True)):
            return take
    return first


def is_same_sound(clip: Clip, other: Clip) -> bool:
    """Whether two clips have the same samples."""
    return clip.rate == other.rate and clip.samples.tobytes() == other.samples.tobytes()


def _name_voice(cue: Cue, plan: Plan, override: str, cast: Cast) -> str:
    """What the voice of a cue is called: by who speaks, as the delivery changes the voice itself."""
    speaker = next((run.speaker for run in cue.runs if run.speaker), None)
    names = plan.cast.voice_names
    if override and cast.voice_of(speaker) != plan.cast.cast.voice_of(speaker):
        return override
    if any(run.kind is Kind.NOTE for run in cue.runs) and plan.cast.note_name:
        return plan.cast.note_name
    return names.get(speaker or "", plan.cast.narrator_name)


def _override_voice(plan: Plan, part: StoryPart, voice: Voice) -> Cast:
    """The cast with another voice for those who speak in a part of the story."""
    cast, segments = plan.cast.cast, plan.analysis.script.chapter_segments(part.chapter)
    speakers = {one.speaker for one in segments if one.kind.is_speech and overlap(one.span, part.span)}
    names = sorted(name for name in speakers if name is not None)
    if not names:
        return replace(cast, narrator=voice)
    other_voices = tuple((name, own_voice) for name, own_voice in cast.voices if name not in names)
    return replace(cast, voices=(*((name, voice) for name in names), *other_voices))

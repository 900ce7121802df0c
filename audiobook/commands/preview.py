"""A single line of a story, as `make` would have it said or in another voice, to be heard before deciding."""

from __future__ import annotations

from dataclasses import replace

from audiobook.casting.voice_lookup import voice_named
from audiobook.errors import InputError
from audiobook.model import Cast, Cue, Kind, Voice
from audiobook.narration.plan import cues_at
from audiobook.pipeline import planned
from audiobook.production.plan import Plan
from audiobook.settings.settings import MakeSettings, StorySettings

Place = tuple[int, int, int]


def cues_to_hear(story: StorySettings, settings: MakeSettings, place: Place, voice: str = "") -> tuple[Cue, ...]:
    """What is said at a place (chapter, paragraph, quotation in it or 0), as `make` with these settings would say it.

    With a `voice`, whoever speaks there has that one, or the narrator where nobody does. Raises InputError where
    nothing is said there.
    """
    plan = planned(story, replace(settings, chapters=str(place[0])))
    cast = _recast(plan, place, voice_named(settings.engine, voice)) if voice else plan.cast.cast
    cues = cues_at(plan.story.script, cast, plan.manner, place, plan.album.episodes[0].take)
    if not cues:
        raise InputError(f"{place_name(place)}: nothing is said there; `audiobook script` shows the places")
    return cues


def place_name(place: Place) -> str:
    """A place as it is typed.

    >>> place_name((7, 42, 0)), place_name((7, 42, 2))
    ('7:42', '7:42.2')
    """
    chapter, paragraph, quotation = place
    return f"{chapter}:{paragraph}" + (f".{quotation}" if quotation else "")


def _recast(plan: Plan, place: Place, voice: Voice) -> Cast:
    """The cast with another voice for those who speak at a place."""
    cast, (chapter, paragraph, which) = plan.cast.cast, place
    here = [one for one in plan.story.script.of_chapter(chapter) if one.paragraph == paragraph]
    said = [one for one in here if one.kind in (Kind.SPEECH, Kind.THOUGHT)]
    names = {one.speaker for one in (said[which - 1 : which] if which else said)} - {None}
    if not names:
        return replace(cast, narrator=voice)
    others = tuple((name, own) for name, own in cast.voices if name not in names)
    return replace(cast, voices=(*((name, voice) for name in sorted(map(str, names))), *others))

"""Builds what the page is told about the cast: who has which voice, what they sound like, and what would suit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from audiobook.cast_file.reading import CHANGE_LIMITS, read_cast_file
from audiobook.cast_file.values import VoiceChoice
from audiobook.casting.assign import split_available_voices
from audiobook.casting.catalogue import (
    CatalogueVoice,
    compute_likeness,
    count_ages_off,
    fits_gender,
    load_catalogue,
)
from audiobook.commands.cast_table import choose_sample_lines
from audiobook.commands.spoken_lines import describe_position
from audiobook.errors import AudiobookError
from audiobook.model import Kind, Segment
from audiobook.studio.snapshot import Snapshot
from audiobook.studio.view_model import CastEntryView, CastView, OtherCastView, PersonView, SegmentView, VoiceView
from audiobook.studio.views import list_people, view_segment

SAMPLES, SUGGESTIONS = 3, 5
# Two voices that are more alike than this are confused (cosine of their speaker embeddings; docs/voices.md).
ALIKE = 0.85
# Whoever has less of the dialogue than this is not compared: nobody hears them often enough to confuse them.
MIN_SHARE = 0.02
# The settings of a voice that the page has sliders for, and what they reach there: wider ones are for the cast file.
SLIDERS: Mapping[str, tuple[float, float]] = {
    "pitch": (0.7, 1.4),
    "pace": (0.7, 1.4),
    "pitch_range": (0.4, 1.8),
    "breath": (0.0, 0.6),
}


def view_cast(snapshot: Snapshot) -> CastView:
    """The cast as it is now."""
    people = list_people(snapshot)
    catalogue = {entry.name: entry for entry in list_available_voices()}
    choices = dict(snapshot.analysis.cast_file.voices)
    lines = _collect_lines(snapshot)
    entries = tuple(
        _view_person(snapshot, person, people, catalogue, choices.get(person.name), lines.get(person.name, ()))
        for person in people
    )
    limits = {name: (max(low, CHANGE_LIMITS[name][0]), min(high, CHANGE_LIMITS[name][1]))
              for name, (low, high) in SLIDERS.items()}  # fmt: skip
    return CastView(snapshot.version, _view_narrator(snapshot, lines.get(None, ())), entries, list_voices(), limits)


@cache
def list_available_voices() -> tuple[CatalogueVoice, ...]:
    """The voices of the catalogue that this machine has."""
    return split_available_voices(load_catalogue())[0]


def list_voices() -> tuple[VoiceView, ...]:
    """The voices to choose from."""
    return tuple(
        VoiceView(entry.name, entry.voice.engine, entry.gender, entry.age, entry.description)
        for entry in list_available_voices()
    )


def _collect_lines(snapshot: Snapshot) -> dict[str | None, list[Segment]]:
    """The lines of each speaker; those of None are the narrator's."""
    lines: dict[str | None, list[Segment]] = {}
    for segment in snapshot.analysis.script.segments:
        if segment.skipped is None and (segment.kind.is_speech or segment.kind is Kind.NARRATION):
            lines.setdefault(segment.speaker if segment.kind.is_speech else None, []).append(segment)
    return lines


def _view_person(
    snapshot: Snapshot,
    person: PersonView,
    people: Sequence[PersonView],
    catalogue: Mapping[str, CatalogueVoice],
    choice: VoiceChoice | None,
    lines: Sequence[Segment],
) -> CastEntryView:
    return CastEntryView(
        name=person.name,
        hue=person.hue,
        gender=person.gender,
        lines=person.lines,
        share=person.share,
        voice=person.voice or snapshot.cast.narrator_name,
        settings=dict(choice.changes) if choice else {},
        aliases=person.aliases,
        samples=_view_samples(snapshot, lines),
        suggestions=_suggest_voices(snapshot, person, people, catalogue),
        alike=_find_alike(person, people, catalogue, snapshot.cast.narrator_name),
    )


def _view_narrator(snapshot: Snapshot, lines: Sequence[Segment]) -> CastEntryView:
    choice = snapshot.analysis.cast_file.narrator
    settings = dict(choice.changes) if choice else {}
    return CastEntryView(
        "", 0, "", 0, 0.0, snapshot.cast.narrator_name, settings, (), _view_samples(snapshot, lines[:200]), (), ()
    )


def _view_samples(snapshot: Snapshot, lines: Iterable[Segment]) -> tuple[SegmentView, ...]:
    samples = choose_sample_lines((line for line in lines if line.text.strip()), SAMPLES)
    return tuple(view_segment(line, _place_of(line, snapshot)) for line in samples)


def _place_of(line: Segment, snapshot: Snapshot) -> str:
    if not line.kind.is_speech:
        return f"{line.chapter}:{line.paragraph}"
    return describe_position(line, snapshot.analysis.script)


def _suggest_voices(
    snapshot: Snapshot, person: PersonView, people: Sequence[PersonView], catalogue: Mapping[str, CatalogueVoice]
) -> tuple[str, ...]:
    """Voices that fit, and that are least like those of the other leading characters."""
    ages = {character.name: character.age for character in snapshot.analysis.characters}
    taken = [catalogue[name] for name in _leading_voices(person, people, snapshot) if name in catalogue]
    fitting = [
        voice
        for voice in catalogue.values()
        if fits_gender(voice, person.gender) and voice not in taken and voice.name != person.voice
    ]
    age = ages.get(person.name, "")

    def rank(voice: CatalogueVoice) -> tuple[int, float]:
        return count_ages_off(age, voice.age), max((_likeness(voice, other) for other in taken), default=0.0)

    return tuple(voice.name for voice in sorted(fitting, key=rank)[:SUGGESTIONS])


def _leading_voices(person: PersonView, people: Sequence[PersonView], snapshot: Snapshot) -> set[str]:
    others = {other.voice for other in people if other.share >= MIN_SHARE and other.name != person.name}
    return {*others, snapshot.cast.narrator_name}


def _find_alike(
    person: PersonView, people: Sequence[PersonView], catalogue: Mapping[str, CatalogueVoice], narrator: str
) -> tuple[str, ...]:
    """The other leading characters, or "" for the narrator, whose voice is too much like this one's."""
    own = catalogue.get(person.voice)
    if own is None or person.share < MIN_SHARE:
        return ()
    others = [(other.name, other.voice) for other in people if other.share >= MIN_SHARE and other.name != person.name]
    return tuple(
        name
        for name, voice in (*others, ("", narrator))
        if voice == person.voice or (voice in catalogue and _likeness(own, catalogue[voice]) > ALIKE)
    )


def _likeness(voice: CatalogueVoice, other: CatalogueVoice) -> float:
    return compute_likeness(voice, other) or 0.0


def list_other_casts(snapshot: Snapshot) -> tuple[OtherCastView, ...]:
    """The cast files beside the story's own that have a voice for somebody of this story."""
    own = snapshot.analysis.cast_path
    names = {person.name for person in list_people(snapshot)}
    found = (_view_other_cast(path, names) for path in sorted(own.parent.glob("*.toml")) if path != own)
    return tuple(one for one in found if one is not None and one.voices)


def _view_other_cast(path: Path, names: set[str]) -> OtherCastView | None:
    try:
        cast_file = read_cast_file(path)
    except AudiobookError:
        return None  # not a cast file, or a damaged one: there is nothing to take over
    title = cast_file.story.title if cast_file.story else path.stem
    voices = {name: choice for name, choice in cast_file.voices if name in names and choice.voice}
    return OtherCastView(path.name, title or path.stem, {name: choice.voice for name, choice in voices.items()})

"""The whole cast of a story: who the person chose a voice for, and a voice of their own for everyone else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting.assign import Missing, choices_for, sorted_out
from audiobook.casting.catalogue import CatalogueVoice, catalogue
from audiobook.casting.cooccurrence import meetings_in
from audiobook.casting.voice_lookup import voice_named
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Attribution, Cast, Character, Voice
from audiobook.text.suggest import format_suggestion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line: engine, the narrator's voice, a factor of pace, no voice but one."""

    engine: str | None = None
    voice: str | None = None
    pace: float = 1.0
    single_voice: bool = False


@dataclass(frozen=True, slots=True)
class StoryCast:
    """A cast, the name of the voice that each character has in it, and voices that one command would add.

    `strangers` are lines of the cast file that name nobody who speaks in the story, each as it should be told.
    """

    cast: Cast
    names: tuple[tuple[str, str], ...] = ()
    missing: tuple[Missing, ...] = ()
    strangers: tuple[str, ...] = ()


def story_cast(told: Attribution, said: CastFile, path: Path, wanted: Wanted) -> StoryCast:
    """The cast of a story as its cast file at `path` and the command line want it.

    With an engine named, all of it is spoken by that engine. Raises EngineUnavailableError or InputError, with the
    line of the cast file, where a voice is not on this machine.
    """
    narrator = narrator_voice(said, path, wanted)
    notes = _chosen(said.notes, path, wanted) if said.notes and said.notes.voice else None
    if wanted.single_voice:
        return StoryCast(Cast(narrator, note_voice=notes))
    here, missing = sorted_out(catalogue())
    known = {entry.name: entry for entry in here}
    chosen = _choices(told.characters, said)
    own = {name: _chosen(choice, path, wanted) for name, choice in chosen.items() if choice.voice}
    given = {name: choice.voice for name, choice in chosen.items() if choice.voice in known}
    others = tuple(one for one in told.characters if one.name in given or one.name not in own)
    kept = frozenset(given.values())
    usable = [entry for entry in here if entry.name in kept or _fits(entry, wanted)]
    names = dict(choices_for(others, meetings_in(told.script), given, usable, replace(narrator, pace=1.0)))
    voices = {name: _paced(_changed(known[voice].voice, chosen.get(name)), wanted) for name, voice in names.items()}
    cast = Cast(narrator, tuple((voices | own).items()), notes)
    return StoryCast(cast, tuple(names.items()), missing, tuple(_strangers(told.characters, said, path)))


def _strangers(characters: Sequence[Character], said: CastFile, path: Path) -> Iterator[str]:
    names = [name for one in characters for name in (one.name, *one.aliases)]
    known = frozenset(names)
    for name, choice in said.voices:
        if name not in known:
            yield f"{path}, line {choice.row}: nobody called {name!r} speaks in the story{format_suggestion(name, names)}"


def narrator_voice(said: CastFile, path: Path, wanted: Wanted) -> Voice:
    """The narrator's voice: what the command line names, or else the cast file; both may change its pace."""
    choice = said.narrator or VoiceChoice()
    if wanted.voice or wanted.engine or not choice.voice:
        return _paced(_changed(voice_named(wanted.engine, wanted.voice), choice), wanted)
    return _chosen(choice, path, wanted)


def _choices(characters: Sequence[Character], said: CastFile) -> Mapping[str, VoiceChoice]:
    """What the file chooses, by the characters' own names; a choice for another name of theirs counts for them."""
    names = {alias: one.name for one in characters for alias in one.aliases} | {
        one.name: one.name for one in characters
    }
    return {names[name]: choice for name, choice in said.voices if name in names}


def _chosen(choice: VoiceChoice, path: Path, wanted: Wanted) -> Voice:
    """The voice that a line of the cast file names, as it wants it."""
    try:
        return _paced(_changed(voice_named(None, choice.voice), choice), wanted)
    except AudiobookError as error:
        raise InputError(f"{path}, line {choice.row}: {error}") from error


def _changed(voice: Voice, choice: VoiceChoice | None) -> Voice:
    return choice.of(voice) if choice else voice


def _paced(voice: Voice, wanted: Wanted) -> Voice:
    return replace(voice, pace=voice.pace * wanted.pace)


def _fits(entry: CatalogueVoice, wanted: Wanted) -> bool:
    return wanted.engine in (None, entry.voice.engine)

"""Casts a story: the voices that the user chose, and assigned voices for everyone else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting.assign import MissingVoices, assign_voices, split_available_voices
from audiobook.casting.catalogue import CatalogueVoice, load_catalogue
from audiobook.casting.cooccurrence import count_encounters
from audiobook.casting.engine_voices import list_engine_voices, speaks_language
from audiobook.casting.lead_voices import LeadVoices, find_lead_voices
from audiobook.casting.liveliness import find_lively_characters
from audiobook.casting.series_cast import SeriesCast, apply_choice, carry_narrator
from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.speeds import is_quick
from audiobook.engines.spoken_language import language_of
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Attribution, Cast, Character, Voice
from audiobook.settings.settings import BEST, QUICK, MakeSettings


@dataclass(frozen=True, slots=True)
class CastingOverrides:
    """Choices on the command line: engine, narrator's voice, a factor for the pace of every voice, a single voice.

    `voice_quality` is QUICK or BEST. With `recast`, it also holds for the voices that the program has chosen before.
    `yielding` names those of "engine" and "voice" that a narrator in the cast file comes before.
    """

    engine: str | None = None
    voice: str | None = None
    pace: float = 1.0
    single_voice: bool = False
    voice_quality: str = QUICK
    recast: bool = False
    yielding: tuple[str, ...] = ()

    def yield_to(self, cast_file: CastFile) -> CastingOverrides:
        """These choices without those that the narrator of a cast file comes before."""
        if not (cast_file.narrator and cast_file.narrator.voice):
            return self
        return replace(
            self,
            engine=None if "engine" in self.yielding else self.engine,
            voice=None if "voice" in self.yielding else self.voice,
        )


@dataclass(frozen=True, slots=True)
class StoryCast:
    """A cast, the names of its characters' catalogue voices, and voices that could be installed.

    `narrator_name` and `note_name` are what people call the voices of the narrator and of notes, `asked_narrator` is
    the narrator's voice if it was named on the command line, else "", and `chosen_names` are those that the user chose
    for characters. They are not in the voices themselves, which clips are found by. `leads` are the leading characters
    and the engine with the best voices, if that isn't a quick one; `recast` are those who have another voice than their
    row in the cast file says, `returning` those who have theirs from another book of the series and not from the cast
    file.
    """

    cast: Cast
    names: tuple[tuple[str, str], ...] = ()
    missing_voices: tuple[MissingVoices, ...] = ()
    narrator_name: str = ""
    asked_narrator: str = ""
    note_name: str = ""
    chosen_names: tuple[tuple[str, str], ...] = ()
    leads: LeadVoices | None = None
    recast: frozenset[str] = frozenset()
    returning: tuple[str, ...] = ()

    @property
    def voice_names(self) -> dict[str, str]:
        """What the voice of each character is called who has one of their own."""
        return {**dict(self.names), **dict(self.chosen_names)}

    @property
    def narrator_credit(self) -> str:
        """The narrator's voice and engine, as tags and pages name it: "clover (hibari)"."""
        return f"{self.narrator_name} ({self.cast.narrator.engine})"


def choose_overrides(settings: MakeSettings) -> CastingOverrides:
    """What the settings of an album say about its voices."""
    return CastingOverrides(
        settings.engine,
        settings.voice,
        settings.speed,
        settings.single_voice,
        settings.voice_quality,
        settings.recast,
        settings.yielding,
    )


def cast_voices(
    attribution: Attribution,
    cast_file: CastFile,
    path: Path,
    overrides: CastingOverrides,
    series: SeriesCast | None = None,
) -> StoryCast:
    """The cast of a story by its cast file at `path`, the command line, and the cast of the `series` it belongs to.

    If the overrides name an engine, every voice is that engine's. Raises EngineUnavailableError, or InputError with the
    line of the cast file, if a voice is not on this machine.
    """
    with_narrator, narrator_path = carry_narrator(cast_file, path, series)
    overrides = overrides.yield_to(with_narrator)
    narrator = choose_narrator_voice(with_narrator, narrator_path, overrides)
    narrator_name = name_narrator(narrator, with_narrator, overrides)
    notes = _resolve_choice(cast_file.notes, path, overrides) if cast_file.notes and cast_file.notes.voice else None
    if overrides.single_voice:
        return StoryCast(
            Cast(narrator, note_voice=notes),
            narrator_name=narrator_name,
            asked_narrator=overrides.voice or "",
            note_name=_name_notes(cast_file),
        )
    available, missing = split_available_voices(load_catalogue())
    if overrides.engine:
        available = (*available, *list_engine_voices(narrator, available))
    known = {entry.name: entry for entry in available}
    leads = None if overrides.engine else find_lead_voices(available, attribution.characters)
    used_leads = leads if overrides.voice_quality == BEST else None
    choices = _choices_by_character(attribution.characters, cast_file)
    recast = frozenset(
        name for name, choice in choices.items() if overrides.recast and _is_outdated(name, choice, known, used_leads)
    )
    chosen = {name: choice for name, choice in choices.items() if name not in recast}
    returning: dict[str, VoiceChoice] = {}
    if series:
        returning = _find_returning(series, attribution.characters, chosen, known, overrides)
        recast |= {name for name, choice in returning.items() if name in choices and choice != choices[name]}
        chosen |= returning
    chosen_voices = {name: _resolve_choice(choice, path, overrides) for name, choice in chosen.items() if choice.voice}
    fixed = {name: choice.voice for name, choice in chosen.items() if choice.voice in known}
    to_assign = tuple(
        character
        for character in attribution.characters
        if character.name in fixed or character.name not in chosen_voices
    )
    fixed_names = frozenset(fixed.values())
    language = language_of(narrator) if overrides.engine else ""
    usable = [
        entry
        for entry in available
        if entry.name in fixed_names or (_is_usable(entry, overrides, used_leads) and speaks_language(entry, language))
    ]
    # Nobody gets the narrator's voice, not even if the user changed its pitch.
    taken = known[narrator_name].voice if narrator_name in known else narrator
    script = attribution.script
    names = dict(
        assign_voices(
            to_assign,
            count_encounters(script),
            fixed,
            usable,
            replace(taken, pace=1.0),
            find_lively_characters(script),
            used_leads,
            series.reserve(attribution.characters) - fixed_names if series else (),
        )
    )
    voices = {
        name: _apply_pace(_apply_changes(known[voice].voice, chosen.get(name)), overrides)
        for name, voice in names.items()
    }
    cast = Cast(narrator, tuple((voices | chosen_voices).items()), notes)
    return StoryCast(
        cast=cast,
        names=tuple(names.items()),
        missing_voices=missing,
        narrator_name=narrator_name,
        asked_narrator=overrides.voice or "",
        note_name=_name_notes(cast_file),
        chosen_names=tuple((name, choice.voice) for name, choice in chosen.items() if choice.voice),
        leads=leads,
        recast=recast,
        returning=tuple(name for name, choice in returning.items() if choices.get(name) != choice),
    )


def _find_returning(
    series: SeriesCast,
    characters: Sequence[Character],
    own: Mapping[str, VoiceChoice],
    known: Mapping[str, CatalogueVoice],
    overrides: CastingOverrides,
) -> dict[str, VoiceChoice]:
    """The voices of characters of the series, by name.

    A voice that is not on this machine, or not of the engine that was asked for, is only insisted on where it was
    chosen by hand; raises InputError then.
    """
    found: dict[str, VoiceChoice] = {}
    for name, voice in series.complete(characters, own).items():
        entry = known.get(voice.choice.voice)
        is_wanted = entry is not None and overrides.engine in (None, entry.voice.engine)
        if voice.is_hand_written or voice.is_hand_chosen:
            _resolve_choice(voice.choice, series.path, overrides)
        elif not is_wanted:
            continue
        found[name] = apply_choice(own.get(name), voice)
    return found


def name_narrator(narrator: Voice, cast_file: CastFile, overrides: CastingOverrides) -> str:
    """The narrator's voice as the user named it, however its pitch or pace were changed; else the engine's name."""
    from_file = "" if overrides.engine or not cast_file.narrator else cast_file.narrator.voice
    return overrides.voice or from_file or narrator.name


def _name_notes(cast_file: CastFile) -> str:
    return cast_file.notes.voice if cast_file.notes else ""


def choose_narrator_voice(cast_file: CastFile, path: Path, overrides: CastingOverrides) -> Voice:
    """The narrator's voice from the command line, or else from the cast file; both may change its pace.

    Raises EngineUnavailableError or InputError as `cast_voices` does.
    """
    choice = cast_file.narrator or VoiceChoice()
    if overrides.voice or overrides.engine or not choice.voice:
        return _apply_pace(_apply_changes(find_voice(overrides.engine, overrides.voice), choice), overrides)
    return _resolve_choice(choice, path, overrides)


def _choices_by_character(characters: Sequence[Character], cast_file: CastFile) -> Mapping[str, VoiceChoice]:
    """The choices of the cast file by the characters' main names.

    A choice for an alias counts too, unless there is one for the main name.
    """
    own_names = {character.name for character in characters}
    names = {alias: character.name for character in characters for alias in character.aliases}
    names |= {alias: name for alias, name in cast_file.aliases if name in own_names}
    choices = {names[name]: choice for name, choice in cast_file.voices if name in names}
    return choices | {name: choice for name, choice in cast_file.voices if name in own_names}


def _resolve_choice(choice: VoiceChoice, path: Path, overrides: CastingOverrides) -> Voice:
    """The voice that a line of the cast file chooses, with its changes."""
    try:
        return _apply_pace(_apply_changes(find_voice(None, choice.voice), choice), overrides)
    except AudiobookError as error:
        raise InputError(f"{path}, line {choice.row}: {error}") from error


def _apply_changes(voice: Voice, choice: VoiceChoice | None) -> Voice:
    return choice.apply_to(voice) if choice else voice


def _apply_pace(voice: Voice, overrides: CastingOverrides) -> Voice:
    return replace(voice, pace=voice.pace * overrides.pace)


def _is_usable(entry: CatalogueVoice, overrides: CastingOverrides, leads: LeadVoices | None) -> bool:
    """Whether a voice may be assigned: of the engine that the user wants, or else a quick one, or one for leads."""
    if overrides.engine:
        return entry.voice.engine == overrides.engine
    return is_quick(entry.voice.engine) or (leads is not None and entry.voice.engine == leads.engine)


def _is_outdated(name: str, choice: VoiceChoice, known: Mapping[str, CatalogueVoice], leads: LeadVoices | None) -> bool:
    """Whether the program, and not the user, chose a voice of another engine than this character is to have now."""
    if not choice.is_assigned or choice.changes or not choice.voice:
        return False
    engine = known[choice.voice].voice.engine if choice.voice in known else ""
    return engine != leads.engine if leads and name in leads.characters else not is_quick(engine)

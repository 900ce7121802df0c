"""Reads and checks a cast file; errors name the file, the line and the nearest valid word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from audiobook.cast_file.block_reading import build_decision, find_block_mistake
from audiobook.cast_file.line_takes import MAX_PAUSE_MS, TAKE_TABLE, LineTake, parse_takes
from audiobook.cast_file.values import GENDERS, GENERATED_COMMENT, CastFile, LineCorrection, StoryRecord, VoiceChoice
from audiobook.errors import InputError
from audiobook.files.toml import TomlLines, describe_toml_error, parse_toml
from audiobook.model import StoryIdentity
from audiobook.model.decisions import BlockDecision
from audiobook.model.pauses import Pauses
from audiobook.text.pronunciation.lexicon_files import parse_entries
from audiobook.text.pronunciation.values import LexiconEntry
from audiobook.text.suggest import format_suggestion

TABLE_NAMES = (
    "narrator",
    "notes",
    "cast",
    "aliases",
    "gender",
    "pauses",
    "pronounce",
    "line",
    "take",
    "block",
    "story",
)
# The settings of a voice's recipe that may be changed, with their limits.
CHANGE_LIMITS: Mapping[str, tuple[float, float]] = {
    "pace": (0.5, 2.0),
    "gain": (-20.0, 20.0),
    "pitch": (0.4, 2.0),
    "pitch_range": (0.0, 3.0),
    "formant": (0.6, 1.6),
    "tilt": (-12.0, 12.0),
    "breath": (0.0, 1.0),
}
VOICE_KEYS = ("voice", *CHANGE_LIMITS)
STORY_KEYS = ("title", "author", "file", "place", "address", "sentences")
# The texts before and after an edit are read more than once.
KEPT_TEXTS = 4
LINE_KEYS = {"text": str, "speaker": str, "chapter": int, "paragraph": int, "quotation": int}


def read_cast_file(path: Path) -> CastFile:
    """The cast file at `path`, empty if there is none; raises InputError if it is wrong."""
    if not path.is_file():
        return CastFile()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error}") from error
    return parse_cast_file(path, decode_cast_file(path, data))


def decode_cast_file(path: Path, data: bytes) -> str:
    """The text of a cast file, with line feeds as line ends; raises InputError if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(describe_toml_error(path, error)) from error


@lru_cache(maxsize=KEPT_TEXTS)
def parse_cast_file(path: Path, text: str) -> CastFile:
    """The value of a cast file's text; raises InputError with the file and the line if it is wrong."""
    try:
        data = parse_toml(text)
    except ValueError as error:
        raise InputError(describe_toml_error(path, error)) from error
    return _CastFileParser(path, text, data).parse()


def _is_within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


class _CastFileParser:
    """Turns the TOML of a cast file into its value."""

    def __init__(self, path: Path, text: str, data: Mapping[str, Any]) -> None:
        self.path, self.data = path, data
        self._rows = TomlLines(text)

    def parse(self) -> CastFile:
        """The checked value."""
        for table in self.data:
            if table not in TABLE_NAMES:
                self._raise_error(f"there is no table {table!r}{format_suggestion(table, TABLE_NAMES)}", table)
        return CastFile(
            aliases=self._parse_aliases(),
            genders=self._parse_genders(),
            lines=self._parse_lines(),
            blocks=self._parse_blocks(),
            narrator=self._parse_table_choice("narrator"),
            notes=self._parse_table_choice("notes", also=("spoken",)),
            speak_notes=self._parse_speak_notes(),
            voices=self._parse_voices(),
            pauses=self._parse_pauses(),
            pronounce=self._parse_pronunciations(),
            story=self._parse_story(),
            takes=self._parse_takes(),
        )

    def _parse_table_choice(self, table: str, also: tuple[str, ...] = ()) -> VoiceChoice | None:
        """The voice that a whole table chooses, None if it chooses none."""
        settings = {key: value for key, value in self._get_table(table).items() if key not in also}
        if not settings:
            return None
        row = self._rows.find(table)
        comment = self._rows.lines[row - 1].partition("#")[2]
        return replace(self._parse_choice(table, settings, row, (*VOICE_KEYS, *also)), comment=comment)

    def _parse_speak_notes(self) -> bool | None:
        spoken = self._get_table("notes").get("spoken")
        if spoken is not None and not isinstance(spoken, bool):
            self._raise_error("spoken must be true or false", "notes", "spoken")
        return spoken

    def _parse_voices(self) -> tuple[tuple[str, VoiceChoice], ...]:
        return tuple((name, self._parse_voice(name, value)) for name, value in self._get_table("cast").items())

    def _parse_voice(self, name: str, value: Any) -> VoiceChoice:
        row = self._rows.find("cast", name)
        if isinstance(value, str):
            value = {"voice": value}
        if not isinstance(value, dict):
            self._raise_error(f"{name} must be the name of a voice in quotes", "cast", name)
        if set(value) - set(VOICE_KEYS) and "voice" not in value:
            self._raise_error(f'a name with a full stop needs quotes: "{name}.…"', "cast", name)
        choice = self._parse_choice("cast", value, row, VOICE_KEYS, name)
        comment = self._rows.lines[row - 1].rpartition("#")[2]
        return replace(choice, is_assigned=bool(GENERATED_COMMENT.match(comment)), comment=comment)

    def _parse_choice(
        self, table: str, settings: Mapping[str, Any], row: int, keys: Iterable[str], name: str = ""
    ) -> VoiceChoice:
        for key, value in settings.items():
            setting = name or key
            if key not in VOICE_KEYS:
                self._raise_error(f"a voice has no {key!r}{format_suggestion(key, keys)}", table, setting)
            elif key == "voice":
                if not isinstance(value, str) or not value.strip():
                    self._raise_error("voice must be a name in quotes", table, setting)
            elif (
                not isinstance(value, int | float)
                or isinstance(value, bool)
                or not _is_within(value, CHANGE_LIMITS[key])
            ):
                low, high = CHANGE_LIMITS[key]
                self._raise_error(f"{key} must be a number from {low:g} to {high:g}", table, setting)
        changes = tuple((key, float(value)) for key, value in settings.items() if key != "voice")
        return VoiceChoice(settings.get("voice", "").strip(), changes, row)

    def _parse_pauses(self) -> Pauses:
        pauses = self._get_table("pauses")
        names = tuple(Pauses.__slots__)
        for name, length in pauses.items():
            if name not in names:
                self._raise_error(
                    f"there is no pause {name!r}{format_suggestion(name, names, max_shown=20)}", "pauses", name
                )
            if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= MAX_PAUSE_MS:
                self._raise_error(f"{name} must be milliseconds, 0 to {MAX_PAUSE_MS}", "pauses", name)
        return Pauses(**pauses)

    def _get_table(self, table: str) -> Mapping[str, Any]:
        table_data = self.data.get(table, {})
        if not isinstance(table_data, dict):
            self._raise_error(f"write [{table}] on its own line, and its settings below it", table)
        return table_data

    def _parse_aliases(self) -> tuple[tuple[str, str], ...]:
        targets = self._parse_names("aliases")
        return tuple((name, self._resolve_alias(targets, name)) for name in targets)

    def _resolve_alias(self, targets: Mapping[str, str], name: str) -> str:
        """The character that a name means in the end; an alias may lead to another alias."""
        seen = [name]
        while targets.get(seen[-1], seen[-1]) != seen[-1]:
            seen.append(targets[seen[-1]])
            if seen[-1] in seen[:-1]:
                self._raise_error(f"the aliases {' -> '.join(seen)} form a circle", "aliases", name)
        return seen[-1]

    def _parse_genders(self) -> tuple[tuple[str, str], ...]:
        genders = self._parse_names("gender")
        for name, gender in genders.items():
            if gender.lower() not in GENDERS:
                self._raise_error(
                    f"{name} = {gender!r} is not a gender{format_suggestion(gender, GENDERS)}", "gender", name
                )
        return tuple((name, GENDERS[gender.lower()]) for name, gender in genders.items())

    def _parse_lines(self) -> tuple[LineCorrection, ...]:
        entries = self.data.get("line", [])
        if not isinstance(entries, list):
            self._raise_error("write [[line]] with two brackets, as there can be several", "line")
        return tuple(self._parse_line(number, entry) for number, entry in enumerate(entries))

    def _parse_blocks(self) -> tuple[BlockDecision, ...]:
        entries = self.data.get("block", [])
        if not isinstance(entries, list):
            self._raise_error("write [[block]] with two brackets, as there can be several", "block")
        return tuple(self._parse_block(number, entry) for number, entry in enumerate(entries))

    def _parse_block(self, number: int, entry: Any) -> BlockDecision:
        if mistake := find_block_mistake(entry):
            self._raise_error(mistake.what, "block", mistake.key, number)
        return build_decision(entry, self._rows.find("block", "", number))

    def _parse_takes(self) -> tuple[LineTake, ...]:
        return parse_takes(
            self.data.get(TAKE_TABLE, []),
            lambda number: self._rows.find(TAKE_TABLE, "", number),
            self._raise_error,
        )

    def _parse_pronunciations(self) -> tuple[LexiconEntry, ...]:
        entries = self.data.get("pronounce", {})
        return parse_entries(entries, str(self.path), lambda word: self._rows.find("pronounce", word))

    def _parse_line(self, number: int, entry: Any) -> LineCorrection:
        if not isinstance(entry, dict):
            self._raise_error("write each line below its own [[line]]", "line")
        for key, value in entry.items():
            kind = LINE_KEYS.get(key)
            if kind is None:
                self._raise_error(f"a line has no {key!r}{format_suggestion(key, LINE_KEYS)}", "line", key, number)
            elif not isinstance(value, kind) or isinstance(value, bool) or value in ("", -1):
                expected = "a text in quotes" if kind is str else "a number"
                self._raise_error(f"{key} must be {expected}", "line", key, number)
        for key in ("text", "speaker"):
            if key not in entry:
                self._raise_error(f"this line has no {key!r}; a line needs text and speaker", "line", "", number)
        return LineCorrection(**entry, row=self._rows.find("line", "", number))

    def _parse_story(self) -> StoryRecord | None:
        values = {key: self._get_table("story").get(key, "") for key in STORY_KEYS}
        if not any(values.values()):
            return None
        for key, value in values.items():
            if key != "sentences" and not isinstance(value, str):
                self._raise_error(f"{key} must be a text in quotes", "story", key)
        sentences = values["sentences"] or []
        if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
            self._raise_error("sentences must be a list as the program wrote it", "story", "sentences")
        identity = StoryIdentity(values["file"], values["place"], values["address"], tuple(sentences))
        return StoryRecord(values["title"], values["author"], identity)

    def _parse_names(self, table: str) -> dict[str, str]:
        """A table of names, with a text for each."""
        names = self._get_table(table)
        for name, value in names.items():
            if isinstance(value, dict):
                self._raise_error(f'a name with a full stop needs quotes: "{name}.…"', table, name)
            if not isinstance(value, str) or not value.strip() or not name.strip():
                self._raise_error(f"{name} must be a text in quotes", table, name)
        return {name: value.strip() for name, value in names.items()}

    def _raise_error(self, what: str, table: str, key: str = "", number: int = 0) -> NoReturn:
        raise InputError(f"{self.path}, line {self._rows.find(table, key, number)}: {what}")

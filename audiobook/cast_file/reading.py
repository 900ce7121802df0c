"""Reads a cast file and checks it: a mistake is told with its file, its line and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from audiobook.cast_file.values import GENDERS, CastFile, NamedLine, VoiceChoice
from audiobook.errors import InputError
from audiobook.files.toml import find_toml_line, parse_toml
from audiobook.model.pauses import Pauses
from audiobook.text.pronunciation.entries import parse_entries
from audiobook.text.pronunciation.values import LexiconEntry
from audiobook.text.suggest import format_suggestion

PARTS = ("narrator", "notes", "cast", "aliases", "gender", "pauses", "pronounce", "line")
# What may be changed of a voice's recipe, and how far.
CHANGES: Mapping[str, tuple[float, float]] = {
    "pace": (0.5, 2.0),
    "gain": (-20.0, 20.0),
    "pitch": (0.4, 2.0),
    "pitch_range": (0.0, 3.0),
    "formant": (0.6, 1.6),
    "tilt": (-12.0, 12.0),
    "breath": (0.0, 1.0),
}
VOICE_KEYS = ("voice", *CHANGES)
LONGEST_PAUSE = 60_000
LINE_KEYS = {"text": str, "speaker": str, "chapter": int, "paragraph": int}


def read_cast_file(path: Path) -> CastFile:
    """What the cast file at `path` says, an empty one where there is none; raises InputError where it is wrong."""
    if not path.is_file():
        return CastFile()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return parse_cast_file(path, cast_text(path, data))


def cast_text(path: Path, data: bytes) -> str:
    """The text of a cast file, lines ending in line feeds; raises InputError, naming the file, where it is none."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def parse_cast_file(path: Path, text: str) -> CastFile:
    """What the text of a cast file says; raises InputError, naming the file and the line, where it is wrong."""
    try:
        said = parse_toml(text)
    except ValueError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return _Reader(path, text, said).cast_file()


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


class _Reader:
    """A cast file that is TOML, on its way to a value."""

    def __init__(self, path: Path, text: str, said: Mapping[str, Any]) -> None:
        self.path, self.text, self.said = path, text, said

    def cast_file(self) -> CastFile:
        """The checked value."""
        for table in self.said:
            if table not in PARTS:
                self._wrong(f"there is no part {table!r}{format_suggestion(table, PARTS)}", table)
        return CastFile(
            aliases=self._aliases(),
            genders=self._genders(),
            lines=self._lines(),
            narrator=self._choice("narrator"),
            notes=self._choice("notes", also=("spoken",)),
            speak_notes=self._speak_notes(),
            voices=self._voices(),
            pauses=self._pauses(),
            pronounce=self._pronounce(),
        )

    def _choice(self, table: str, also: tuple[str, ...] = ()) -> VoiceChoice | None:
        """The voice that a whole table chooses, None where it chooses none."""
        said = {key: value for key, value in self._table(table).items() if key not in also}
        return self._chosen(table, said, find_toml_line(self.text, table), (*VOICE_KEYS, *also)) if said else None

    def _speak_notes(self) -> bool | None:
        spoken = self._table("notes").get("spoken")
        if spoken is not None and not isinstance(spoken, bool):
            self._wrong("spoken must be true or false", "notes", "spoken")
        return spoken

    def _voices(self) -> tuple[tuple[str, VoiceChoice], ...]:
        return tuple((name, self._voice(name, said)) for name, said in self._table("cast").items())

    def _voice(self, name: str, said: Any) -> VoiceChoice:
        row = find_toml_line(self.text, "cast", name)
        if isinstance(said, str):
            said = {"voice": said}
        if not isinstance(said, dict):
            self._wrong(f"{name} must be a voice's name in quotes", "cast", name)
        if set(said) - set(VOICE_KEYS) and "voice" not in said:
            self._wrong(f'a name with a full stop needs quotes: "{name}.…"', "cast", name)
        return self._chosen("cast", said, row, VOICE_KEYS, name)

    def _chosen(
        self, table: str, said: Mapping[str, Any], row: int, keys: Iterable[str], name: str = ""
    ) -> VoiceChoice:
        for key, value in said.items():
            where = name or key
            if key not in VOICE_KEYS:
                self._wrong(f"a voice has no {key!r}{format_suggestion(key, keys)}", table, where)
            elif key == "voice":
                if not isinstance(value, str) or not value.strip():
                    self._wrong("voice must be a name in quotes", table, where)
            elif not isinstance(value, int | float) or isinstance(value, bool) or not _within(value, CHANGES[key]):
                low, high = CHANGES[key]
                self._wrong(f"{key} must be a number from {low:g} to {high:g}", table, where)
        changes = tuple((key, float(value)) for key, value in said.items() if key != "voice")
        return VoiceChoice(said.get("voice", "").strip(), changes, row)

    def _pauses(self) -> Pauses:
        said = self._table("pauses")
        names = tuple(Pauses.__slots__)
        for name, length in said.items():
            if name not in names:
                self._wrong(f"there is no pause {name!r}{format_suggestion(name, names, max_shown=20)}", "pauses", name)
            if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= LONGEST_PAUSE:
                self._wrong(f"{name} must be milliseconds, 0 to {LONGEST_PAUSE}", "pauses", name)
        return Pauses(**said)

    def _table(self, table: str) -> Mapping[str, Any]:
        said = self.said.get(table, {})
        if not isinstance(said, dict):
            self._wrong(f"write [{table}] on a line of its own, and what belongs to it under it", table)
        return said

    def _aliases(self) -> tuple[tuple[str, str], ...]:
        means = self._names("aliases")
        return tuple((name, self._end_of(means, name)) for name in means)

    def _end_of(self, means: Mapping[str, str], name: str) -> str:
        """The character that a name means in the end, where names are said to mean names."""
        seen = [name]
        while means.get(seen[-1], seen[-1]) != seen[-1]:
            seen.append(means[seen[-1]])
            if seen[-1] in seen[:-1]:
                self._wrong(f"the aliases {' -> '.join(seen)} go round in a circle", "aliases", name)
        return seen[-1]

    def _genders(self) -> tuple[tuple[str, str], ...]:
        said = self._names("gender")
        for name, gender in said.items():
            if gender.lower() not in GENDERS:
                self._wrong(f"{name} = {gender!r} is no gender{format_suggestion(gender, GENDERS)}", "gender", name)
        return tuple((name, GENDERS[gender.lower()]) for name, gender in said.items())

    def _lines(self) -> tuple[NamedLine, ...]:
        entries = self.said.get("line", [])
        if not isinstance(entries, list):
            self._wrong("write [[line]] with two brackets, so that there can be several", "line")
        return tuple(self._line(number, entry) for number, entry in enumerate(entries))

    def _pronounce(self) -> tuple[LexiconEntry, ...]:
        said = self.said.get("pronounce", {})
        return parse_entries(said, str(self.path), lambda word: find_toml_line(self.text, "pronounce", word))

    def _line(self, number: int, entry: Any) -> NamedLine:
        if not isinstance(entry, dict):
            self._wrong("write each line under [[line]], on rows of its own", "line")
        for key, value in entry.items():
            kind = LINE_KEYS.get(key)
            if kind is None:
                self._wrong(f"a line has no {key!r}{format_suggestion(key, LINE_KEYS)}", "line", key, number)
            elif not isinstance(value, kind) or isinstance(value, bool) or value in ("", -1):
                wanted = "a text in quotes" if kind is str else "a number"
                self._wrong(f"{key} must be {wanted}", "line", key, number)
        for key in ("text", "speaker"):
            if key not in entry:
                self._wrong(f"this line has no {key!r}; a line needs text and speaker", "line", "", number)
        return NamedLine(**entry, row=find_toml_line(self.text, "line", "", number))

    def _names(self, table: str) -> dict[str, str]:
        """A table of names, each with a text."""
        names = self._table(table)
        for name, value in names.items():
            if isinstance(value, dict):
                self._wrong(f'a name with a full stop needs quotes: "{name}.…"', table, name)
            if not isinstance(value, str) or not value.strip() or not name.strip():
                self._wrong(f"{name} must be a text in quotes", table, name)
        return {name: value.strip() for name, value in names.items()}

    def _wrong(self, what: str, table: str, key: str = "", number: int = 0) -> NoReturn:
        raise InputError(f"{self.path}, line {find_toml_line(self.text, table, key, number)}: {what}")

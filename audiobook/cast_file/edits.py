"""The edits of a cast file that commands make, each applied to the file as it is at that moment.

An edit looks up names in the file itself, as another command may have joined or renamed characters in the meantime.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from audiobook.cast_file.rows import LINE_TABLE, line_key
from audiobook.cast_file.values import GENDER_WORDS, GENERATED_COMMENT, LineCorrection, VoiceChoice, is_narrator

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# Tables whose keys are names of characters.
NAME_TABLES = ("cast", "gender")


class CastEdit(Protocol):
    """A change of a cast file."""

    def apply(self, document: TOMLDocument) -> None:
        """Changes the document."""


@dataclass(frozen=True, slots=True)
class SetVoice:
    """Chooses a character's voice; settings of an earlier choice don't stay."""

    name: str
    choice: VoiceChoice

    def apply(self, document: TOMLDocument) -> None:
        """Sets the row of the character, under the name that the file has for it."""
        name = resolve_name(document, self.name)
        table = get_or_add_table(document, "cast")
        for alias in [key for key in table if resolve_name(document, key) == name and key != name]:
            del table[alias]
        _set_value(table, name, to_toml(self.choice))


@dataclass(frozen=True, slots=True)
class SetNarrator:
    """Chooses the narrator's voice, or changes only its settings; these replace those of an earlier choice."""

    choice: VoiceChoice

    def apply(self, document: TOMLDocument) -> None:
        """Replaces what [narrator] says."""
        table = get_or_add_table(document, "narrator")
        settings: dict[str, Any] = dict(self.choice.changes)
        voice = self.choice.voice or table.get("voice")
        if voice:
            settings = {"voice": voice, **settings}
        for key in [key for key in table if key not in settings]:
            del table[key]
        for key, value in settings.items():
            _set_value(table, key, value)


@dataclass(frozen=True, slots=True)
class SetGender:
    """Sets a character's gender ("male", "female" or "").

    A voice that the program has chosen goes if it is among `unfit_voices`, so that another one is found.
    """

    name: str
    gender: str
    unfit_voices: frozenset[str] = frozenset()

    def apply(self, document: TOMLDocument) -> None:
        """Sets the row of the character."""
        name = resolve_name(document, self.name)
        _set_value(get_or_add_table(document, "gender"), name, GENDER_WORDS.get(self.gender, self.gender))
        voices = document.get("cast", {})
        if name in voices and voices[name] in self.unfit_voices and _is_generated(voices[name]):
            del voices[name]


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """Says who speaks a line."""

    line: LineCorrection

    @property
    def settings(self) -> dict[str, str | int]:
        """What the [[line]] says."""
        line = self.line
        position = {"chapter": line.chapter, "paragraph": line.paragraph, "quotation": line.quotation}
        return {"text": line.text, "speaker": line.speaker, **{key: at for key, at in position.items() if at}}

    def apply(self, document: TOMLDocument) -> None:
        """Sets the speaker of the line, in its own [[line]]."""
        import tomlkit

        settings = self.settings
        entries: Any = document.setdefault("line", tomlkit.aot())
        for entry in entries:
            if line_key(entry) == line_key(settings):
                entry["speaker"] = self.line.speaker
                return
        entry = tomlkit.table()
        entry.update(settings)
        entries.append(entry)


@dataclass(frozen=True, slots=True)
class JoinNames:
    """Makes names mean the character `main`, which keeps its own voice and gender; without one it gets theirs."""

    names: tuple[str, ...]
    main: str

    def apply(self, document: TOMLDocument) -> None:
        """Sets the aliases, and removes the rows of the names."""
        main = resolve_name(document, self.main)
        if main in self.names:
            # It was an alias of one of them until now.
            main = self.main
        aliases = get_or_add_table(document, "aliases")
        if resolve_name(document, main) != main:
            del aliases[main]
        for name in self.names:
            _set_value(aliases, name, main)
        for table in NAME_TABLES:
            _join_rows(document, table, self.names, main)


@dataclass(frozen=True, slots=True)
class SeparateName:
    """Makes a name a character of its own."""

    name: str

    def apply(self, document: TOMLDocument) -> None:
        """Sets the alias of the name to itself."""
        _set_value(get_or_add_table(document, "aliases"), self.name, self.name)


@dataclass(frozen=True, slots=True)
class RenameCharacter:
    """Gives a character another main name; `names` are all those that it has, which stay aliases."""

    names: tuple[str, ...]
    new_name: str

    def apply(self, document: TOMLDocument) -> None:
        """Changes the aliases, the rows of the names, and the lines that name the character as their speaker."""
        aliases = get_or_add_table(document, "aliases")
        aliases.pop(self.new_name, None)
        for alias in [key for key in aliases if aliases[key] in self.names]:
            _set_value(aliases, alias, self.new_name)
        for name in self.names:
            if name != self.new_name:
                _set_value(aliases, name, self.new_name)
        for table in NAME_TABLES:
            _join_rows(document, table, self.names, self.new_name)
        for entry in document.get("line", ()):
            if entry.get("speaker") in self.names:
                entry["speaker"] = self.new_name


@dataclass(frozen=True, slots=True)
class ForgetCharacter:
    """Removes everything that is set for a character; `names` are all those that it has."""

    names: tuple[str, ...]

    def apply(self, document: TOMLDocument) -> None:
        """Removes the rows of the names, the aliases from them and to them, and the lines that they speak."""
        names = set(self.names)
        names |= {key for key in document.get("aliases", {}) if resolve_name(document, key) in names}
        for table in NAME_TABLES:
            _remove_keys(document, table, names)
        _remove_keys(document, "aliases", names)
        remove_entries(document, LINE_TABLE, lambda entry: entry.get("speaker") in names)


@dataclass(frozen=True, slots=True)
class ForgetNarrator:
    """Removes what is set for the narrator: the voice and its settings, and the lines that the narrator is to read."""

    def apply(self, document: TOMLDocument) -> None:
        """Empties [narrator], and removes the lines."""
        _remove_keys(document, "narrator", set(document.get("narrator", {})))
        remove_entries(document, LINE_TABLE, lambda entry: is_narrator(str(entry.get("speaker", ""))))


@dataclass(frozen=True, slots=True)
class SetValue:
    """Sets a value in a table, such as a pause or a pronunciation; None removes it."""

    table: str
    key: str
    value: str | int | None

    def apply(self, document: TOMLDocument) -> None:
        """Sets or removes the row."""
        if self.value is None:
            _remove_keys(document, self.table, {self.key})
        else:
            _set_value(get_or_add_table(document, self.table), self.key, self.value)


def to_toml(choice: VoiceChoice) -> Any:
    """A voice as it is written after a character's name: its name alone, or with its settings in braces."""
    import tomlkit

    if not choice.changes:
        return choice.voice
    table = tomlkit.inline_table()
    table.update({"voice": choice.voice} if choice.voice else {})
    table.update(dict(choice.changes))
    return table


def resolve_name(document: Mapping[str, Any], name: str) -> str:
    """The main name of the character that a name means by [aliases] of the file."""
    aliases, seen = document.get("aliases", {}), {name}
    while name in aliases and str(aliases[name]) not in seen:
        name = str(aliases[name])
        seen.add(name)
    return name


def get_or_add_table(document: TOMLDocument, name: str) -> Any:
    """A table of the document, added at its end if there is none."""
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def remove_entries(document: TOMLDocument, table: str, is_unwanted: Callable[[Any], bool]) -> None:
    """Removes each entry of a table such as [[line]] for which `is_unwanted` is true."""
    entries: Any = document.get(table, [])
    for index in reversed([index for index, entry in enumerate(entries) if is_unwanted(entry)]):
        del entries[index]
    if table in document and not len(entries):
        del document[table]


def _set_value(table: Any, key: str, value: Any) -> None:
    """Sets a value; a comment that the user wrote after it stays, one of the program's goes if the value changes."""
    import tomlkit

    if key in table and table[key] == value:
        return
    table[key] = tomlkit.string(value) if isinstance(value, str) else value
    # tomlkit has kept the comment of the former value.
    if _is_generated(table[key]):
        table[key].trivia.comment = table[key].trivia.comment_ws = ""


def is_assigned_voice(document: TOMLDocument, key: tuple[str, ...]) -> bool:
    """Whether a row is a voice that the program has chosen, and may choose again."""
    table = document.get("cast", {})
    return key[0] == "cast" and key[1] in table and _is_generated(table[key[1]])


def _is_generated(item: Any) -> bool:
    return hasattr(item, "trivia") and bool(GENERATED_COMMENT.match(item.trivia.comment))


def _remove_keys(document: TOMLDocument, table: str, keys: Iterable[str]) -> None:
    content = document.get(table, {})
    for key in [key for key in content if key in keys]:
        del content[key]


def _join_rows(document: TOMLDocument, table: str, names: tuple[str, ...], main: str) -> None:
    """Removes the rows of the names; `main` keeps its own, and gets theirs if it has none, or none that was chosen."""
    content = document.get(table, {})
    rows = [name for name in content if name in names and name != main]
    chosen = [name for name in rows if not _is_generated(content[name])]
    if rows and (main not in content or (chosen and _is_generated(content[main]))):
        first = content[(chosen or rows)[0]]
        _set_value(content, main, str(first) if isinstance(first, str) else first)
    for name in rows:
        del content[name]

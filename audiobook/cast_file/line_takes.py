"""The [[take]] entries of a cast file: lines that are set right by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NoReturn, Protocol

from audiobook.model.deliveries import DELIVERY_WORDS, find_delivery_word
from audiobook.text.formatting import join_or
from audiobook.text.pronunciation.said_words import find_said_word_mistake
from audiobook.text.suggest import format_suggestion

TAKE_TABLE = "take"
POSITION_KEYS = ("chapter", "paragraph", "quotation")
# The setting that has words, each with its pronunciation.
SAY = "say"
MAX_TAKE = 99
MAX_PAUSE_MS = 60_000
# The highest number that each of these settings takes.
NUMBER_LIMITS = {"take": MAX_TAKE, "pause_before": MAX_PAUSE_MS, "pause_after": MAX_PAUSE_MS}


@dataclass(frozen=True, slots=True)
class TakeSettings:
    """How a line is spoken; None and "" for what stays as the program does it.

    `take` is the number of a take, 0 for the first; it holds whatever take its chapter is in. `delivery` is one of
    `DELIVERY_WORDS`. The pauses before and after the line are in milliseconds. `say` are words of the line with the
    pronunciation that they have only there, both as somebody wrote them: "read:2" is the second of two that are alike.
    """

    take: int | None = None
    delivery: str = ""
    pause_before: int | None = None
    pause_after: int | None = None
    say: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def build(values: Mapping[str, Any]) -> TakeSettings:
        """The settings of an entry, or of `as_mapping`."""
        given = {key: values[key] for key in SETTING_KEYS if values.get(key) is not None}
        return TakeSettings(**{**given, SAY: tuple(given.get(SAY, {}).items())})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is set."""
        return self == TakeSettings()

    def merge(self, other: TakeSettings) -> TakeSettings:
        """These settings, with those that `other` sets in their place."""
        return TakeSettings.build({**self.as_mapping(), **other.as_mapping()})

    def as_mapping(self) -> dict[str, Any]:
        """What is set, by name."""
        values = {key: value for key in SETTING_KEYS if (value := getattr(self, key)) not in (None, "", ())}
        return values | ({SAY: dict(self.say)} if self.say else {})


SETTING_KEYS = tuple(field.name for field in fields(TakeSettings))
TAKE_KEYS = ("text", *POSITION_KEYS, *SETTING_KEYS)
# Settings of a line with their values; None goes back to what the program does by itself. Of `say`, pairs of a word
# and its pronunciation, "" for none of its own.
TakeChanges = tuple[tuple[str, str | int | tuple[tuple[str, str], ...] | None], ...]


def change_settings(before: Mapping[str, Any], changes: TakeChanges) -> dict[str, Any]:
    """The settings of an entry after changes.

    >>> change_settings({"take": 2, "say": {"read": "red", "St": "street"}}, (("take", None), ("say", (("read", ""),))))
    {'say': {'St': 'street'}}
    """
    after = dict(before)
    for key, value in changes:
        after[key] = value
        if isinstance(value, tuple):
            known = {_fold(word): word for word in before.get(key, {})}
            words = {**before.get(key, {}), **{known.get(_fold(word), word): said for word, said in value}}
            after[key] = {word: said for word, said in words.items() if said} or None
    return {key: after[key] for key in SETTING_KEYS if after.get(key) is not None}


@dataclass(frozen=True, slots=True)
class LineTake:
    """A line that is set right by hand: the sentences that its `text` touches, in dialogue and in narration alike.

    `chapter` and `paragraph` say where they are, `quotation` which quotation of the paragraph, each 0 if the entry
    doesn't. `row` is the line of the cast file where the entry begins.
    """

    text: str
    settings: TakeSettings
    chapter: int = 0
    paragraph: int = 0
    quotation: int = 0
    row: int = 0


def _fold(word: str) -> str:
    return word.rstrip(".").casefold()


class ErrorRaiser(Protocol):
    """Raises an InputError about a key in one of the tables of a name."""

    def __call__(self, what: str, table: str, key: str = "", number: int = 0) -> NoReturn:
        """Raises the error; `number` counts the tables of that name from 0."""


def parse_takes(entries: Any, find_row: Callable[[int], int], raise_error: ErrorRaiser) -> tuple[LineTake, ...]:
    """The [[take]] entries of a cast file; calls `raise_error` where one is wrong.

    `find_row` finds the line of the file where the entry of a number, from 0, begins.
    """
    if not isinstance(entries, list):
        raise_error("write [[take]] with two brackets, as there can be several", TAKE_TABLE)
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise_error("write each line below its own [[take]]", TAKE_TABLE)
        for key, value in entry.items():
            if problem := _find_problem(key, value):
                raise_error(problem, TAKE_TABLE, key, number)
        if "text" not in entry:
            raise_error("this take has no 'text'; its text says which line is meant", TAKE_TABLE, "", number)
        if problem := _find_say_problem(entry):
            raise_error(f"say: {problem}", TAKE_TABLE, SAY, number)
        if not any(key in entry for key in SETTING_KEYS):
            raise_error(f"this take changes nothing; give {join_or(SETTING_KEYS)}", TAKE_TABLE, "", number)
    return tuple(_build_take(entry, find_row(number)) for number, entry in enumerate(entries))


def _find_problem(key: str, value: Any) -> str:
    """What is wrong with a key of an entry; "" if nothing is."""
    if key not in TAKE_KEYS:
        return f"a take has no {key!r}{format_suggestion(key, TAKE_KEYS)}"
    if key == SAY:
        return "" if isinstance(value, dict) else 'say must be words with their pronunciation: say = {read = "red"}'
    if key in ("text", "delivery"):
        if not isinstance(value, str) or not value.strip():
            return f"{key} must be a text in quotes"
        if key == "delivery" and not find_delivery_word(value):
            return f"there is no delivery {value!r}{format_suggestion(value, DELIVERY_WORDS, max_shown=20)}"
        return ""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return f"{key} must be milliseconds, 0 to {MAX_PAUSE_MS}" if "pause" in key else f"{key} must be a number"
    limit = NUMBER_LIMITS.get(key, value)
    if value > limit:
        return f"{key} must be {'milliseconds' if 'pause' in key else 'a number'}, 0 to {limit}"
    return ""


def _find_say_problem(entry: Mapping[str, Any]) -> str:
    """What is wrong with the words of an entry; "" if nothing is."""
    if SAY not in entry:
        return ""
    mistakes = (find_said_word_mistake(word, said, entry["text"]) for word, said in entry[SAY].items())
    return next(filter(None, mistakes), "") if entry[SAY] else 'there is no word in it; write it like {read = "red"}'


def _build_take(entry: Mapping[str, Any], row: int) -> LineTake:
    values = {key: entry[key] for key in SETTING_KEYS if key in entry}
    if "delivery" in values:
        values["delivery"] = find_delivery_word(values["delivery"])
    position = {key: entry.get(key, 0) for key in POSITION_KEYS}
    return LineTake(entry["text"], TakeSettings.build(values), row=row, **position)


def iterate_take_rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each entry as a row of the cast file: its key, and what it sets."""
    for entry in entries:
        yield take_key(entry), {key: entry[key] for key in SETTING_KEYS if key in entry}


def take_key(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The key of a [[take]]: its text and its position."""
    return (TAKE_TABLE, str(entry.get("text", "")), *(str(entry.get(key, 0)) for key in POSITION_KEYS))

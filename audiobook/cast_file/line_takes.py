"""The [[take]] entries of a cast file: lines that are set right by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NoReturn, Protocol

from audiobook.model.deliveries import DELIVERY_WORDS, find_delivery_word
from audiobook.text.suggest import format_suggestion

TAKE_TABLE = "take"
POSITION_KEYS = ("chapter", "paragraph", "quotation")
MAX_TAKE = 99
MAX_PAUSE_MS = 60_000
# The highest number that each of these settings takes.
NUMBER_LIMITS = {"take": MAX_TAKE, "pause_before": MAX_PAUSE_MS, "pause_after": MAX_PAUSE_MS}


@dataclass(frozen=True, slots=True)
class TakeSettings:
    """How a line is spoken; None and "" for what stays as the program does it.

    `take` is the number of a take, 0 for the first; it holds whatever take its chapter is in. `delivery` is one of
    `DELIVERY_WORDS`. The pauses before and after the line are in milliseconds.
    """

    take: int | None = None
    delivery: str = ""
    pause_before: int | None = None
    pause_after: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is set."""
        return self == TakeSettings()

    def merge(self, other: TakeSettings) -> TakeSettings:
        """These settings, with those that `other` sets in their place."""
        return TakeSettings(**{**self.as_mapping(), **other.as_mapping()})

    def as_mapping(self) -> dict[str, Any]:
        """What is set, by name."""
        return {key: value for key in SETTING_KEYS if (value := getattr(self, key)) not in (None, "")}


SETTING_KEYS = tuple(field.name for field in fields(TakeSettings))
TAKE_KEYS = ("text", *POSITION_KEYS, *SETTING_KEYS)


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
        if not any(key in entry for key in SETTING_KEYS):
            names = f"{', '.join(SETTING_KEYS[:-1])} or {SETTING_KEYS[-1]}"
            raise_error(f"this take changes nothing; give {names}", TAKE_TABLE, "", number)
    return tuple(_build_take(entry, find_row(number)) for number, entry in enumerate(entries))


def _find_problem(key: str, value: Any) -> str:
    """What is wrong with a key of an entry; "" if nothing is."""
    if key not in TAKE_KEYS:
        return f"a take has no {key!r}{format_suggestion(key, TAKE_KEYS)}"
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


def _build_take(entry: Mapping[str, Any], row: int) -> LineTake:
    values = {key: entry[key] for key in SETTING_KEYS if key in entry}
    if "delivery" in values:
        values["delivery"] = find_delivery_word(values["delivery"])
    position = {key: entry.get(key, 0) for key in POSITION_KEYS}
    return LineTake(entry["text"], TakeSettings(**values), row=row, **position)


def iterate_take_rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each entry as a row of the cast file: its key, and what it sets."""
    for entry in entries:
        yield take_key(entry), {key: entry[key] for key in SETTING_KEYS if key in entry}


def take_key(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The key of a [[take]]: its text and its position."""
    return (TAKE_TABLE, str(entry.get("text", "")), *(str(entry.get(key, 0)) for key in POSITION_KEYS))

"""The JSON lines of `make` and `update` with `--progress json`: one object a line, and nothing else on standard output.

`EVENTS` has every event with its fields; docs/scripts.md says what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from audiobook.cli.terminal import echo_json, redact_secrets


class FieldType(StrEnum):
    """What a field holds, as the documentation says it."""

    TEXT = "text"
    TEXT_OR_NULL = "text or null"
    NUMBER = "number"
    NUMBER_OR_NULL = "number or null"
    COUNT = "whole number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    OBJECTS = "list of objects"
    COUNTS = "object of whole numbers"


_F = FieldType
# Of every event: the fields that it has, always all of them.
EVENTS: Mapping[str, Mapping[str, FieldType]] = {
    "book": {"story": _F.TEXT, "number": _F.COUNT, "books": _F.COUNT, "left": _F.NUMBER_OR_NULL},
    "listen": {"address": _F.TEXT},
    "plan": {
        "story": _F.TEXT, "album": _F.TEXT, "formats": _F.TEXTS, "title": _F.TEXT, "author": _F.TEXT,
        "narrator": _F.TEXT, "chapters": _F.OBJECTS, "removed": _F.TEXTS, "words": _F.COUNT, "seconds": _F.NUMBER,
        "lines": _F.COUNT, "characters": _F.COUNT, "wall": _F.NUMBER_OR_NULL, "skipped": _F.COUNTS, "notes": _F.COUNT,
        "unsure": _F.COUNT, "guessed": _F.TEXTS,
    },
    "begin": {
        "story": _F.TEXT, "album": _F.TEXT, "chapters": _F.COUNT, "lines": _F.COUNT, "stored": _F.COUNT,
        "to_speak": _F.NUMBER,
    },
    "line": {
        "story": _F.TEXT, "chapter": _F.COUNT, "lines": _F.COUNT, "seconds": _F.NUMBER, "made": _F.NUMBER,
        "done": _F.NUMBER, "speed": _F.NUMBER, "left": _F.NUMBER_OR_NULL, "mishaps": _F.OBJECTS,
    },
    "chapter": {
        "story": _F.TEXT, "chapter": _F.COUNT, "title": _F.TEXT, "file": _F.TEXT_OR_NULL, "seconds": _F.NUMBER,
        "finished": _F.COUNT, "chapters": _F.COUNT, "missing": _F.COUNT,
    },
    "done": {
        "story": _F.TEXT, "album": _F.TEXT, "formats": _F.TEXTS, "files": _F.TEXTS, "changed": _F.FLAG,
        "code": _F.COUNT, "chapters": _F.COUNT, "seconds": _F.NUMBER, "made": _F.NUMBER, "wall": _F.NUMBER,
        "speed": _F.NUMBER, "failures": _F.OBJECTS, "unspoken": _F.TEXTS, "misheard": _F.OBJECTS, "notes": _F.COUNT,
        "unsure": _F.COUNT, "guessed": _F.TEXTS,
    },
    "summary": {"books": _F.OBJECTS, "wall": _F.NUMBER},
    "update": {
        "story": _F.TEXT, "album": _F.TEXT, "new": _F.TEXTS, "changed": _F.TEXTS, "gone": _F.TEXTS, "notices": _F.TEXTS,
    },
    "error": {"story": _F.TEXT_OR_NULL, "code": _F.COUNT, "message": _F.TEXT},
}  # fmt: skip
PROGRESS_OPTION, JSON = "--progress", "json"


def print_event(event: str, **fields: object) -> None:
    """Prints an event with all of its fields."""
    echo_json({"event": event, **fields})


def print_error_event(message: str, code: int, story: str | None = None) -> None:
    """Prints why a run, or with `story` the making of one of its stories, ended with an exit code."""
    print_event("error", story=story, code=int(code), message=redact_secrets(message))


def round_seconds(seconds: float) -> float:
    """Seconds as events have them."""
    return round(seconds, 2)


def wants_events(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON lines, also where it can't be understood otherwise.

    >>> wants_events(["make", "a.txt", "--progress", "json"]), wants_events(["make", "--progress=json", "--sped", "2"])
    (True, True)
    >>> wants_events(["make", "a.txt"]), wants_events(["make", "--", "--progress", "json"])
    (False, False)
    """
    if not arguments or arguments[0] not in ("make", "update"):
        return False
    options = _options_in(arguments)
    pairs = zip(options, [*options[1:], ""], strict=True)
    return any(pair == (PROGRESS_OPTION, JSON) or pair[0] == f"{PROGRESS_OPTION}={JSON}" for pair in pairs)


def is_progress_typed(arguments: Sequence[str]) -> bool:
    """Whether a command line says how progress is shown."""
    return any(word.partition("=")[0] == PROGRESS_OPTION for word in _options_in(arguments))


def _options_in(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments

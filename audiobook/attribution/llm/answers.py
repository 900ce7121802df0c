"""Extracts the numbered names from a model's answer, whatever it wrote around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# More than any answer needs, reasoning included; the rest is ignored.
MAX_ANSWER_CHARACTERS = 200_000
MAX_JSON_OBJECTS = 50
# Some models reason first. The opening tag is often part of their template and not of the answer.
REASONING = re.compile(r"^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
NUMBER = re.compile(r"\s*\[?0*([0-9]{1,4})\]?\s*")
PAIR = re.compile(r'"\s*\[?(?P<number>[0-9]{1,4})\]?\s*"\s*:\s*(?P<value>"(?:[^"\\\n]|\\.)*"|null\b)')

Labels = Mapping[int, Any]
"""The answer for each line's number, not checked yet."""


def parse_labels(answer: str, count: int) -> Labels:
    """The labels of the lines 1 to `count` in an answer; code fences, reasoning and other keys are ignored.

    Of several JSON objects the one that labels the most lines counts, or the last of those. From incomplete JSON the
    complete pairs are used.

    >>> parse_labels('<think>1 is Bea?</think> ```json\\n{"1": "Ann", "9": "Bea", "why": "tag"}\\n```', 2)
    {1: 'Ann'}
    """
    text = REASONING.sub("", answer[:MAX_ANSWER_CHARACTERS])
    best: dict[int, Any] = {}
    for candidate in _find_json_objects(text):
        labels = _select_numbered(candidate.items(), count)
        if labels and len(labels) >= len(best):
            best = labels
    return best or _select_numbered(_find_complete_pairs(text), count)


def _find_json_objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, nested ones included."""
    decoder = json.JSONDecoder()
    for match, _ in zip(re.finditer(r"\{", text), range(MAX_JSON_OBJECTS), strict=False):
        try:
            value, _ = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        yield value


def _select_numbered(pairs: Any, count: int) -> dict[int, Any]:
    labels: dict[int, Any] = {}
    for key, value in pairs:
        match = NUMBER.fullmatch(key)
        if match and 1 <= int(match.group(1)) <= count:
            labels[int(match.group(1))] = value
    return labels


def _find_complete_pairs(text: str) -> Iterator[tuple[str, str | None]]:
    for match in PAIR.finditer(text):
        try:
            yield match["number"], json.loads(match["value"])
        except ValueError:
            continue

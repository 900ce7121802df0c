"""Reads the YAML block that some writers put at the top of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Metadata, Role, Section, Span
from audiobook.reading.labels import metadata_of

BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.{0,32768}?)^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
KEY_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}):(?P<value>.*)")
REASON = "front matter"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says of the story, and where it stands."""

    metadata: Metadata
    section: Section


def front_matter_of(text: str) -> FrontMatter | None:
    """The front matter of a text, None where it has none: a line of dashes may also only be a rule."""
    match = BLOCK.match(text)
    if not match:
        return None
    told = _parsed(match["yaml"])
    if not told:
        return None
    span = Span(match.start(), match.start() + len(match[0].rstrip()))
    return FrontMatter(metadata_of(_pairs(told)), Section(Role.METADATA, span, reason=REASON))


def _parsed(block: str) -> dict[object, object]:
    """The block's mapping, {} where it is none; every value stays text, nothing is built from it."""
    import yaml

    try:
        told = yaml.load(block, Loader=yaml.BaseLoader)  # the loader that knows only text, lists and mappings
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return _by_lines(block)
    return told if isinstance(told, dict) else {}


def _by_lines(block: str) -> dict[object, object]:
    """The lines "key: value" of a block that people wrote without knowing YAML ("title: Lost: a tale")."""
    lines = [line for line in block.splitlines() if line.strip()]
    found = [KEY_LINE.fullmatch(line) for line in lines]
    if not all(found):
        return {}
    return {match["key"]: match["value"].strip().strip("\"'") for match in found if match}


def _pairs(told: dict[object, object]) -> list[tuple[str, str]]:
    return [(str(label).replace("_", " "), _said(value)) for label, value in told.items() if isinstance(label, str)]


def _said(value: object) -> str:
    """A value as text, a list's with commas; what is nested deeper says nothing that tags need."""
    if isinstance(value, list):
        return ", ".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""

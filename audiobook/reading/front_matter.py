"""Reads the YAML block at the top of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Metadata, Section, SectionRole, Span
from audiobook.reading.metadata_labels import metadata_from_labels
from audiobook.text.skip_reasons import FRONT_MATTER

YAML_BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.{0,32768}?)^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
KEY_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}):(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata in the block, and the section that it fills."""

    metadata: Metadata
    section: Section


def parse_front_matter(text: str) -> FrontMatter | None:
    """The front matter of a text, None if it has none; a line of dashes may also be a scene break."""
    match = YAML_BLOCK.match(text)
    if not match:
        return None
    mapping = _parse_yaml(match["yaml"])
    if not mapping:
        return None
    span = Span(match.start(), match.start() + len(match[0].rstrip()))
    return FrontMatter(
        metadata_from_labels(_label_pairs(mapping)), Section(SectionRole.METADATA, span, reason=FRONT_MATTER)
    )


def _parse_yaml(block: str) -> dict[object, object]:
    """The block as a mapping, {} if it is none; all values stay text and no objects are built."""
    import yaml

    try:
        mapping = yaml.load(block, Loader=yaml.BaseLoader)  # the loader that knows only text, lists and mappings
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return _parse_lines(block)
    return mapping if isinstance(mapping, dict) else {}


def _parse_lines(block: str) -> dict[object, object]:
    """The "key: value" lines of a block that is not valid YAML ("title: Lost: a tale")."""
    lines = [line for line in block.splitlines() if line.strip()]
    matches = [KEY_LINE.fullmatch(line) for line in lines]
    if not all(matches):
        return {}
    return {match["key"]: match["value"].strip().strip("\"'") for match in matches if match}


def _label_pairs(mapping: dict[object, object]) -> list[tuple[str, str]]:
    return [
        (str(label).replace("_", " "), _value_text(value)) for label, value in mapping.items() if isinstance(label, str)
    ]


def _value_text(value: object) -> str:
    """A value as text, lists joined by commas; deeper nesting holds nothing that tags need."""
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""

"""What the readers of single sites and formats say of an element, for the walk through the document to heed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import Role

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Tag:
    """The role of an element's text; `role` is None for story inside of something that is none."""

    role: Role | None
    reason: str = ""
    level: int = 0


STORY = Tag(None)
Tags = Mapping["_Element", Tag]

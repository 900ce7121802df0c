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
    """The role of an element's text; `role` is None for story inside of something that is none.

    `omitted` leaves the element's words out of the text altogether, as they would stand in the middle of a line.
    """

    role: Role | None
    reason: str = ""
    level: int = 0
    omitted: bool = False


STORY = Tag(None)
Tags = Mapping["_Element", Tag]

"""What the readers of single sites and formats say of an element, for the walk through the document to heed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import SectionRole

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Annotation:
    """The role of an element's text; `role` is None for story inside of something that is none.

    `is_omitted` leaves the element's words out of the text altogether, as they would stand in the middle of a line.
    """

    role: SectionRole | None
    reason: str = ""
    level: int = 0
    is_omitted: bool = False


STORY = Annotation(None)
AnnotationMap = Mapping["_Element", Annotation]

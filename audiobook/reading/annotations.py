"""What the readers of single sites and formats know about an element, for the walk through the document to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import SectionRole

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Annotation:
    """The role of an element's text; `role` is None for story inside an element that is not story.

    `is_omitted` leaves the element's words out of the text altogether, because they would otherwise interrupt a line.
    """

    role: SectionRole | None
    reason: str = ""
    level: int = 0
    is_omitted: bool = False


STORY = Annotation(None)
AnnotationMap = Mapping["_Element", Annotation]

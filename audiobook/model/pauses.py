"""How long is paused where, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses by place, in milliseconds; of two that meet, the longer one is heard.

    `head` and `tail` are a chapter's ends; `heading` stands around headings; `interruption` follows a line that
    somebody cuts off; `tag` stands between a quotation and what is told beside it, `clause` in the same place where
    a dash parts the two; `speaker` stands where another than before takes up speech in a paragraph of its own. Each
    is what is heard on average: pauses up to a paragraph's stray by a seventh to either side.
    """

    head: int = 500
    heading: int = 1200
    interruption: int = 220
    clause: int = 120
    tag: int = 180
    sentence: int = 380
    speaker: int = 520
    paragraph: int = 700
    note: int = 1200
    scene: int = 2000
    tail: int = 1500


DEFAULT_PAUSES = Pauses()

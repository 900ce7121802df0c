"""The lengths of pauses, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses by where they occur, in milliseconds; where two meet, the longer one counts.

    `head` and `tail` are at the beginning and end of a chapter, `heading` before and after a heading. `interruption`
    follows a line that another speaker cuts off. `tag` is between a quotation and the narration next to it, `clause` in
    the same place if there is a dash. `speaker` is between paragraphs of dialogue where the speaker changes, `note`
    before and after an author's note, `scene` at a scene break. All are averages: pauses up to the length of
    `paragraph` are up to a quarter longer or shorter, by the lengths of the sentences around them.
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

"""Who "I" is: the name that others call the one who tells the story, or that they give themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from audiobook.attribution.cues import Strength
from audiobook.attribution.names import Naming
from audiobook.attribution.scenes import Paragraph
from audiobook.attribution.turns import Turn

Named = Mapping[tuple[int, int], Sequence[tuple[Naming, int]]]
GIVEN = re.compile(
    r"\b(?:my name is|my name[’']s|my name was|call me|calls me|called me)\s+(?:\w+\s+)?$", re.IGNORECASE
)
# How often a name must be called in an exchange with "I", and what giving one's name counts.
LEAST_VOTES = 3
GIVING = 3
# A narrator's own name seldom stands in what is told: so many times less than in what is said to them.
SELDOM = 4
NEAR = 2


def narrators_name(paragraphs: Sequence[Paragraph], turns: Sequence[Turn], named: Named) -> int:
    """The figure whose name the one who says "I" bears, -1 where none is told."""
    votes = _called_by_others(turns, named) + _given(paragraphs, named)
    told, called = Counter[int](), Counter[int]()
    for (number, place), namings in named.items():
        quoted = paragraphs[number].pieces[place].quoted
        told.update(figure for _, figure in namings if not quoted)
        called.update(figure for naming, figure in namings if naming.called)
    fitting = [figure for figure in votes if votes[figure] >= LEAST_VOTES and told[figure] * SELDOM <= called[figure]]
    return max(fitting, key=lambda figure: (votes[figure], -figure), default=-1)


def _called_by_others(turns: Sequence[Turn], named: Named) -> Counter[int]:
    """How often each figure is called by name right before or after something that "I" say."""
    votes = Counter[int]()
    for pair in pairwise(turns):
        if pair[0].scene != pair[1].scene or pair[1].first - pair[0].last > NEAR:
            continue
        for mine, other in (pair, pair[::-1]):
            if _says_i(mine) and not _says_i(other):
                votes.update({figure for piece in other.pieces for one, figure in named.get(piece, ()) if one.called})
    return votes


def _says_i(turn: Turn) -> bool:
    return any(cue.who.pronoun == "I" and cue.strength >= Strength.SHOWING for cue in turn.cues)


def _given(paragraphs: Sequence[Paragraph], named: Named) -> Counter[int]:
    """Names that the narration itself gives to "I": my name is Ann."""
    votes = Counter[int]()
    for (number, place), namings in named.items():
        piece = paragraphs[number].pieces[place]
        if not piece.quoted:
            votes.update(
                {
                    figure: GIVING
                    for one, figure in namings
                    if GIVEN.search(piece.text[max(0, one.start - 30) : one.start])
                }
            )
    return votes

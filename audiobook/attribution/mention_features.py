"""Who is mentioned in and around a turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from audiobook.attribution.mentions import Mention, Story
from audiobook.attribution.turns import Turn

# How many paragraphs are looked at before and behind a turn.
WINDOW = 14
AHEAD = 2
FAR = 30
NO_RANK = 16
# A mention in another scene counts as so many paragraphs further away.
OTHER_SCENE = 10
NOBODY = -1

Seen = tuple[int, Mention]


class Surroundings:
    """Who is mentioned in the paragraphs `first` to `last` and around them: the same for all turns in them."""

    def __init__(self, story: Story, first: int, last: int) -> None:
        self.story, self.first, self.last = story, first, last
        self.scene = story.paragraphs[first].scene
        self.here = [one for number in range(first, last + 1) for one in story.mentions[number]]
        self.told = [one for one in self.here if not one.quoted]
        self.told_pieces = [one.piece for one in self.told]
        self.back = self._looked_back()
        self.after = [self._at(last + step) for step in range(1, AHEAD + 1)]
        self.closeness = self._closeness()
        self.rank = {figure: place for place, figure in enumerate(self.back)}
        self._total = sum(len(seen) for seen in self.back.values())
        self._features: dict[int, tuple[list[float], list[float]]] = {}

    def _at(self, number: int) -> list[Mention]:
        paragraphs = self.story.paragraphs
        inside = 0 <= number < len(paragraphs) and paragraphs[number].scene == self.scene
        return self.story.mentions[number] if inside else []

    def _looked_back(self) -> dict[int, list[Seen]]:
        back: dict[int, list[Seen]] = {}
        for number in range(self.first - 1, max(-1, self.first - WINDOW - 1), -1):
            apart = OTHER_SCENE if self.story.paragraphs[number].scene != self.scene else 0
            for one in reversed(self.story.mentions[number]):
                back.setdefault(one.figure, []).append((self.first - number + apart, one))
        return back

    def _closeness(self) -> dict[int, float]:
        scores: dict[int, float] = {}
        for figure, seen in self.back.items():
            scores[figure] = 1.5 / seen[0][0] + 0.05 * len(seen)
        for step, mentions in enumerate(self.after, 2):
            for one in mentions:
                scores[one.figure] = max(scores.get(one.figure, 0), 1 / step)
        for one in self.here:
            scores[one.figure] = max(scores.get(one.figure, 0), 1.0 if one.quoted else 3.0)
        return scores

    @cached_property
    def _closest(self) -> list[int]:
        return sorted(self.closeness, key=lambda figure: (-self.closeness[figure], figure))

    def closest(self, scores: Mapping[int, float], count: int) -> list[int]:
        """The `count` figures that are closest, where `scores` know better how close some of them are."""
        others = islice((figure for figure in self._closest if figure not in scores), count)
        known = {figure: self.closeness[figure] for figure in others} | dict(scores)
        return sorted(known, key=lambda figure: (-known[figure], figure))[:count]

    def share(self, figure: int) -> float:
        """The figure's share of all mentions around."""
        return len(self.back.get(figure, ())) / self._total if self._total else 0.0

    def features_of(self, figure: int) -> tuple[list[float], list[float]]:
        """What the mentions in these paragraphs say of a figure, and what those around them do."""
        if figure not in self._features:
            self._features[figure] = (self._here_features(figure), self._around_features(figure))
        return self._features[figure]

    @cached_property
    def _here_by_figure(self) -> dict[int, list[Mention]]:
        return _by_figure(self.here)

    def _here_features(self, figure: int) -> list[float]:
        here = self._here_by_figure.get(figure, [])
        told = [one for one in here if not one.quoted]
        said = [one for one in here if one.quoted]
        return [
            float(len(told)),
            float(bool(self.told) and self.told[0].figure == figure),
            float(any(one.subject for one in told)),
            float(any(one.possessive for one in told)),
            float(any(one.called for one in said)),
            float(len(said)),
        ]

    @cached_property
    def _ranks_by_gender(self) -> dict[str, list[int]]:
        ranks: defaultdict[str, list[int]] = defaultdict(list)
        for place, figure in enumerate(self.back):
            ranks[self.story.genders[figure]].append(place)
        return ranks

    @cached_property
    def _subjects_by_gender(self) -> dict[str, list[int]]:
        """How long ago those of each gender last acted, the latest first."""
        steps: defaultdict[str, list[int]] = defaultdict(list)
        for figure, seen in self.back.items():
            steps[self.story.genders[figure]] += [min(acting)] if (acting := _acting(seen)) else []
        return {gender: sorted(found) for gender, found in steps.items()}

    def _around_features(self, figure: int) -> list[float]:
        seen = self.back.get(figure, [])
        last_told = next((step for step, one in seen if not one.quoted), FAR)
        last_subject = next((step for step, one in seen if one.subject), FAR)
        at_1 = [one for step, one in seen if step == 1 and not one.quoted]
        gender = self.story.genders[figure]
        rank = self.rank.get(figure, NO_RANK)
        return [
            float(len(at_1)),
            float(any(one.subject for one in at_1)),
            float(self._last_before == figure),
            float(sum(1 for step, one in seen if step == 2 and not one.quoted)),
            float(last_told),
            float(last_subject),
            float(seen[0][0]) if seen else float(FAR),
            float(rank),
            float(bisect_left(self._ranks_by_gender.get(gender, []), rank)),
            float(self._subject_rank(figure, gender)),
            float(len(seen)),
            float(sum(1 for _, one in seen if one.called)),
            *self._after_features(figure),
        ]

    def _subject_rank(self, figure: int, gender: str) -> int:
        """How many others of the same gender were acting more recently."""
        acting = _acting(self.back.get(figure, []))
        return bisect_left(self._subjects_by_gender[gender], acting[0]) if acting else NO_RANK

    @cached_property
    def _last_before(self) -> int:
        """Who was told of last in the paragraph before."""
        return next((one.figure for one in reversed(self._at(self.first - 1)) if not one.quoted), NOBODY)

    @cached_property
    def _after_by_figure(self) -> list[dict[int, list[Mention]]]:
        return [_by_figure(one for one in mentions if not one.quoted) for mentions in self.after]

    def _after_features(self, figure: int) -> list[float]:
        one, two = (found.get(figure, []) for found in self._after_by_figure)
        return [float(len(one)), float(any(each.subject for each in one)), float(len(two))]

    @cached_property
    def next_others(self) -> list[int]:
        """For each mention that is told, the place of the next one of somebody else."""
        places = [len(self.told)] * len(self.told)
        for place in range(len(self.told) - 2, -1, -1):
            same = self.told[place].figure == self.told[place + 1].figure
            places[place] = places[place + 1] if same else place + 1
        return places


def _by_figure(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for one in mentions:
        found.setdefault(one.figure, []).append(one)
    return found


def _acting(seen: Sequence[Seen]) -> list[int]:
    """How long ago somebody acted, each time."""
    return [step for step, one in seen if one.subject]


class Around:
    """Who is mentioned in and around a turn; `surroundings` are those of its paragraphs."""

    def __init__(self, turn: Turn, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        first_piece, last_piece = turn.pieces[0][1], turn.pieces[-1][1]
        if turn.first == turn.last:
            self._look_beside(first_piece, last_piece)
        else:
            self._look_through(first_piece, last_piece)

    def _look_beside(self, first_piece: int, last_piece: int) -> None:
        """Who is told of right before and behind the words; of one paragraph the pieces are in order."""
        told, pieces = self.surroundings.told, self.surroundings.told_pieces
        before, after = bisect_left(pieces, first_piece), bisect_right(pieces, last_piece)
        self.before = told[before - 1].figure if before else NOBODY
        self.after = told[after].figure if after < len(told) else NOBODY
        other = self.surroundings.next_others[after] if after < len(told) else len(told)
        self.second_after = told[other].figure if other < len(told) else NOBODY

    def _look_through(self, first_piece: int, last_piece: int) -> None:
        before = [one.figure for one in self.surroundings.told if one.piece < first_piece]
        after = [one.figure for one in self.surroundings.told if one.piece > last_piece]
        self.before = before[-1] if before else NOBODY
        self.after = after[0] if after else NOBODY
        self.second_after = next((figure for figure in after if figure != self.after), NOBODY)

    def features(self, figure: int) -> list[float]:
        """What the mentions around say of a figure."""
        (count, first, *here), around = self.surroundings.features_of(figure)
        return [
            count,
            first,
            float(self.before == figure),
            float(self.after == figure),
            float(self.second_after == figure),
            *here,
            *around,
        ]

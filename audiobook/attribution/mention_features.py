"""Who is mentioned in and around a turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from audiobook.attribution.story_index import Mention, StoryIndex
from audiobook.attribution.turns import Turn

# How many paragraphs are looked at before and behind a turn.
MAX_PARAGRAPHS_BACK = 14
MAX_PARAGRAPHS_AHEAD = 2
FAR_DISTANCE = 30
UNRANKED = 16
# A mention in another scene counts as so many paragraphs further away.
OTHER_SCENE_PENALTY = 10
NO_ENTITY = -1

DistantMention = tuple[int, Mention]


class ParagraphContext:
    """Who is mentioned in the paragraphs `first` to `last` and around them: the same for all turns in them."""

    def __init__(self, story: StoryIndex, first: int, last: int) -> None:
        self.story, self.first, self.last = story, first, last
        self.scene = story.paragraphs[first].scene
        self.here = [one for number in range(first, last + 1) for one in story.mentions[number]]
        self.narrated = [one for one in self.here if not one.is_quoted]
        self.narrated_segments = [one.segment for one in self.narrated]
        self.back = self._find_mentions_back()
        self.after = [self._mentions_in(last + step) for step in range(1, MAX_PARAGRAPHS_AHEAD + 1)]
        self.closeness = self._score_closeness()
        self.recency_ranks = {figure: place for place, figure in enumerate(self.back)}
        self._total = sum(len(seen) for seen in self.back.values())
        self._features: dict[int, tuple[list[float], list[float]]] = {}

    def _mentions_in(self, number: int) -> list[Mention]:
        paragraphs = self.story.paragraphs
        inside = 0 <= number < len(paragraphs) and paragraphs[number].scene == self.scene
        return self.story.mentions[number] if inside else []

    def _find_mentions_back(self) -> dict[int, list[DistantMention]]:
        back: dict[int, list[DistantMention]] = {}
        for number in range(self.first - 1, max(-1, self.first - MAX_PARAGRAPHS_BACK - 1), -1):
            penalty = OTHER_SCENE_PENALTY if self.story.paragraphs[number].scene != self.scene else 0
            for mention in reversed(self.story.mentions[number]):
                back.setdefault(mention.entity, []).append((self.first - number + penalty, mention))
        return back

    def _score_closeness(self) -> dict[int, float]:
        scores: dict[int, float] = {}
        for figure, mentions_back in self.back.items():
            scores[figure] = 1.5 / mentions_back[0][0] + 0.05 * len(mentions_back)
        for step, mentions in enumerate(self.after, 2):
            for one in mentions:
                scores[one.entity] = max(scores.get(one.entity, 0), 1 / step)
        for one in self.here:
            scores[one.entity] = max(scores.get(one.entity, 0), 1.0 if one.is_quoted else 3.0)
        return scores

    @cached_property
    def _closest(self) -> list[int]:
        return sorted(self.closeness, key=lambda figure: (-self.closeness[figure], figure))

    def closest_entities(self, scores: Mapping[int, float], count: int) -> list[int]:
        """The `count` figures that are closest, where `scores` know better how close some of them are."""
        others = islice((figure for figure in self._closest if figure not in scores), count)
        known = {figure: self.closeness[figure] for figure in others} | dict(scores)
        return sorted(known, key=lambda figure: (-known[figure], figure))[:count]

    def mention_share(self, figure: int) -> float:
        """The figure's share of all mentions around."""
        return len(self.back.get(figure, ())) / self._total if self._total else 0.0

    def entity_features(self, figure: int) -> tuple[list[float], list[float]]:
        """What the mentions in these paragraphs say of a figure, and what those around them do."""
        if figure not in self._features:
            self._features[figure] = (self._here_features(figure), self._around_features(figure))
        return self._features[figure]

    @cached_property
    def _here_by_entity(self) -> dict[int, list[Mention]]:
        return _group_by_entity(self.here)

    def _here_features(self, figure: int) -> list[float]:
        here = self._here_by_entity.get(figure, [])
        narrated = [one for one in here if not one.is_quoted]
        quoted = [one for one in here if one.is_quoted]
        return [
            float(len(narrated)),
            float(bool(self.narrated) and self.narrated[0].entity == figure),
            float(any(one.is_subject for one in narrated)),
            float(any(one.is_possessive for one in narrated)),
            float(any(one.is_vocative for one in quoted)),
            float(len(quoted)),
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
            steps[self.story.genders[figure]] += [min(acting)] if (acting := _subject_distances(seen)) else []
        return {gender: sorted(found) for gender, found in steps.items()}

    def _around_features(self, figure: int) -> list[float]:
        mentions_back = self.back.get(figure, [])
        last_told = next((step for step, one in mentions_back if not one.is_quoted), FAR_DISTANCE)
        last_subject = next((step for step, one in mentions_back if one.is_subject), FAR_DISTANCE)
        at_1 = [one for step, one in mentions_back if step == 1 and not one.is_quoted]
        gender = self.story.genders[figure]
        rank = self.recency_ranks.get(figure, UNRANKED)
        return [
            float(len(at_1)),
            float(any(one.is_subject for one in at_1)),
            float(self._last_mentioned_before == figure),
            float(sum(1 for step, one in mentions_back if step == 2 and not one.is_quoted)),
            float(last_told),
            float(last_subject),
            float(mentions_back[0][0]) if mentions_back else float(FAR_DISTANCE),
            float(rank),
            float(bisect_left(self._ranks_by_gender.get(gender, []), rank)),
            float(self._subject_rank(figure, gender)),
            float(len(mentions_back)),
            float(sum(1 for _, one in mentions_back if one.is_vocative)),
            *self._after_features(figure),
        ]

    def _subject_rank(self, figure: int, gender: str) -> int:
        """How many others of the same gender were acting more recently."""
        acting = _subject_distances(self.back.get(figure, []))
        return bisect_left(self._subjects_by_gender[gender], acting[0]) if acting else UNRANKED

    @cached_property
    def _last_mentioned_before(self) -> int:
        """Who was told of last in the paragraph before."""
        return next((one.entity for one in reversed(self._mentions_in(self.first - 1)) if not one.is_quoted), NO_ENTITY)

    @cached_property
    def _after_by_entity(self) -> list[dict[int, list[Mention]]]:
        return [_group_by_entity(one for one in mentions if not one.is_quoted) for mentions in self.after]

    def _after_features(self, figure: int) -> list[float]:
        one, two = (found.get(figure, []) for found in self._after_by_entity)
        return [float(len(one)), float(any(each.is_subject for each in one)), float(len(two))]

    @cached_property
    def next_other_mentions(self) -> list[int]:
        """For each mention that is told, the place of the next one of somebody else."""
        places = [len(self.narrated)] * len(self.narrated)
        for place in range(len(self.narrated) - 2, -1, -1):
            same = self.narrated[place].entity == self.narrated[place + 1].entity
            places[place] = places[place + 1] if same else place + 1
        return places


def _group_by_entity(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    mentions_by_entity: dict[int, list[Mention]] = {}
    for mention in mentions:
        mentions_by_entity.setdefault(mention.entity, []).append(mention)
    return mentions_by_entity


def _subject_distances(seen: Sequence[DistantMention]) -> list[int]:
    """How long ago somebody acted, each time."""
    return [step for step, one in seen if one.is_subject]


class TurnContext:
    """Who is mentioned in and around a turn; `surroundings` are those of its paragraphs."""

    def __init__(self, turn: Turn, surroundings: ParagraphContext) -> None:
        self.paragraph_context = surroundings
        first_piece, last_piece = turn.segments[0][1], turn.segments[-1][1]
        if turn.first == turn.last:
            self._find_adjacent(first_piece, last_piece)
        else:
            self._find_adjacent_in_run(first_piece, last_piece)

    def _find_adjacent(self, first_piece: int, last_piece: int) -> None:
        """Who is told of right before and behind the words; of one paragraph the pieces are in order."""
        narrated, pieces = self.paragraph_context.narrated, self.paragraph_context.narrated_segments
        before, after = bisect_left(pieces, first_piece), bisect_right(pieces, last_piece)
        self.before = narrated[before - 1].entity if before else NO_ENTITY
        self.after = narrated[after].entity if after < len(narrated) else NO_ENTITY
        other = self.paragraph_context.next_other_mentions[after] if after < len(narrated) else len(narrated)
        self.second_after = narrated[other].entity if other < len(narrated) else NO_ENTITY

    def _find_adjacent_in_run(self, first_piece: int, last_piece: int) -> None:
        before = [one.entity for one in self.paragraph_context.narrated if one.segment < first_piece]
        after = [one.entity for one in self.paragraph_context.narrated if one.segment > last_piece]
        self.before = before[-1] if before else NO_ENTITY
        self.after = after[0] if after else NO_ENTITY
        self.second_after = next((figure for figure in after if figure != self.after), NO_ENTITY)

    def features(self, figure: int) -> list[float]:
        """What the mentions around say of a figure."""
        (count, first, *here), around = self.paragraph_context.entity_features(figure)
        return [
            count,
            first,
            float(self.before == figure),
            float(self.after == figure),
            float(self.second_after == figure),
            *here,
            *around,
        ]

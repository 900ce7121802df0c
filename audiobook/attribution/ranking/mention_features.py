"""Features of the mentions in and around a turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from audiobook.attribution.ranking.feature_columns import AroundFeatures, HereFeatures
from audiobook.attribution.story_index import Mention, StoryIndex
from audiobook.attribution.turns import Turn

# How many paragraphs before and after a turn count.
MAX_PARAGRAPHS_BACK = 14
MAX_PARAGRAPHS_AHEAD = 2
FAR_DISTANCE = 30
UNRANKED = 16
# Added to the distance, in paragraphs, of a mention in another scene.
OTHER_SCENE_PENALTY = 10
NO_ENTITY = -1

# The features of an entity that is mentioned in none of the paragraphs.
NOT_HERE = HereFeatures(*[0.0] * len(HereFeatures._fields))
ABSENT = AroundFeatures(*[0.0] * len(AroundFeatures._fields))._replace(
    recency_narrated=float(FAR_DISTANCE),
    recency_subject=float(FAR_DISTANCE),
    recency_any=float(FAR_DISTANCE),
    recency_rank=float(UNRANKED),
    subject_rank_gender=float(UNRANKED),
)

# How many paragraphs back, and the mention.
DistantMention = tuple[int, Mention]


class ParagraphContext:
    """Who is mentioned in and around the paragraphs `first` to `last`: the same for all turns in them."""

    def __init__(self, story: StoryIndex, first: int, last: int) -> None:
        self.story, self.first, self.last = story, first, last
        self.scene = story.paragraphs[first].scene
        self.here = [mention for number in range(first, last + 1) for mention in story.mentions[number]]
        self.narrated = [mention for mention in self.here if not mention.is_quoted]
        self.narrated_segments = [mention.segment for mention in self.narrated]
        self.back = self._find_mentions_back()
        self.after = [self._mentions_in(last + step) for step in range(1, MAX_PARAGRAPHS_AHEAD + 1)]
        self.closeness = self._score_closeness()
        self.recency_ranks = {entity: rank for rank, entity in enumerate(self.back)}
        self._total = sum(len(seen) for seen in self.back.values())
        self._features: dict[int, tuple[HereFeatures, AroundFeatures]] = {}

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
        for entity, mentions_back in self.back.items():
            scores[entity] = 1.5 / mentions_back[0][0] + 0.05 * len(mentions_back)
        for step, mentions in enumerate(self.after, 2):
            for mention in mentions:
                scores[mention.entity] = max(scores.get(mention.entity, 0), 1 / step)
        for mention in self.here:
            scores[mention.entity] = max(scores.get(mention.entity, 0), 1.0 if mention.is_quoted else 3.0)
        return scores

    @cached_property
    def _closest(self) -> list[int]:
        return sorted(self.closeness, key=lambda entity: (-self.closeness[entity], entity))

    def closest_entities(self, scores: Mapping[int, float], count: int) -> list[int]:
        """The `count` closest entities; `scores` replace the closeness of some of them."""
        others = islice((entity for entity in self._closest if entity not in scores), count)
        known = {entity: self.closeness[entity] for entity in others} | dict(scores)
        return sorted(known, key=lambda entity: (-known[entity], entity))[:count]

    def mention_share(self, entity: int) -> float:
        """The entity's share of all mentions in the paragraphs before."""
        return len(self.back.get(entity, ())) / self._total if self._total else 0.0

    def entity_features(self, entity: int) -> tuple[HereFeatures, AroundFeatures]:
        """The mentions of an entity in these paragraphs, and in those around them."""
        if entity not in self._features:
            self._features[entity] = (self._here_features(entity), self._around_features(entity))
        return self._features[entity]

    @cached_property
    def _here_by_entity(self) -> dict[int, list[Mention]]:
        return _group_by_entity(self.here)

    def _here_features(self, entity: int) -> HereFeatures:
        """All but what depends on the turn, which TurnContext adds."""
        here = self._here_by_entity.get(entity)
        if here is None:
            return NOT_HERE
        narrated = [mention for mention in here if not mention.is_quoted]
        quoted = [mention for mention in here if mention.is_quoted]
        return HereFeatures(
            here_narrated=float(len(narrated)),
            here_first=float(bool(self.narrated) and self.narrated[0].entity == entity),
            here_last_before=0.0,
            here_first_after=0.0,
            here_second_after=0.0,
            here_subject=float(any(mention.is_subject for mention in narrated)),
            here_possessive=float(any(mention.is_possessive for mention in narrated)),
            here_addressed=float(any(mention.is_vocative for mention in quoted)),
            here_quoted=float(len(quoted)),
        )

    @cached_property
    def _ranks_by_gender(self) -> dict[str, list[int]]:
        ranks: defaultdict[str, list[int]] = defaultdict(list)
        for entity, rank in self.recency_ranks.items():
            ranks[self.story.genders[entity]].append(rank)
        return ranks

    @cached_property
    def _subjects_by_gender(self) -> dict[str, list[int]]:
        """How many paragraphs back the entities of each gender were last a subject, the nearest first."""
        nearest: defaultdict[str, list[int]] = defaultdict(list)
        for entity, mentions in self.back.items():
            distances = _subject_distances(mentions)
            nearest[self.story.genders[entity]] += [min(distances)] if distances else []
        return {gender: sorted(distances) for gender, distances in nearest.items()}

    def _around_features(self, entity: int) -> AroundFeatures:
        mentions_back = self.back.get(entity)
        if mentions_back is None and not any(entity in mentions for mentions in self._after_by_entity):
            return self._describe_absence(self.story.genders[entity])
        mentions_back = mentions_back or []
        narrated_back = [(distance, mention) for distance, mention in mentions_back if not mention.is_quoted]
        subject_distances = _subject_distances(mentions_back)
        at_1 = [mention for distance, mention in narrated_back if distance == 1]
        after_1, after_2 = (mentions.get(entity, []) for mentions in self._after_by_entity)
        gender = self.story.genders[entity]
        rank = self.recency_ranks.get(entity, UNRANKED)
        return AroundFeatures(
            before_narrated_1=float(len(at_1)),
            before_subject_1=float(any(mention.is_subject for mention in at_1)),
            before_last_1=float(self._last_mentioned_before == entity),
            before_narrated_2=float(sum(distance == 2 for distance, _ in narrated_back)),
            recency_narrated=float(narrated_back[0][0] if narrated_back else FAR_DISTANCE),
            recency_subject=float(subject_distances[0] if subject_distances else FAR_DISTANCE),
            recency_any=float(mentions_back[0][0] if mentions_back else FAR_DISTANCE),
            recency_rank=float(rank),
            recency_rank_gender=float(bisect_left(self._ranks_by_gender.get(gender, []), rank)),
            subject_rank_gender=float(self._subject_rank(entity, gender)),
            window_count=float(len(mentions_back)),
            window_addressed=float(sum(mention.is_vocative for _, mention in mentions_back)),
            after_narrated_1=float(len(after_1)),
            after_subject_1=float(any(mention.is_subject for mention in after_1)),
            after_narrated_2=float(len(after_2)),
        )

    def _describe_absence(self, gender: str) -> AroundFeatures:
        """The features of an entity that is mentioned nowhere around."""
        rank = bisect_left(self._ranks_by_gender.get(gender, []), UNRANKED)
        return ABSENT._replace(recency_rank_gender=float(rank))

    def _subject_rank(self, entity: int, gender: str) -> int:
        """How many entities of the same gender were a subject more recently."""
        distances = _subject_distances(self.back.get(entity, []))
        return bisect_left(self._subjects_by_gender[gender], distances[0]) if distances else UNRANKED

    @cached_property
    def _last_mentioned_before(self) -> int:
        """Who was last mentioned in the narration of the paragraph before."""
        return next(
            (mention.entity for mention in reversed(self._mentions_in(self.first - 1)) if not mention.is_quoted),
            NO_ENTITY,
        )

    @cached_property
    def _after_by_entity(self) -> list[dict[int, list[Mention]]]:
        return [_group_by_entity(mention for mention in mentions if not mention.is_quoted) for mentions in self.after]

    @cached_property
    def next_other_mentions(self) -> list[int]:
        """For each mention in the narration, the index of the next one of another entity."""
        indexes = [len(self.narrated)] * len(self.narrated)
        for index in range(len(self.narrated) - 2, -1, -1):
            is_same = self.narrated[index].entity == self.narrated[index + 1].entity
            indexes[index] = indexes[index + 1] if is_same else index + 1
        return indexes


def _group_by_entity(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    mentions_by_entity: dict[int, list[Mention]] = {}
    for mention in mentions:
        mentions_by_entity.setdefault(mention.entity, []).append(mention)
    return mentions_by_entity


def _subject_distances(mentions: Sequence[DistantMention]) -> list[int]:
    """How many paragraphs back each mention as a subject is."""
    return [distance for distance, mention in mentions if mention.is_subject]


class TurnContext:
    """Who is mentioned in and around a turn."""

    def __init__(self, turn: Turn, paragraph_context: ParagraphContext) -> None:
        self.paragraph_context = paragraph_context
        first_segment, last_segment = turn.segments[0][1], turn.segments[-1][1]
        if turn.first == turn.last:
            self._find_adjacent(first_segment, last_segment)
        else:
            self._find_adjacent_in_run(first_segment, last_segment)

    def _find_adjacent(self, first_segment: int, last_segment: int) -> None:
        """Sets who is mentioned right before and after the quote; the segments of one paragraph are in order."""
        narrated, segments = self.paragraph_context.narrated, self.paragraph_context.narrated_segments
        before, after = bisect_left(segments, first_segment), bisect_right(segments, last_segment)
        self.before = narrated[before - 1].entity if before else NO_ENTITY
        self.after = narrated[after].entity if after < len(narrated) else NO_ENTITY
        other = self.paragraph_context.next_other_mentions[after] if after < len(narrated) else len(narrated)
        self.second_after = narrated[other].entity if other < len(narrated) else NO_ENTITY

    def _find_adjacent_in_run(self, first_segment: int, last_segment: int) -> None:
        narrated = self.paragraph_context.narrated
        before = [mention.entity for mention in narrated if mention.segment < first_segment]
        after = [mention.entity for mention in narrated if mention.segment > last_segment]
        self.before = before[-1] if before else NO_ENTITY
        self.after = after[0] if after else NO_ENTITY
        self.second_after = next((entity for entity in after if entity != self.after), NO_ENTITY)

    def features(self, entity: int) -> tuple[HereFeatures, AroundFeatures]:
        """The mentions of an entity in the turn's paragraphs, and in those around them."""
        here, around = self.paragraph_context.entity_features(entity)
        if entity in (self.before, self.after, self.second_after):
            here = here._replace(
                here_last_before=float(self.before == entity),
                here_first_after=float(self.after == entity),
                here_second_after=float(self.second_after == entity),
            )
        return here, around

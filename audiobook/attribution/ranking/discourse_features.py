"""What the discourse says of each candidate of a turn: whom its anaphors mean, and who acts around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.attribution.discourse.discourse import NOBODY, Discourse, TurnDiscourse
from audiobook.attribution.ranking.feature_columns import (
    AroundFeatures,
    DiscourseFeatures,
    ResolvedAroundFeatures,
    ResolvedHereFeatures,
)
from audiobook.attribution.ranking.mention_features import ParagraphContext, TurnContext
from audiobook.attribution.story_index import StoryIndex
from audiobook.attribution.turns import Turn

# How far speakers are looked for before and after a turn, in turns.
MAX_MEANT_TURNS = 20
UNRANKED = 12.0
# The scores of candidates whom a cue may mean, who speak nearby and who are in the reader's mind.
CUE_SCORE, SPEAKER_SCORE, SALIENT_SCORE = 5.0, 3.0, 2.0
NO_CUE = -1.0
# Anaphors are never forms of address: those stay as they were.
ADDRESSED_COLUMN = AroundFeatures._fields.index("window_addressed")
# An anaphor whose likeliest antecedent has this share is taken to mean it.
SURE_SHARE = 0.8


class DiscourseContext:
    """The discourse around one turn at a time (see `enter_turn`)."""

    def __init__(self, story: StoryIndex, discourse: Discourse) -> None:
        self.story = replace(story, mentions=discourse.mentions)
        self.told = discourse.turns
        self.turns = [_settle(told, turn) for told, turn in zip(discourse.turns, story.turns, strict=True)]
        self.speakers = [turn.speaker for turn in self.turns]
        self.subjects = [
            tuple((mention.segment, mention.entity) for mention in here if mention.is_subject)
            for here in discourse.mentions
        ]
        self.objects = [
            tuple(
                (mention.segment, mention.entity)
                for mention in here
                if not (mention.is_subject or mention.is_possessive or mention.is_quoted)
            )
            for here in discourse.mentions
        ]
        self.scene_counts = Counter(
            (turn.scene, speaker) for turn, speaker in zip(story.turns, self.speakers, strict=True) if speaker >= 0
        )
        self.number = 0
        self.paragraphs: ParagraphContext | None = None

    def sure_speakers(self, tagged: Sequence[int]) -> list[int]:
        """Who speaks each turn by its tag, a name or a pronoun that hardly means anyone else; -1 for nobody."""
        return [
            turn.best[0][0] if speaker < 0 and turn.best and turn.best[0][1] >= SURE_SHARE else speaker
            for speaker, turn in zip(tagged, self.turns, strict=True)
        ]

    def replace_turn(self, number: int, turn: Turn) -> None:
        """Puts a turn with another speaker, or an unknown one, in place of one."""
        scene = turn.scene
        self.scene_counts[scene, self.speakers[number]] -= 1
        self.turns[number] = _settle(self.told[number], turn)
        self.speakers[number] = self.turns[number].speaker
        self.scene_counts[scene, self.speakers[number]] += 1

    def enter_turn(self, number: int) -> None:
        """Makes `number` the turn that is asked about."""
        turn = self.story.turns[number]
        self.number, self.turn, self.said = number, turn, self.turns[number]
        if self.paragraphs is None or (self.paragraphs.first, self.paragraphs.last) != (turn.first, turn.last):
            self.paragraphs = ParagraphContext(self.story, turn.first, turn.last)
        self.context = TurnContext(turn, self.paragraphs)
        self.start, self.middle, self.end, self.best = (
            dict(shares) if shares else None
            for shares in (self.said.start, self.said.middle, self.said.end, self.said.best)
        )
        self.roles = dict(self.said.roles) if self.said.roles else None
        self.salient = dict(self.said.salient)
        self.salient_ranks = {entity: rank for rank, entity in enumerate(self.salient)}
        self.salient_by_gender: defaultdict[str, float] = defaultdict(float)
        for entity, share in self.salient.items():
            self.salient_by_gender[self.story.genders[entity]] += share
        self.best_share: float = max(self.best.values()) if self.best else 0.0
        self._find_actors()
        self.back, self.ahead = self._find_meant(-1), self._find_meant(1)

    def _find_actors(self) -> None:
        turn = self.turn
        before = [entity for place, entity in self.subjects[turn.first] if place < turn.segments[0][1]]
        after = [entity for place, entity in self.subjects[turn.last] if place > turn.segments[-1][1]]
        self.actor_before = before[-1] if before else NOBODY
        self.actor_after = after[0] if after else NOBODY
        self._find_acted_on()
        previous, following = self._list_actors(turn.first - 1), self._list_actors(turn.last + 1)
        self.previous_last = previous[-1] if previous else NOBODY
        self.previous_first = previous[0] if previous else NOBODY
        self.previous_only = previous[0] if len(set(previous)) == 1 else NOBODY
        self.next_first = following[0] if following else NOBODY
        self.next_last = following[-1] if following else NOBODY

    def _find_acted_on(self) -> None:
        turn = self.turn
        before = [entity for place, entity in self.objects[turn.first] if place < turn.segments[0][1]]
        after = [entity for place, entity in self.objects[turn.last] if place > turn.segments[-1][1]]
        self.acted_on_before = before[-1] if before else NOBODY
        self.acted_on_after = after[0] if after else NOBODY
        self.acted_on_previous = self._find_acted_on_in(-1)
        self.acted_on_next = self._find_acted_on_in(1)

    def _find_acted_on_in(self, step: int) -> int:
        """Who is acted on in the paragraph of another turn, the one nearest to its words."""
        at = self.number + step
        if not 0 <= at < len(self.speakers) or self.story.turns[at].scene != self.turn.scene:
            return NOBODY
        other = self.story.turns[at]
        if other.first == self.turn.first:
            return NOBODY
        found = self.objects[other.last if step < 0 else other.first]
        return min(
            found, key=lambda pair: abs(pair[0] - other.segments[-1 if step < 0 else 0][1]), default=(0, NOBODY)
        )[1]

    def _list_actors(self, number: int) -> list[int]:
        """The subjects of a paragraph, in order; none outside the scene."""
        paragraphs = self.story.paragraphs
        if not 0 <= number < len(paragraphs) or paragraphs[number].scene != self.turn.scene:
            return []
        return [entity for _, entity in self.subjects[number]]

    def _find_meant(self, direction: int) -> dict[int, int]:
        """How many turns away each entity is the likeliest speaker by the cues of a turn, within the scene."""
        nearest: dict[int, int] = {}
        for step in range(1, MAX_MEANT_TURNS + 1):
            at = self.number + direction * step
            if not 0 <= at < len(self.speakers) or self.story.turns[at].scene != self.turn.scene:
                break
            if self.speakers[at] >= 0:
                nearest.setdefault(self.speakers[at], step)
        return nearest

    def score_candidates(self) -> dict[int, float]:
        """Who may speak the turn by the discourse, and how close to it they are."""
        scores = dict.fromkeys(self.salient, 0.0)
        for entity, share in self.salient.items():
            scores[entity] = SALIENT_SCORE * share
        for distances in (self.back, self.ahead):
            for entity, distance in distances.items():
                scores[entity] = max(scores.get(entity, 0.0), SPEAKER_SCORE / distance, 0.3)
        for shares in (self.start, self.middle, self.end, self.best, self.roles):
            for entity, share in (shares or {}).items():
                scores[entity] = max(scores.get(entity, 0.0), CUE_SCORE * share)
        return scores

    def discourse_features(self, entity: int) -> DiscourseFeatures:
        """Whom the cues mean, who acts, who is salient and who spoke."""
        best = _share_of(self.best, entity)
        gender_share = self.salient_by_gender[self.story.genders[entity]]
        salient = self.salient.get(entity, 0.0)
        return DiscourseFeatures(
            best_share=best,
            best_below=best - self.best_share if self.best else 0.0,
            start_share=_share_of(self.start, entity),
            middle_share=_share_of(self.middle, entity),
            end_share=_share_of(self.end, entity),
            role_weight=_share_of(self.roles, entity),
            salient_share=salient,
            salient_share_gender=salient / gender_share if gender_share else 0.0,
            salient_rank=float(self.salient_ranks.get(entity, UNRANKED)),
            actor_before=_compare(self.actor_before, entity),
            actor_after=_compare(self.actor_after, entity),
            previous_last_actor=_compare(self.previous_last, entity),
            previous_first_actor=_compare(self.previous_first, entity),
            previous_only_actor=_compare(self.previous_only, entity),
            next_first_actor=_compare(self.next_first, entity),
            next_last_actor=_compare(self.next_last, entity),
            acted_on_before=_compare(self.acted_on_before, entity),
            acted_on_after=_compare(self.acted_on_after, entity),
            acted_on_previous=_compare(self.acted_on_previous, entity),
            acted_on_next=_compare(self.acted_on_next, entity),
            meant_previous_1=self._compare_speaker(-1, entity),
            meant_previous_2=self._compare_speaker(-2, entity),
            meant_previous_3=self._compare_speaker(-3, entity),
            meant_next_1=self._compare_speaker(1, entity),
            meant_next_2=self._compare_speaker(2, entity),
            turns_since_meant=float(self.back.get(entity, MAX_MEANT_TURNS + 1)),
            turns_until_meant=float(self.ahead.get(entity, MAX_MEANT_TURNS + 1)),
            scene_meant=float(self.scene_counts[self.turn.scene, entity]),
        )

    def _compare_speaker(self, step: int, entity: int) -> float:
        at = self.number + step
        if not 0 <= at < len(self.speakers) or self.story.turns[at].scene != self.turn.scene:
            return 0.0
        return _compare(self.speakers[at], entity)

    def here_features(self, entity: int) -> ResolvedHereFeatures:
        """The mentions of an entity in the turn's paragraphs, anaphors among them."""
        here, _ = self.context.features(entity)
        return ResolvedHereFeatures._make(here[: len(ResolvedHereFeatures._fields)])

    def around_features(self, entity: int) -> ResolvedAroundFeatures:
        """The mentions of an entity around the turn's paragraphs, anaphors among them."""
        _, around = self.context.features(entity)
        return ResolvedAroundFeatures._make(around[:ADDRESSED_COLUMN] + around[ADDRESSED_COLUMN + 1 :])


def _settle(told: TurnDiscourse, turn: Turn) -> TurnDiscourse:
    return told.settle(turn.speaker) if turn.speaker >= 0 else told


def _share_of(shares: Mapping[int, float] | None, entity: int) -> float:
    return NO_CUE if shares is None else shares.get(entity, 0.0)


def _compare(found: int, entity: int) -> float:
    return 0.0 if found == NOBODY else 1.0 if found == entity else -1.0

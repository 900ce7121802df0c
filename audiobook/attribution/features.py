"""What speaks for and against each candidate of a turn, in numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.cues import Place, Strength
from audiobook.attribution.mention_features import FAR, Around, Surroundings
from audiobook.attribution.mentions import FEMALE_CALL, MALE_CALL, Mention, Story
from audiobook.attribution.profiles import Habits
from audiobook.attribution.turns import Turn
from audiobook.attribution.vocabulary import ANYONE, FEMALE, KIN, MALE

MOST_CANDIDATES = 16
# So many turns are needed before a book's manner of telling shows.
FEW = 10
# Kinds of description: the mariner, the man, the aunt.
TRADE_KIND, ANYONE_KIND, KIN_KIND = 1.0, 2.0, 3.0
# The man with the black beard is a man.
WORN_BEHIND = re.compile(r" (?:with|in) .*")

NAMES = (
    # the turn itself
    "strength", "cue_named", "cue_pronoun", "cue_noun", "cue_i", "cue_before", "gender_known", "turn_words",
    "asks", "thought", "part", "last_gap", "next_gap", "alone", "many",
    "prev_asks", "says_i", "sir", "madam", "candidates", "first_person", "noun_kind", "noun_new",
    # how the book is told
    "book_tags", "book_acts", "book_reacts",
    # the candidate and the cues
    "named_by_best", "named_by_saying", "other_by_saying", "named_by_beat_after", "named_by_beat_before",
    "other_by_beat",
    "gender_agrees", "gender_clashes", "noun_gender_agrees", "noun_gender_clashes", "any_pronoun_agrees",
    "any_pronoun_clashes",
    "noun_kin", "is_narrator", "is_described",
    "start_strength", "middle_strength", "end_strength", "start_reacts", "middle_reacts", "end_reacts",
    "start_named", "middle_named", "end_named", "start_pronoun", "middle_pronoun", "end_pronoun",
    # mentions around
    "here_told", "here_first", "here_last_before", "here_first_after", "here_second_after", "here_subject",
    "here_possessive",
    "here_called", "here_said", "before_told_1", "before_subject_1", "before_last_1", "before_told_2", "recency_told",
    "recency_subject", "recency_any", "recency_rank", "recency_rank_gender", "subject_rank_gender", "window_count",
    "window_called", "after_told_1",
    "after_subject_1", "after_told_2", "prev_turn_called", "prev_turn_said", "next_turn_called", "next_turn_said",
    "prev2_called", "here_count_share",
    # sure speakers around
    "sure_prev_1", "sure_prev_2", "sure_prev_3", "sure_prev_4", "sure_next_1", "sure_next_2", "sure_next_3",
    "sure_back", "sure_back_parity", "sure_ahead", "sure_ahead_parity", "prev_pronoun_agrees", "prev2_pronoun_agrees",
    "next_pronoun_agrees", "beat_prev_1", "beat_prev_2", "beat_next_1", "beat_next_2", "scene_sure", "called_by_back",
    # the candidate in the book
    "log_mentions", "log_tagged", "log_called", "tag_rate", "place_rate", "mention_share", "male",
    "female", "no_gender",
    "call_clash", "call_agrees", "speaks_so", "speaks_so_below_best", "with_last", "with_last_but_one", "with_next",
)  # fmt: skip


@dataclass(frozen=True)
class Candidates:
    """The candidates of all turns one after the other: which turn, which figure, and what speaks for it."""

    turn: NDArray[np.int32]
    figure: NDArray[np.int32]
    rows: NDArray[np.float32]


class FeatureMaker:
    """Makes the candidates of a story and their features."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.turns = story.turns
        self.firsts = [turn.first for turn in story.turns]
        self.sure = [self._sure(turn) for turn in story.turns]
        self.beat = [self._beat(turn) for turn in story.turns]
        self.total = max(1, sum(story.counts.values()))
        self.sir = [bool(MALE_CALL.search(turn.words)) for turn in story.turns]
        self.madam = [bool(FEMALE_CALL.search(turn.words)) for turn in story.turns]
        self.surroundings: Surroundings | None = None
        self.quoted = _quoted_mentions(story)
        self.called = [self._in_turn(turn, called=True) for turn in story.turns]
        self.said = [self._in_turn(turn, called=False) for turn in story.turns]
        self.asks = ["?" in turn.words[-4:] for turn in story.turns]
        self.pronoun = [self._pronoun_gender(turn) for turn in story.turns]
        self.manner = self._manner()
        self.habits = Habits(story.turns, self.sure)
        self.scene_sure = Counter(
            (turn.scene, figure) for turn, figure in zip(story.turns, self.sure, strict=True) if figure >= 0
        )

    def _manner(self) -> tuple[float, float, float]:
        """How the book is told: the share of turns with a tag, with an action behind them, and how often that action
        is the listener's (who is spoken to in the turn, or speaks next).
        """
        acts = [self._acting_behind(turn) for turn in self.turns]
        acting = [number for number, figure in enumerate(acts) if figure >= 0]
        reacting = sum(acts[at] in self.called[at] or self._speaks_next(at, acts[at]) for at in acting)
        count = len(self.turns) + FEW
        return (
            sum(figure >= 0 for figure in self.sure) / count,
            len(acting) / count,
            reacting / (len(acting) + FEW),
        )

    def _acting_behind(self, turn: Turn) -> int:
        if turn.sure:
            return -1
        cue = next((cue for cue in turn.cues if cue.place is Place.END and cue.who.named >= 0), None)
        return cue.who.named if cue else -1

    def _speaks_next(self, number: int, figure: int) -> bool:
        near = self._gap(number, 1) == 1
        return near and figure in (self.sure[number + 1], self._opening(self.turns[number + 1]))

    @staticmethod
    def _opening(turn: Turn) -> int:
        return next((cue.who.named for cue in turn.cues if cue.place is Place.START and cue.who.named >= 0), -1)

    def _sure(self, turn: Turn) -> int:
        cue = turn.sure
        return self.story.figure_of(cue.who) if cue else -1

    def _beat(self, turn: Turn) -> int:
        for cue in turn.cues:
            figure = self.story.figure_of(cue.who)
            if figure >= 0:
                return figure
        return -1

    def _in_turn(self, turn: Turn, called: bool) -> frozenset[int]:
        said = (one for piece in turn.pieces for one in self.quoted.get(piece, ()))
        return frozenset(one.figure for one in said if one.called or not called)

    @staticmethod
    def _pronoun_gender(turn: Turn) -> str:
        return next((cue.who.gender for cue in turn.cues if cue.who.pronoun and cue.who.gender), "")

    def candidates(self, first: int = 0, end: int | None = None) -> Candidates:
        """All candidates of the turns `first` to `end`, or of all; turns are counted from `first`."""
        turns: list[int] = []
        figures: list[int] = []
        rows: list[list[float]] = []
        for number in range(first, len(self.turns) if end is None else end):
            for figure, row in self._of_turn(number):
                turns.append(number - first)
                figures.append(figure)
                rows.append(row)
        matrix = np.array(rows, dtype=np.float32).reshape(len(rows), len(NAMES))
        return Candidates(np.array(turns, np.int32), np.array(figures, np.int32), matrix)

    def _of_turn(self, number: int) -> list[tuple[int, list[float]]]:
        turn = self.turns[number]
        around = Around(turn, self._surroundings_of(turn))
        near = self._near_sure(number)
        usual = around.surroundings.closeness
        scores = {figure: max(usual.get(figure, 0.0), 3.0 / min(sides)) for figure, sides in near.items()}
        for cue in turn.cues:
            figure = self.story.figure_of(cue.who)
            if figure >= 0:
                scores[figure] = 10.0
        if self.story.narrator >= 0:
            scores.setdefault(self.story.narrator, usual.get(self.story.narrator, 0.5))
        chosen = around.surroundings.closest(scores, MOST_CANDIDATES)
        shared = self._shared(number, len(chosen))
        like = {figure: self.habits.likeness(number, figure) for figure in chosen}
        most = max(like.values(), default=0.0)
        rows = []
        for figure in sorted(chosen):
            own = self._own(number, figure, around, near)
            rows.append((figure, [*shared, *own, like[figure], like[figure] - most, *self._company(number, figure)]))
        return rows

    def _surroundings_of(self, turn: Turn) -> Surroundings:
        """Those of a turn's paragraphs, made once for all turns that follow one another in the same."""
        made = self.surroundings
        if made is None or (made.first, made.last) != (turn.first, turn.last):
            made = self.surroundings = Surroundings(self.story, turn.first, turn.last)
        return made

    def _company(self, number: int, figure: int) -> list[float]:
        """How often the figure speaks next to those who surely speak around the turn."""
        return [
            self.habits.together(figure, self.sure[at] if self._inside(number, at) else -1)
            for at in (number - 1, number - 2, number + 1)
        ]

    def _inside(self, number: int, at: int) -> bool:
        return 0 <= at < len(self.turns) and self.turns[at].scene == self.turns[number].scene

    def _near_sure(self, number: int) -> dict[int, tuple[int, int]]:
        """How many turns back and ahead each figure surely speaks, within a few turns of this scene."""
        scene = self.turns[number].scene
        found: dict[int, tuple[int, int]] = {}
        for step in range(1, 11):
            for at, side in ((number - step, 0), (number + step, 1)):
                if not 0 <= at < len(self.turns) or self.turns[at].scene != scene:
                    continue
                figure = self.sure[at] if self.sure[at] >= 0 else self.beat[at]
                if figure >= 0:
                    back, ahead = found.get(figure, (FAR, FAR))
                    found[figure] = (min(back, step), ahead) if side == 0 else (back, min(ahead, step))
        return found

    def _gap(self, number: int, step: int) -> int:
        """How many paragraphs lie between a turn and the one before or after it; FAR across scenes."""
        other = number + step
        if not 0 <= other < len(self.turns) or self.turns[other].scene != self.turns[number].scene:
            return FAR
        one, two = sorted((number, other))
        return min(FAR, self.turns[two].first - self.turns[one].last)

    def _shared(self, number: int, count: int) -> list[float]:
        turn = self.turns[number]
        best = turn.cues[0] if turn.cues else None
        who = best.who if best else None
        has_words = turn.words
        return [
            float(best.strength) if best else 0.0,
            float(bool(who and who.named >= 0)),
            float(bool(who and who.pronoun in ("he", "she"))),
            float(bool(who and who.noun)),
            float(bool(who and who.pronoun == "I")),
            float(bool(best and best.before)),
            float(bool(who and who.gender)),
            math.log1p(len(has_words)),
            float(self.asks[number]),
            float(turn.thought),
            float(turn.part),
            float(self._gap(number, -1)),
            float(self._gap(number, 1)),
            float(not turn.cues),
            float(len(turn.pieces)),
            float(number > 0 and self.asks[number - 1]),
            float(" I " in has_words or "“I " in has_words),
            float(self.sir[number]),
            float(self.madam[number]),
            float(count),
            float(self.story.narrator >= 0),
            _kind_of(who.noun) if who else 0.0,
            float(bool(who and who.new)),
            *self.manner,
        ]

    def _own(self, number: int, figure: int, around: Around, near: dict[int, tuple[int, int]]) -> list[float]:
        return [
            *self._cue_features(number, figure),
            *around.features(figure),
            *self._neighbour_mentions(number, figure, around),
            *self._sure_features(number, figure, near),
            *self._book_features(number, figure),
        ]

    def _cue_features(self, number: int, figure: int) -> list[float]:
        turn, story = self.turns[number], self.story
        gender = story.genders[figure]
        by_saying = self.sure[number]
        beats_after = {story.figure_of(c.who) for c in turn.cues if not c.before and c.strength < Strength.SAYING}
        beats_before = {story.figure_of(c.who) for c in turn.cues if c.before and c.strength < Strength.SAYING}
        best = turn.cues[0] if turn.cues else None
        named = next((f for c in turn.cues if (f := story.figure_of(c.who)) >= 0), -1)
        beats = (beats_after | beats_before) - {-1}
        pronoun = best.who.gender if best and best.who.pronoun else ""
        noun = best.who.gender if best and best.who.noun else ""
        anyone = {c.who.gender for c in turn.cues if c.who.pronoun} - {""}
        return [
            float(named == figure),
            float(by_saying == figure),
            float(by_saying >= 0 and by_saying != figure),
            float(figure in beats_after),
            float(figure in beats_before),
            float(bool(beats) and figure not in beats),
            float(bool(pronoun) and pronoun == gender),
            float(bool(pronoun and gender) and pronoun != gender),
            float(bool(noun) and noun == gender),
            float(bool(noun and gender) and noun != gender),
            float(gender in anyone),
            float(bool(anyone and gender) and gender not in anyone),
            float(bool(best and best.who.noun and figure == story.figure_of(best.who))),
            float(figure == story.narrator),
            float(story.described[figure]),
            *self._place_features(number, figure),
        ]

    def _place_features(self, number: int, figure: int) -> list[float]:
        """What the first cue before, between and behind the quotations says."""
        turn, story = self.turns[number], self.story
        firsts = [next((cue for cue in turn.cues if cue.place is place), None) for place in Place]
        return [
            *(float(cue.strength) if cue else 0.0 for cue in firsts),
            *(float(cue.reacts) if cue else 0.0 for cue in firsts),
            *(_same(story.figure_of(cue.who), figure) if cue else 0.0 for cue in firsts),
            *(_alike(cue.who.gender, story.genders[figure]) if cue else 0.0 for cue in firsts),
        ]

    def _neighbour_mentions(self, number: int, figure: int, around: Around) -> list[float]:
        def has(sets: Sequence[frozenset[int]], step: int) -> float:
            return float(self._gap(number, step) < 4 and figure in sets[number + step])

        two_back = number > 1 and self.turns[number - 2].scene == self.turns[number].scene
        return [
            has(self.called, -1),
            has(self.said, -1),
            has(self.called, 1),
            has(self.said, 1),
            float(two_back and figure in self.called[number - 2]),
            around.surroundings.share(figure),
        ]

    def _sure_features(self, number: int, figure: int, near: dict[int, tuple[int, int]]) -> list[float]:
        gender = self.story.genders[figure]
        back, ahead = near.get(figure, (FAR, FAR))
        return [
            *(self._spoke(self.sure, number, figure, step) for step in (-1, -2, -3, -4, 1, 2, 3)),
            float(back),
            float(back % 2) if back < FAR else -1.0,
            float(ahead),
            float(ahead % 2) if ahead < FAR else -1.0,
            *(self._agrees(number, gender, step) for step in (-1, -2, 1)),
            *(self._spoke(self.beat, number, figure, step) for step in (-1, -2, 1, 2)),
            float(self.scene_sure[self.turns[number].scene, figure]),
            self._called_back(number, figure),
        ]

    def _called_back(self, number: int, figure: int) -> float:
        """How many turns back the figure was last spoken to."""
        for step in range(1, 7):
            at = number - step
            if at < 0 or self.turns[at].scene != self.turns[number].scene:
                break
            if figure in self.called[at]:
                return float(step)
        return 9.0

    def _spoke(self, speakers: Sequence[int], number: int, figure: int, step: int) -> float:
        """1 where the figure speaks some turns away, -1 where someone else does, 0 where that is not known."""
        at = number + step
        if not 0 <= at < len(self.turns) or self.turns[at].scene != self.turns[number].scene or speakers[at] < 0:
            return 0.0
        return 1.0 if speakers[at] == figure else -1.0

    def _agrees(self, number: int, gender: str, step: int) -> float:
        at = number + step
        if not 0 <= at < len(self.turns) or self.turns[at].scene != self.turns[number].scene:
            return 0.0
        pronoun = self.pronoun[at]
        return 0.0 if not pronoun or not gender else 1.0 if pronoun == gender else -1.0

    def _book_features(self, number: int, figure: int) -> list[float]:
        story = self.story
        count, gender = story.counts[figure], story.genders[figure]
        answers_sir = number > 0 and self._gap(number, -1) < 3 and self.sir[number - 1]
        answers_madam = number > 0 and self._gap(number, -1) < 3 and self.madam[number - 1]
        return [
            math.log1p(count),
            math.log1p(story.tagged[figure]),
            math.log1p(story.called[figure]),
            story.tagged[figure] / (count + 3),
            story.usage_place[figure] / (count + 3),
            count / self.total,
            float(gender == MALE),
            float(gender == FEMALE),
            float(not gender),
            float((answers_sir and gender == FEMALE) or (answers_madam and gender == MALE)),
            float((answers_sir and gender == MALE) or (answers_madam and gender == FEMALE)),
        ]


def _quoted_mentions(story: Story) -> dict[tuple[int, int], list[Mention]]:
    """The mentions in what is said, by paragraph and piece."""
    found: dict[tuple[int, int], list[Mention]] = {}
    for number, here in enumerate(story.mentions):
        for one in here:
            if one.quoted:
                found.setdefault((number, one.piece), []).append(one)
    return found


def _kind_of(noun: str) -> float:
    """What kind of word describes: for a trade or the like, for anyone, for one of the family; 0 for none."""
    if not noun:
        return 0.0
    last = WORN_BEHIND.sub("", noun).rsplit(maxsplit=1)[-1]
    return KIN_KIND if last in KIN else ANYONE_KIND if last in ANYONE else TRADE_KIND


def _same(one: int, other: int) -> float:
    return 0.0 if one < 0 else 1.0 if one == other else -1.0


def _alike(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0

"""Who is mentioned in and around a turn."""

from __future__ import annotations

from audiobook.dialogue.speakers.story import Mention, Story
from audiobook.dialogue.speakers.turns import Turn

# How many paragraphs are looked at before and behind a turn.
WINDOW = 14
AHEAD = 2
FAR = 30
NO_RANK = 16
# A mention in another scene counts as so many paragraphs further away.
OTHER_SCENE = 10


class Around:
    """Who is mentioned in and around a turn."""

    def __init__(self, story: Story, turn: Turn) -> None:
        self.story, self.turn = story, turn
        self.here = [one for number in range(turn.first, turn.last + 1) for one in story.mentions[number]]
        self.own = set(turn.pieces)
        first_piece, last_piece = turn.pieces[0][1], turn.pieces[-1][1]
        self.told_here = [one for one in self.here if not one.quoted]
        self.before_quote = [one.figure for one in self.told_here if one.piece < first_piece]
        self.after_quote = [one.figure for one in self.told_here if one.piece > last_piece]
        self.back: dict[int, list[tuple[int, Mention]]] = {}
        self._look_back()
        self.after = [self._at(turn.last + step) for step in range(1, AHEAD + 1)]
        self.closeness = self._closeness()
        self.rank_any = {figure: place for place, figure in enumerate(self.back)}

    def _at(self, number: int) -> list[Mention]:
        paragraphs = self.story.paragraphs
        inside = 0 <= number < len(paragraphs) and paragraphs[number].scene == self.turn.scene
        return self.story.mentions[number] if inside else []

    def _look_back(self) -> None:
        for step in range(1, WINDOW + 1):
            number = self.turn.first - step
            if number < 0:
                break
            for one in reversed(self.story.mentions[number]):
                apart = OTHER_SCENE if self.story.paragraphs[number].scene != self.turn.scene else 0
                self.back.setdefault(one.figure, []).append((step + apart, one))

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

    def share(self, figure: int) -> float:
        """The figure's share of all mentions around."""
        total = sum(len(seen) for seen in self.back.values())
        return len(self.back.get(figure, ())) / total if total else 0.0

    def features(self, figure: int, story: Story) -> list[float]:
        """What the mentions around say of a figure."""
        told = [one for one in self.told_here if one.figure == figure]
        said = [one for one in self.here if one.quoted and one.figure == figure]
        seen = self.back.get(figure, [])
        last_told = next((step for step, one in seen if not one.quoted), FAR)
        last_subject = next((step for step, one in seen if one.subject), FAR)
        at_1 = [one for step, one in seen if step == 1 and not one.quoted]
        gender = story.genders[figure]
        rank = self.rank_any.get(figure, NO_RANK)
        alike = sum(1 for other, place in self.rank_any.items() if place < rank and story.genders[other] == gender)
        subjects = self._subject_rank(figure, gender)
        return [
            float(len(told)),
            float(bool(self.told_here) and self.told_here[0].figure == figure),
            float(bool(self.before_quote) and self.before_quote[-1] == figure),
            float(bool(self.after_quote) and self.after_quote[0] == figure),
            float(self._second_after() == figure),
            float(any(one.subject for one in told)),
            float(any(one.possessive for one in told)),
            float(any(one.called for one in said)),
            float(len(said)),
            float(len(at_1)),
            float(any(one.subject for one in at_1)),
            self._last_before(figure),
            float(sum(1 for step, one in seen if step == 2 and not one.quoted)),
            float(last_told),
            float(last_subject),
            float(seen[0][0]) if seen else float(FAR),
            float(rank),
            float(alike),
            float(subjects),
            float(len(seen)),
            float(sum(1 for _, one in seen if one.called)),
            *self._after_features(figure),
        ]

    def _second_after(self) -> int:
        """Who else is told of behind the words: “Well?” Ann shrugged. Tom sighed."""
        return next((figure for figure in self.after_quote if figure != self.after_quote[0]), -1)

    def _subject_rank(self, figure: int, gender: str) -> int:
        """How many others of the same gender were acting more recently."""
        mine = next((place for place, (step, one) in enumerate(self.back.get(figure, ())) if one.subject), None)
        if mine is None:
            return NO_RANK
        step = self.back[figure][mine][0]
        return sum(
            1
            for other, seen in self.back.items()
            if other != figure
            and self.story.genders[other] == gender
            and any(s < step and one.subject for s, one in seen)
        )

    def _last_before(self, figure: int) -> float:
        told = [one for one in self._at(self.turn.first - 1) if not one.quoted]
        return float(bool(told) and told[-1].figure == figure)

    def _after_features(self, figure: int) -> list[float]:
        one, two = ([each for each in mentions if each.figure == figure and not each.quoted] for mentions in self.after)
        return [float(len(one)), float(any(each.subject for each in one)), float(len(two))]

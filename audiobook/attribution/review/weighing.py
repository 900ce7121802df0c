"""Weighs the turns around an answer anew, without reading the story again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from audiobook.attribution.attribution import WeighedStory, rank_turns
from audiobook.attribution.llm.merge_answers import LLM_CONFIDENCE, MIN_ANY_CONFIDENCE, raise_confidence
from audiobook.attribution.ranking.features import FeatureExtractor
from audiobook.attribution.ranking.turn_model import split_scenes
from audiobook.attribution.turns import Turn

# How many turns on either side of an answer are weighed anew, and how many more are looked at for that. The rankers
# look ten turns around.
RADIUS, MARGIN = 10, 5
# How sure it is that a phrase which the user has explained means the same person in other tags.
JOINED_CONFIDENCE = 0.9
Confidences = Mapping[int, float]


class ExchangeWeigher:
    """The confidence of each candidate of each turn, by entity; an answer counts as a tag that names the speaker."""

    def __init__(self, weighed: WeighedStory) -> None:
        self.story, self._model = weighed.story, weighed.model
        self._extractor = FeatureExtractor(self.story, weighed.discourse)
        self._scene_of = {
            number: (start, end) for start, end in split_scenes(self.story.turns) for number in range(start, end)
        }
        self.advice: dict[int, int] = {}
        # Who is the same person as somebody else, by entity.
        self.joined: dict[int, int] = {}
        self.confidences: list[Confidences] = [{} for _ in self.story.turns]
        self._fill(weighed.candidates.turn.tolist(), weighed.candidates.entity.tolist(), weighed.probabilities.tolist())

    def _fill(self, turns: Iterable[int], entities: Iterable[int], probabilities: Iterable[float]) -> None:
        found: dict[int, dict[int, float]] = {}
        for turn, entity, value in zip(turns, entities, probabilities, strict=True):
            main, values = self.joined.get(entity, entity), found.setdefault(turn, {})
            values[main] = values.get(main, 0.0) + value
        for turn, values in found.items():
            self.confidences[turn] = self._apply_advice(turn, self._calibrate(values))

    def _calibrate(self, probabilities: Mapping[int, float]) -> Confidences:
        """The probabilities of a turn's candidates; the likeliest has its confidence, the others share what is left."""
        best = max(probabilities, key=lambda entity: (probabilities[entity], -entity))
        confidence = float(self._model.calibrate(np.array([probabilities[best]]))[0])
        scale = (1 - confidence) / max(1e-9, 1 - probabilities[best])
        others = {entity: min(confidence, value * scale) for entity, value in probabilities.items() if entity != best}
        return {best: confidence, **others}

    def heed_advice(self, advice: Mapping[int, int]) -> None:
        """From now on, turns are weighed with what somebody else says of their speakers, by entity."""
        self.advice = dict(advice)
        for turn in advice:
            self.confidences[turn] = self._apply_advice(turn, self.confidences[turn])

    def _apply_advice(self, turn: int, confidences: Confidences) -> Confidences:
        """The confidences with the advice for a turn, which counts as a language model's answer does."""
        advised = self.advice.get(turn)
        if advised is None:
            return confidences
        best = max(confidences, key=lambda entity: confidences[entity], default=advised)
        if best != advised and confidences.get(best, 0.0) >= MIN_ANY_CONFIDENCE:
            return confidences
        before = confidences.get(advised, 0.0)
        confidence = raise_confidence(before) if best == advised else LLM_CONFIDENCE
        scale = (1 - confidence) / max(1e-9, 1 - before)
        rest = {entity: value * scale for entity, value in _without(confidences, advised).items()}
        return {advised: confidence, **rest}

    def scene_of(self, number: int) -> tuple[int, int]:
        """The first turn of a turn's scene, and the one after its last."""
        return self._scene_of[number]

    def name_speakers(self, speakers: Mapping[int, int]) -> None:
        """Tags turns with their speakers, by entity, and weighs those around anew."""
        tagged = {number: self.story.turns[number].settle(entity) for number, entity in speakers.items()}
        self.put_turns(tagged)
        self._weigh_around(tagged)

    def put_turns(self, turns: Mapping[int, Turn]) -> None:
        """Puts turns in place of those with these numbers; nothing is weighed."""
        for number, turn in turns.items():
            self._extractor.replace_turn(number, turn)

    def _weigh_around(self, numbers: Iterable[int]) -> None:
        for start, end in self._join_windows(numbers):
            first, last = self._scene_of[start]
            edges = max(first, start - MARGIN), min(last, end + MARGIN)
            candidates, probabilities = rank_turns(self._extractor, self._model, *edges)
            inside = [start <= turn < end for turn in candidates.turn.tolist()]
            self._fill(
                candidates.turn[inside].tolist(), candidates.entity[inside].tolist(), probabilities[inside].tolist()
            )

    def _join_windows(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """The ranges of turns to weigh around these numbers, within their scenes; ranges that overlap are one."""
        windows: list[tuple[int, int]] = []
        for number in sorted(numbers):
            first, last = self._scene_of[number]
            start, end = max(first, number - RADIUS), min(last, number + RADIUS + 1)
            if windows and windows[-1][0] >= first and start <= windows[-1][1]:
                start = windows.pop()[0]
            windows.append((start, end))
        return windows

    def join_entities(self, entity: int, main: int, turns: Iterable[int]) -> None:
        """Gives `main` the confidence of an entity that is the same person, in all turns but most of all in `turns`."""
        if entity != main:
            self.joined = {one: main if known == entity else known for one, known in self.joined.items()}
            self.joined[entity] = main
        for number, confidences in enumerate(self.confidences):
            if entity in confidences and entity != main:
                total = min(1.0, confidences[entity] + confidences.get(main, 0.0))
                self.confidences[number] = {**_without(confidences, entity), main: total}
        for number in turns:
            rest = _without(self.confidences[number], main)
            scale = (1 - JOINED_CONFIDENCE) / max(1.0, sum(rest.values()))
            self.confidences[number] = {
                **{other: value * scale for other, value in rest.items()},
                main: JOINED_CONFIDENCE,
            }


def _without(confidences: Confidences, entity: int) -> dict[int, float]:
    return {other: value for other, value in confidences.items() if other != entity}

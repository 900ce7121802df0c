"""Learns the network of audiobook/attribution/ranking/turn_network.py with PyTorch, needed here and nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from labelled_texts import TrainingText
from numpy.typing import NDArray
from torch import nn
from torch.optim.swa_utils import AveragedModel

from audiobook.attribution.ranking.candidate_links import NO_ROW, link_candidates
from audiobook.attribution.ranking.turn_model import split_scenes
from audiobook.attribution.ranking.turn_network import (
    LOWEST_SCORE,
    MAX_DEVIATION,
    MAX_OTHER_TURNS,
    TURN_OFFSETS,
)

STATE, SEEN, PASSES = 128, 24, 3
EPOCHS = 6
BATCH_TURNS = 128
# Longer scenes are learned from in pieces.
LONGEST_PIECE = 150
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 0.03
DROPOUT, FEATURE_DROPOUT = 0.3, 0.15
# How much the first guess counts in the loss, against 1 for each of those after it.
FIRST_GUESS = 0.5
WARM_UP = 0.15
# How much a turn of a copy without tags counts against one of the text as it is.
UNTAGGED = 0.5
# What is kept is a mean of the weights over about the last 500 steps.
MEMORY = 0.998
# So much of the loss asks that nobody is ruled out, as labels and candidates are never quite sure.
SMOOTHING = 0.03
# Logarithms are taken of no less.
LEAST = 1e-6
Tensor = torch.Tensor
Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Some scenes as tensors: the candidates' features and links, their turns, what is right, the turns' weights."""

    rows: Tensor
    turns: Tensor
    same: Tensor
    around: Tensor
    presence: Tensor
    right: Tensor
    weight: Tensor


@dataclass(frozen=True)
class Piece:
    """The turns of a text from `first` to `end` (exclusive), all of one scene."""

    text: int
    first: int
    end: int


class TurnNetworkModule(nn.Module):
    """The network for training; audiobook/attribution/ranking/turn_network.py tells what its layers are for."""

    def __init__(self, features: int) -> None:
        super().__init__()
        offsets = len(TURN_OFFSETS)
        self.encode = nn.Linear(features, STATE)
        self.guess = nn.Linear(STATE, 1)
        self.project = nn.Linear(STATE, SEEN)
        self.combine = nn.Linear(STATE + 2 + offsets * (2 * SEEN + 3) + 2 * SEEN + 2, STATE)
        self.revise = nn.Linear(STATE, 1)
        self.drop = nn.Dropout(DROPOUT)
        self.drop_features = nn.Dropout(FEATURE_DROPOUT)

    def forward(self, batch: Batch) -> list[Tensor]:
        """The scores of the first guess and of each one after it."""
        state = self.drop(torch.relu(self.encode(self.drop_features(batch.rows))))
        guesses = [self.guess(state)[:, 0]]
        seen = self.project(state)
        for number in range(PASSES):
            chances = softmax(guesses[-1], batch)
            # Later guesses don't reach back through those before: that learns no better, and slower.
            around = self._look_around(seen, chances.detach() if number else chances, batch)
            hidden = self.combine(torch.cat([state, guesses[-1][:, None], *around], 1))
            guesses.append(guesses[0] + self.revise(self.drop(torch.relu(hidden)))[:, 0])
        return guesses

    @staticmethod
    def _look_around(seen: Tensor, chances: Tensor, batch: Batch) -> list[Tensor]:
        count, size = len(batch.around), len(seen)
        there = (batch.same != NO_ROW)[..., None].float()
        same = torch.cat([torch.cat([seen, chances[:, None]], 1)[batch.same.clamp(min=0)] * there, there], -1)
        likely = torch.zeros(count, SEEN).index_add(0, batch.turns, seen * chances[:, None])
        inside = (batch.around != NO_ROW)[..., None].float()
        others = torch.cat([likely[batch.around.clamp(min=0)] * inside, inside], -1).reshape(count, -1)
        index = batch.turns[:, None].expand(-1, SEEN)
        highest = torch.full((count, SEEN), LOWEST_SCORE).scatter_reduce(0, index, seen, "amax")
        totals = torch.zeros(int(batch.presence.max()) + 1).index_add(0, batch.presence, chances)
        elsewhere = (totals[batch.presence] - chances)[:, None]
        return [
            chances[:, None],
            same.reshape(size, -1),
            others[batch.turns],
            likely[batch.turns],
            highest[batch.turns],
            elsewhere.clamp(min=0).log1p(),
            elsewhere.clamp(max=MAX_OTHER_TURNS) / 10,
        ]


def softmax(scores: Tensor, batch: Batch) -> Tensor:
    """The scores of each turn's candidates as probabilities."""
    count = len(batch.around)
    highest = torch.full((count,), LOWEST_SCORE).scatter_reduce(0, batch.turns, scores, "amax").detach()
    exponentials = (scores - highest[batch.turns]).exp()
    return exponentials / torch.zeros(count).index_add(0, batch.turns, exponentials)[batch.turns].clamp(min=1e-20)


class TrainingData:
    """All texts, standardized, and their scenes as batches."""

    def __init__(self, texts: Sequence[TrainingText], weights: Mapping[str, float]) -> None:
        sample = np.vstack([text.candidates.rows[::3] for text in texts])
        self.means, self.scales = sample.mean(0), sample.std(0) + 1e-3
        self.rows = [self._standardize(text.candidates.rows) for text in texts]
        self.texts = texts
        self.weights = [weights[text.kind] * (UNTAGGED if text.is_untagged else 1.0) for text in texts]
        links = [link_candidates([turn.scene for turn in text.turns], text.candidates) for text in texts]
        self.same = [np.stack([one.rows_at(offset) for offset in TURN_OFFSETS], 1) for one in links]
        self.around = [np.stack([one.turns_at(offset) for offset in TURN_OFFSETS], 1) for one in links]
        self.presence = [one.presence for one in links]
        self.starts = [np.searchsorted(text.candidates.turn, np.arange(len(text.turns) + 1)) for text in texts]
        self.pieces = list(self._cut_scenes())

    def _standardize(self, rows: Rows) -> Rows:
        return np.clip((rows - self.means) / self.scales, -MAX_DEVIATION, MAX_DEVIATION).astype(np.float32)

    def _cut_scenes(self) -> Iterator[Piece]:
        for number, text in enumerate(self.texts):
            for first, end in split_scenes(text.turns):
                for start in range(first, end, LONGEST_PIECE):
                    yield Piece(number, start, min(end, start + LONGEST_PIECE))

    def shuffled_batches(self, chance: random.Random) -> Iterator[Batch]:
        """All scenes in a random order, in batches of about BATCH_TURNS turns."""
        order = chance.sample(self.pieces, len(self.pieces))
        some: list[Piece] = []
        for piece in order:
            some.append(piece)
            if sum(one.end - one.first for one in some) >= BATCH_TURNS:
                yield self._collect(some)
                some = []

    def _collect(self, pieces: Sequence[Piece]) -> Batch:
        parts: list[tuple[NDArray[Any], ...]] = []
        rows = turns = presences = 0
        for piece in pieces:
            text = self.texts[piece.text]
            low, high = self.starts[piece.text][[piece.first, piece.end]].tolist()
            presence = np.unique(self.presence[piece.text][low:high], return_inverse=True)[1].reshape(-1)
            right, usable = text.right[low:high], text.usable[piece.first : piece.end]
            parts.append(
                (
                    self.rows[piece.text][low:high],
                    text.candidates.turn[low:high].astype(np.int64) - piece.first + turns,
                    _shifted(self.same[piece.text][low:high], low, high, rows),
                    _shifted(self.around[piece.text][piece.first : piece.end], piece.first, piece.end, turns),
                    presence + presences,
                    right.astype(np.float32),
                    (usable * self.weights[piece.text]).astype(np.float32),
                )
            )
            rows, turns = rows + high - low, turns + piece.end - piece.first
            presences += int(presence.max(initial=-1)) + 1
        return Batch(*(torch.from_numpy(np.concatenate(column)) for column in zip(*parts, strict=True)))


def _shifted(indexes: NDArray[np.int64], low: int, high: int, start: int) -> NDArray[np.int64]:
    """Indexes into a part of a text as indexes into a batch; NO_ROW for those outside of the part."""
    return np.where((indexes >= low) & (indexes < high), indexes - low + start, NO_ROW)


def fit_network(texts: Sequence[TrainingText], weights: Mapping[str, float], seed: int = 0) -> dict[str, NDArray[Any]]:
    """The arrays of a network that makes the right candidates likely; the last part of their names only.

    `weights` say how much a turn of each kind of text counts.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = random.Random(seed)
    data = TrainingData(texts, weights)
    network = TurnNetworkModule(len(data.means))
    averaged = AveragedModel(network, avg_fn=_average)
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (sum(len(text.turns) for text in texts) // BATCH_TURNS + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=WARM_UP)
    for _ in range(EPOCHS):
        for batch in data.shuffled_batches(chance):
            if float(batch.weight.sum()) > 0:
                _learn_batch(network, optimizer, batch)
                averaged.update_parameters(network)
                schedule.step()
    return _export(averaged.module, data)


def _average(before: Tensor, now: Tensor, count: Tensor | int) -> Tensor:
    """The mean of the weights so far; of the first steps, which are far off, little remains."""
    return before + (now - before) * (1 - min(MEMORY, (1 + int(count)) / (10 + int(count))))


def _learn_batch(network: TurnNetworkModule, optimizer: torch.optim.Optimizer, batch: Batch) -> None:
    loss = torch.zeros(())
    for number, scores in enumerate(network(batch)):
        loss = loss + (1.0 if number else FIRST_GUESS) * _loss(softmax(scores, batch), batch)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()


def _loss(chances: Tensor, batch: Batch) -> Tensor:
    """How surprising the right candidates are, and a little of how surprising all are; the mean over the turns."""
    right = _sum_by_turn(chances * batch.right, batch).clamp(min=LEAST).log()
    counts = _sum_by_turn(torch.ones_like(chances), batch).clamp(min=1)
    anyone = _sum_by_turn(chances.clamp(min=LEAST).log(), batch) / counts
    surprise = -(1 - SMOOTHING) * right - SMOOTHING * anyone
    return (batch.weight * surprise).sum() / batch.weight.sum()


def _sum_by_turn(values: Tensor, batch: Batch) -> Tensor:
    return torch.zeros(len(batch.around)).index_add(0, batch.turns, values)


def _export(network: TurnNetworkModule, data: TrainingData) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {"means": data.means, "scales": data.scales, "passes": np.array(PASSES)}
    for name in ("encode", "guess", "project", "combine", "revise"):
        layer = getattr(network, name)
        arrays[f"{name}_weights"] = layer.weight.detach().numpy().T.astype(np.float16)
        arrays[f"{name}_bias"] = layer.bias.detach().numpy().astype(np.float16)
    return arrays

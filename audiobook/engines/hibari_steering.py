"""Makes hibari's network speak at another pitch than the one it chose.

Halfway the network chooses the pitch of each frame, and makes the spectra to fit it. Moving the pitch there sounds
better than moving it in the finished sound, where a voice that creaks has no pitch to be moved. But the network has no
input for it; so one is added to the model in memory: the node that reads the chosen pitch reads the input instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.onnx import open_session

# The node that reads the pitch in the model's file: its input, its output, its name and its type.
PITCH_READER = b'\n\x02f0\x12\x0e/Relu_output_0\x1a\x05/Relu"\x04Relu'
PITCH_OUTPUT, PITCH_INPUT = b"f0", b"g0"
# Field numbers in onnx.proto: of a model, of a graph, of a value, of its type, of a tensor's type, of a dimension.
GRAPH, INPUT, NAME, TYPE, TENSOR, SHAPE, DIMENSION, SYMBOL = 7, 11, 1, 2, 1, 2, 1, 2
ELEMENT_TYPE, LENGTH, FLOAT = 1, 1, 1


def open_steerable_session(path: Path) -> Any:
    """A session of hibari's model with a further input, the pitch in Hz, [1, frames]; None if the model is unknown."""
    model = add_pitch_input(path.read_bytes())
    return open_session(model, f"hibari's model {path}") if model else None


def add_pitch_input(model: bytes) -> bytes:
    """The model with an input for the pitch; empty if it isn't built like the one that this was written for."""
    if model.count(PITCH_READER) != 1:
        return b""
    reader = PITCH_READER.replace(PITCH_OUTPUT, PITCH_INPUT)
    # Protocol buffers that stand one after the other are one message: repeated fields such as a graph's inputs add up.
    return model.replace(PITCH_READER, reader) + _build_input()


def steer_network(session: Any, ids: list[int], asked: float, hertz: NDArray[np.floating]) -> list[NDArray[np.float32]]:
    """The spectra that the network makes for this pitch, and the pitch itself, like `run_network`."""
    pitch = np.asarray(hertz, np.float32)
    inputs = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([asked], np.float32), "g0": pitch[np.newaxis]}
    *spectra, _ = (output[0] for output in session.run(None, inputs))
    return [*spectra, pitch]


def _build_input() -> bytes:
    dimensions = _field(DIMENSION, _number(LENGTH, 1)) + _field(DIMENSION, _field(SYMBOL, b"F"))
    tensor = _number(ELEMENT_TYPE, FLOAT) + _field(SHAPE, dimensions)
    value = _field(NAME, PITCH_INPUT) + _field(TYPE, _field(TENSOR, tensor))
    return _field(GRAPH, _field(INPUT, value))


def _field(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer; its content is shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3, value])

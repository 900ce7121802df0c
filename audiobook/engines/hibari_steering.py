"""Makes hibari's network speak at another pitch than the one it chose, and tell which frames belong to which symbol.

Halfway the network chooses the pitch of each frame, and makes the spectra to fit it. Moving the pitch there sounds
better than moving it in the finished sound, where a voice that creaks has no pitch to be moved. But the network has no
input for it; so one is added to the model in memory, and a node that multiplies the chosen pitch by it. The symbol of
each frame is known inside, too, and becomes one more output.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.onnx import open_session

# The node that reads the pitch in the model's file: its input, its output, its name and its type.
PITCH_READER = b'\n\x02f0\x12\x0e/Relu_output_0\x1a\x05/Relu"\x04Relu'
PITCH, BENT_PITCH, BEND = b"f0", b"g0", b"bend"
SYMBOL_OUTPUT = b"/ReduceSum_1_output_0"
OUTPUTS = ("lh", "theta", "ln", "lr", "phi", PITCH.decode(), SYMBOL_OUTPUT.decode())
# Field numbers in onnx.proto: of a model, of a graph, of a value, of its type, of a tensor's type, of a dimension.
GRAPH, NODE, INPUT, OUTPUT, NAME, TYPE, TENSOR, SHAPE, DIMENSION, DIMENSION_NAME = 7, 1, 11, 12, 1, 2, 1, 2, 1, 2
NODE_INPUT, NODE_OUTPUT, NODE_OPERATOR = 1, 2, 4
ELEMENT_TYPE, LENGTH, FLOAT, INT64 = 1, 1, 1, 7


def open_steerable_session(path: Path) -> Any:
    """A session of hibari's model that takes factors for the pitch as well, [1, 1 or frames].

    None if the model is unknown.
    """
    model = make_steerable(path.read_bytes())
    return open_session(model, f"hibari's model {path}") if model else None


def make_steerable(model: bytes) -> bytes:
    """The model with an input that the pitch is multiplied by, and an output for the symbol of each frame.

    Empty if it isn't built like the one that this was written for.
    """
    if model.count(PITCH_READER) != 1 or SYMBOL_OUTPUT not in model:
        return b""
    reader = PITCH_READER.replace(PITCH, BENT_PITCH)
    multiplication = _field(NODE_INPUT, PITCH) + _field(NODE_INPUT, BEND) + _field(NODE_OUTPUT, BENT_PITCH)
    frames = _number(ELEMENT_TYPE, FLOAT) + _field(
        SHAPE, _field(DIMENSION, _number(LENGTH, 1)) + _field(DIMENSION, _field(DIMENSION_NAME, b"B"))
    )
    added = (
        _field(NODE, multiplication + _field(NODE_OPERATOR, b"Mul"))
        + _field(INPUT, _build_value(BEND, frames))
        + _field(OUTPUT, _build_value(SYMBOL_OUTPUT, _number(ELEMENT_TYPE, INT64)))
    )
    # Protocol buffers that stand one after the other are one message: repeated fields such as a graph's inputs add up.
    return model.replace(PITCH_READER, reader) + _field(GRAPH, added)


def steer_network(
    session: Any, ids: list[int], asked: float, bend: NDArray[np.floating] | float
) -> tuple[list[NDArray[np.float32]], NDArray[np.int64]]:
    """What the network makes if its pitch is multiplied by `bend`, in each frame or everywhere, like `run_network`.

    And the number of the symbol, in `ids`, that each frame belongs to.
    """
    *batches, symbols = session.run(OUTPUTS, _build_inputs(ids, asked, bend))
    *spectra, pitch = (batch[0] for batch in batches)
    # The network finds symbols for steps of two frames.
    return [*spectra, np.asarray(pitch * bend, np.float32)], np.repeat(symbols, 2)[: len(pitch)]


def _build_inputs(ids: list[int], asked: float, bend: NDArray[np.floating] | float) -> dict[str, NDArray[Any]]:
    speed, factors = np.asarray([asked], np.float32), np.asarray(bend, np.float32).reshape(1, -1)
    return {"ids": np.asarray([ids], np.int64), "speed": speed, BEND.decode(): factors}


def _build_value(name: bytes, tensor: bytes) -> bytes:
    return _field(NAME, name) + _field(TYPE, _field(TENSOR, tensor))


def _field(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer; its content is shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3, value])

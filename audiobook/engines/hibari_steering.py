"""Makes hibari's network speak at another pitch than the one it chose, and tell which frames belong to which symbol.

Halfway the network chooses the pitch of each frame, and makes the spectra to fit it. Moving the pitch there sounds
better than moving it in the finished sound, where a voice that creaks has no pitch to be moved. But the network has no
input for it; so one is added to the model in memory: the node that reads the chosen pitch reads the input instead. The
symbol of each frame is known inside, too, and becomes one more output.
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
SYMBOL_OUTPUT = b"/ReduceSum_1_output_0"
SPECTRA = ("lh", "theta", "ln", "lr", "phi")
# Field numbers in onnx.proto: of a model, of a graph, of a value, of its type, of a tensor's type, of a dimension.
GRAPH, INPUT, OUTPUT, NAME, TYPE, TENSOR, SHAPE, DIMENSION, DIMENSION_NAME = 7, 11, 12, 1, 2, 1, 2, 1, 2
ELEMENT_TYPE, LENGTH, FLOAT, INT64 = 1, 1, 1, 7


def open_steerable_session(path: Path) -> Any:
    """A session of hibari's model with a further input, the pitch in Hz, [1, frames]; None if the model is unknown."""
    model = make_steerable(path.read_bytes())
    return open_session(model, f"hibari's model {path}") if model else None


def make_steerable(model: bytes) -> bytes:
    """The model with an input for the pitch and an output for the symbol of each frame.

    Empty if it isn't built like the one that this was written for.
    """
    if model.count(PITCH_READER) != 1 or SYMBOL_OUTPUT not in model:
        return b""
    reader = PITCH_READER.replace(PITCH_OUTPUT, PITCH_INPUT)
    frames = _number(ELEMENT_TYPE, FLOAT) + _field(
        SHAPE, _field(DIMENSION, _number(LENGTH, 1)) + _field(DIMENSION, _field(DIMENSION_NAME, b"F"))
    )
    added = _field(INPUT, _build_value(PITCH_INPUT, frames)) + _field(
        OUTPUT, _build_value(SYMBOL_OUTPUT, _number(ELEMENT_TYPE, INT64))
    )
    # Protocol buffers that stand one after the other are one message: repeated fields such as a graph's inputs add up.
    return model.replace(PITCH_READER, reader) + _field(GRAPH, added)


def steer_network(session: Any, ids: list[int], asked: float, hertz: NDArray[np.floating]) -> list[NDArray[np.float32]]:
    """The spectra that the network makes for this pitch, and the pitch itself, like `run_network`."""
    pitch = np.asarray(hertz, np.float32)
    return [*(output[0] for output in session.run(SPECTRA, _build_inputs(ids, asked, pitch))), pitch]


def find_frame_symbols(session: Any, ids: list[int], asked: float, frames: int) -> NDArray[np.int64]:
    """The number of the symbol, in `ids`, that each of the network's frames belongs to."""
    outputs = session.run([SYMBOL_OUTPUT.decode()], _build_inputs(ids, asked, np.zeros(frames, np.float32)))
    # The network works on steps of two frames.
    return np.repeat(np.asarray(outputs[0]).ravel(), 2)[:frames]


def _build_inputs(ids: list[int], asked: float, pitch: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    speed = np.asarray([asked], np.float32)
    return {"ids": np.asarray([ids], np.int64), "speed": speed, PITCH_INPUT.decode(): pitch[np.newaxis]}


def _build_value(name: bytes, tensor: bytes) -> bytes:
    return _field(NAME, name) + _field(TYPE, _field(TENSOR, tensor))


def _field(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer; its content is shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3, value])

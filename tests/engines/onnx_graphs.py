"""Writes small ONNX models, as bytes: protocol buffers with the fields of onnx.proto that they need.

The package onnx would do it, too, but is large, and nothing else here needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

# An axis is a length, or a name for one that varies.
Shape = Sequence[int | str]
ELEMENT_TYPES = {"float32": 1, "int64": 7}
ATTRIBUTE_INT, ATTRIBUTE_INTS = 2, 7
IR_VERSION, OPERATOR_SET = 8, 13


def build_model(
    inputs: Mapping[str, tuple[str, Shape]],
    outputs: Mapping[str, tuple[str, Shape]],
    nodes: Sequence[bytes],
    constants: Mapping[str, np.ndarray],
) -> bytes:
    """A model whose inputs and outputs have a type ("float32", "int64") and a shape each."""
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"stand-in")
    graph += b"".join(_field(5, _tensor(name, value)) for name, value in constants.items())
    graph += b"".join(_field(11, _value(name, *kind)) for name, kind in inputs.items())
    graph += b"".join(_field(12, _value(name, *kind)) for name, kind in outputs.items())
    return _number(1, IR_VERSION) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, OPERATOR_SET))


def node(operator: str, inputs: Sequence[str], output: str, **attributes: int | Sequence[int]) -> bytes:
    """A node with one output: `node("Mul", ("a", "b"), "c")`."""
    content = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    content += _field(4, operator.encode())
    return content + b"".join(_field(5, _attribute(name, value)) for name, value in attributes.items())


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _field(1, name.encode()) + _number(3, value) + _number(20, ATTRIBUTE_INT)
    return _field(1, name.encode()) + b"".join(_number(8, one) for one in value) + _number(20, ATTRIBUTE_INTS)


def _tensor(name: str, value: np.ndarray) -> bytes:
    dimensions = b"".join(_number(1, length) for length in value.shape)
    return (
        dimensions + _number(2, ELEMENT_TYPES[value.dtype.name]) + _field(8, name.encode()) + _field(9, value.tobytes())
    )


def _value(name: str, kind: str, shape: Shape) -> bytes:
    axes = (_number(1, axis) if isinstance(axis, int) else _field(2, axis.encode()) for axis in shape)
    tensor = _number(1, ELEMENT_TYPES[kind]) + _field(2, b"".join(_field(1, axis) for axis in axes))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    rest, low = divmod(value, 128)
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])

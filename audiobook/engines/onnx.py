"""Opens neural voices with onnxruntime: one thread, no telemetry, errors in one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from audiobook.errors import EngineUnavailableError


def open_session(model: Path | bytes, label: str) -> Any:
    """An onnxruntime session for a model; raises EngineUnavailableError, which names the `label`, if that fails.

    It has one thread: several processes run at the same time, and another number of threads gives other samples.
    """
    # By default onnxruntime reports its use to its makers; nothing may leave this machine.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except onnx_errors() as error:
        reason = str(error).strip().splitlines()[0][:120]
        raise EngineUnavailableError(f"{label} cannot be loaded ({reason}); download the file again") from error


def onnx_errors() -> tuple[type[Exception], ...]:
    """The exceptions that onnxruntime raises; they have no common base class."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    members = (getattr(state, name) for name in dir(state))
    exceptions = tuple(member for member in members if isinstance(member, type) and issubclass(member, Exception))
    return (*exceptions, RuntimeError, OSError, ValueError)

"""Workers without a pool of processes, so that what they do to files happens in a known order."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Any

from pebble import ProcessExpired


class InlineWorkers:
    """Runs each call at once in the process that makes it; what goes to and fro is pickled, as a pool does it."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> InlineWorkers:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def prepare(self, _voices: Collection[object]) -> None:
        """There is nothing to prepare."""

    def submit(self, call: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Future[Any]:
        """The future of a call that is already over."""
        del timeout
        future: Future[Any] = Future()
        try:
            future.set_result(self.result(call, *arguments))
        except Exception as error:  # noqa: BLE001 - as a pool does: whoever made the call gets it
            future.set_exception(error)
        return future

    def result(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """What the call returns."""
        call, arguments = _pickled((call, arguments))
        try:
            return _pickled(call(*arguments))
        except Exception as error:  # noqa: BLE001 - must survive the way back, too
            raise _pickled(error) from None

    def wait_for_any(self, calls: Collection[Future[Any]]) -> set[Future[Any]]:
        """All of them."""
        return set(calls)

    def restart(self) -> None:
        """There is nothing to restart."""


def _pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


class ForkedWorkers(InlineWorkers):
    """Runs each call at once in a process of its own, which may be killed there."""

    def result(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """What the call returns; raises ProcessExpired where its process died."""
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                answer = (call(*arguments), None)
            except Exception as error:  # noqa: BLE001 - goes to whoever made the call
                answer = (None, error)
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(child, 0)
        if not data:
            raise ProcessExpired("the process died", os.waitstatus_to_exitcode(status))
        value, error = pickle.loads(data)
        if error is not None:
            raise error
        return value

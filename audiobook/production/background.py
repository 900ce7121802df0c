"""Calls in the background, while workers speak and this process only waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def start_in_background(call: Callable[[], Result]) -> Future[Result]:
    """Starts a call in a thread that a stopped program doesn't wait for; the future has its result, or what it raised.

    Where the system gives no more threads, the call is made at once.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            future.set_exception(error)

    try:
        threading.Thread(target=run, name="in the background", daemon=True).start()
    except RuntimeError:
        run()
    return future

"""A call in the background gives its result, or raises what it raised, where it is asked for."""

from __future__ import annotations

import threading

import pytest

from audiobook.errors import InputError
from audiobook.production.background import start_in_background


def test_the_result_comes_from_another_thread() -> None:
    assert start_in_background(threading.current_thread).result(5) is not threading.current_thread()


def test_an_error_is_raised_where_the_result_is_asked_for() -> None:
    def fail() -> None:
        raise InputError("the story is empty")

    future = start_in_background(fail)
    with pytest.raises(InputError, match="empty"):
        future.result(5)


def test_without_threads_the_call_is_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert start_in_background(lambda: 3).result(0) == 3

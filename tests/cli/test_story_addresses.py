"""The address of a story instead of its file, in every command that takes one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiobook.fetching import archives
from tests.conftest import Outcome
from tests.engines.servers import page_server, served

Command = Callable[..., Outcome]
PAGE = "<html><title>Tea</title><body><p>“Drink it,” said Siobhan.</p><p>“No,” said Maud.</p></body></html>"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(archives, "PACKAGE", "no_such_package")
    page = {"Content-Type": "text/html"}, PAGE.encode()
    with served(page_server(lambda path: (200 if path == "/tea" else 404, *page))) as url:
        yield url


def test_a_story_is_fetched_once_for_every_command(audiobook: Command, address: str) -> None:
    first = audiobook("inspect", f"{address}/tea")
    assert (first.code, first.err.splitlines()[0]) == (0, "audiobook: saved as input/Tea.html")
    assert f'source = "{address}/tea"' in Path("input/Tea.toml").read_text("utf-8")
    for command in (("cast",), ("words",), ("script",), ("pauses",), ("make", "-n")):
        done = audiobook(*command, f"{address}/tea")
        assert done.code == 0
        assert "using input/Tea.html, which was fetched before" in done.err
    assert audiobook("script", f"{address}/tea").out == audiobook("script", "input/Tea.html").out
    assert audiobook("make", "-nq", f"{address}/tea").err == ""


def test_one_that_fails_does_not_keep_the_others_from_being_done(audiobook: Command, address: str) -> None:
    done = audiobook("script", f"{address}/coffee", f"{address}/tea")
    assert done.code == 5
    assert "1 of 2 stories failed; the others are done:" in done.err
    assert f"the site has no story {address}/coffee" in done.err
    Path("rain.txt").write_text("Rain by Bea\n\nIt fell.\n", "utf-8")
    made = audiobook("make", f"{address}/coffee", "rain.txt", "--engine", "silent", "--progress", "json")
    summary = json.loads(made.out.splitlines()[-1])
    assert [book["result"] for book in summary["books"]] == ["failed", "made"]

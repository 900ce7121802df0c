"""All text of all pages can be read, by day and by night: measured on the pages as a browser shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.publishing.page.audition_page import AuditionEntry, render_audition_page
from audiobook.publishing.page.library_page import build_library_page
from tests.browser import Page
from tests.conftest import SAMPLE
from tests.publishing.test_page import ALBUMS
from tests.publishing.use import FAINT, needs_browser

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = needs_browser

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])


def faint_text(browser: Page, address: str, dark: bool, prepare: str = "0") -> object:
    browser.looks(1280, 900, dark=dark)
    browser.open("about:blank")
    browser.open(address)
    browser.wait("!document.querySelector('#album') || document.querySelector('.sentence') !== null")
    browser.run(prepare)
    return browser.run(FAINT)


@SCHEMES
def test_the_page_of_an_album(browser: Page, shelf_page: Path, dark: bool) -> None:
    everything = (
        "document.querySelectorAll('details').forEach(one => { one.open = true; }); "
        "document.querySelector('#line-numbers').click(); document.querySelector('.sentence').classList.add('now'); "
        "document.querySelector('#search').value = 'Sentence'; "
        "document.querySelector('#search').dispatchEvent(new Event('input')); "
        "new Promise(done => setTimeout(done, 300))"
    )
    assert faint_text(browser, shelf_page.as_uri(), dark, everything) == []


@SCHEMES
def test_the_library(browser: Page, tmp_path: Path, dark: bool) -> None:
    page = tmp_path / "index.html"
    page.write_bytes(build_library_page(ALBUMS))
    assert faint_text(browser, page.as_uri(), dark) == []


@SCHEMES
def test_the_audition_of_a_cast(browser: Page, tmp_path: Path, dark: bool) -> None:
    page = tmp_path / "cast.html"
    page.write_bytes(render_audition_page("Two Cups", "cast.wav", [AuditionEntry("Ann", "reed", "Hello.", 0, 1)]))
    play = "document.querySelector('button').setAttribute('aria-pressed', 'true')"
    assert faint_text(browser, page.as_uri(), dark, play) == []
    browser.complaints.clear()


@SCHEMES
def test_the_inspection_of_a_story(browser: Page, tmp_path: Path, dark: bool, audiobook: Callable[..., object]) -> None:
    page = tmp_path / "page.html"
    audiobook("inspect", SAMPLE, "--html", page)
    assert faint_text(browser, page.as_uri(), dark, "document.querySelector('#names').click()") == []

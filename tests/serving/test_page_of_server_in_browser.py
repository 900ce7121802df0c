"""What the pages can do only under `audiobook serve`: go on from the library, be kept, and play without the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, browsing
from tests.publishing.heard import shelf
from tests.publishing.use import (
    CATCH_COPIES,
    CURRENT,
    NOW,
    SAFE,
    SOUND,
    TIME,
    UNSAFE,
    fresh,
    needs_browser,
    say,
)
from tests.serving.clients import serving

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = [needs_browser, pytest.mark.slow]

TOKEN = "a-token-that-is-long-enough"
ALBUM = "Ann%20Example/Two%20Cups/"
KEPT = "caches.open('{}').then(cache => cache.keys()).then(all => all.length)"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    shelf(folder)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page


def listen_to(page: Page, start: int) -> None:
    """Plays a sentence of the second chapter, and pauses in it."""
    page.click(".chapters > li:nth-child(2) .chapter")
    page.wait(f"{CURRENT} === 'Tea' && !{SOUND}.paused")
    page.run(f"document.querySelector('.sentence[data-start=\"{start}\"]').click()")
    page.wait(f"{TIME} > {start}")
    page.press("k")
    page.wait(f"{SOUND}.paused")


def test_the_library_shows_how_far_each_book_is_heard(browser: Page, library: Path) -> None:
    with serving(library, TOKEN) as client:
        for page in fresh(browser, f"http://{client.host}/t/{TOKEN}/{ALBUM}"):
            listen_to(page, 6)
            page.click("#library a")
            page.wait("document.title === 'Audiobooks'")
            assert page.run(say(".heard .words")).startswith("50% heard · 1")
            assert page.run(say("#continue-title")) == "Two <Cups> & a Pot"
            assert page.run(say("#continue-place")).startswith("Tea · 1")
            page.click("#continue")
            page.wait(f"{NOW} === 'Sentence 6 of 2.' && !{SOUND}.paused && location.hash === ''")
            page.press("]")
            page.wait(f"{CURRENT} === 'Sun' && {TIME} > 0.1")
            page.run(f"{SOUND}.currentTime = 11.7")
            page.wait(f"{SOUND}.ended")
            page.click("#library a")
            page.wait(f"{say('.heard .words')} === 'finished'")
            assert page.run("document.querySelector('#continue').checkVisibility()") is False


@pytest.mark.parametrize("clipboard", [SAFE, UNSAFE], ids=["safe", "unsafe"])
@pytest.mark.parametrize("path", ["", ALBUM], ids=["library", "album"])
def test_the_address_of_a_feed_is_copied_by_a_button(browser: Page, library: Path, path: str, clipboard: str) -> None:
    with serving(library, TOKEN) as client:
        top = f"http://{client.host}/t/{TOKEN}/"
        browser.open(top + path)
        browser.wait("document.documentElement.classList.contains('js')")
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        browser.run(CATCH_COPIES % clipboard)
        browser.click("[data-copy]")
        browser.wait(f"window.copied === '{top}{ALBUM}feed.xml'")
        assert browser.run(say("#status")) == "Feed address copied"


@pytest.mark.parametrize("token", ["", TOKEN], ids=["this machine", "token"])
def test_an_album_plays_without_the_server(browser: Page, library: Path, token: str) -> None:
    with serving(library, token) as client:
        top = f"http://{client.host}/" + (f"t/{token}/" if token else "")
        for page in fresh(browser, top):
            page.run("navigator.serviceWorker.ready.then(() => 1)")
            page.open(top + ALBUM)
            page.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            page.wait(f"{say('#keep')} === 'Keep on this device'")
            page.click("#keep")
            page.wait(f"{say('#keep')} === 'Remove from this device'")
            listen_to(page, 5)
            assert page.run(KEPT.format("audiobook:kept")) == 3
            assert page.run(KEPT.format("audiobook:played")) == 0
    browser.open(top + ALBUM)
    browser.wait(f"{CURRENT} === 'Tea' && {NOW} === '“Sentence 5?”' && {SOUND}.readyState > 0")
    browser.run("document.querySelector('.sentence[data-start=\"8\"]').click()")
    browser.wait(f"{TIME} > 8 && !{SOUND}.paused")
    browser.wait("document.querySelector('.cover').naturalWidth === 1")
    browser.open(top)
    browser.wait(f"{say('#continue-title')} === 'Two <Cups> & a Pot'")
    browser.open("about:blank")
    browser.complaints.clear()


def test_only_what_was_played_is_put_aside_without_being_asked(browser: Page, library: Path) -> None:
    with serving(library) as client:
        for page in fresh(browser, f"http://{client.host}/{ALBUM}"):
            page.wait("document.querySelector('#keep').textContent")
            assert page.run(KEPT.format("audiobook:played")) == 0
            listen_to(page, 5)
            page.wait(f"{KEPT.format('audiobook:played')}.then(count => count === 1)")
            assert page.run(KEPT.format("audiobook:kept")) == 0


def test_what_is_kept_can_be_removed_again(browser: Page, library: Path) -> None:
    with serving(library) as client:
        for page in fresh(browser, f"http://{client.host}/{ALBUM}"):
            page.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            for words in ("Keep on this device", "Remove from this device", "Keep on this device"):
                page.wait(f"{say('#keep')} === '{words}' && !document.querySelector('#keep').disabled")
                page.click("#keep")
            page.wait(f"{say('#keep')} === 'Remove from this device'")


def test_the_app_can_be_installed(browser: Page, library: Path) -> None:
    with serving(library, TOKEN) as client:
        for page in fresh(browser, f"http://{client.host}/t/{TOKEN}/"):
            page.run("navigator.serviceWorker.ready.then(() => 1)")
            found = page.send("Page.getAppManifest")
            assert found["errors"] == []
            assert found["url"] == f"http://{client.host}/t/{TOKEN}/app.webmanifest"
            problems = page.send("Page.getInstallabilityErrors")["installabilityErrors"]
            assert [one["errorId"] for one in problems if one["errorId"] != "in-incognito"] == []

"""The studio from a dropped story to an album that is heard, in Firefox and in WebKit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.browser import OpenPage
from tests.publishing.use import say
from tests.studio.running import RunningStudio, run_studio
from tests.studio.test_studio_in_browser import (
    CATCH_SOUNDS,
    DROP,
    NOTICE,
    PLAYED,
    choose,
    go_to,
    has_speaker,
    wait_for_line,
    wait_for_text,
)
from tests.webdriver import FIREFOX, HIDDEN_SCREEN, MINI_BROWSER, WEBKIT_DRIVER, browsing_firefox, browsing_webkit

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = pytest.mark.slow

HAS_WEBKIT = WEBKIT_DRIVER and MINI_BROWSER and HIDDEN_SCREEN
BROWSERS = [
    pytest.param(browsing_firefox, id="Firefox", marks=pytest.mark.skipif(not FIREFOX, reason="no Firefox here")),
    pytest.param(browsing_webkit, id="WebKit", marks=pytest.mark.skipif(not HAS_WEBKIT, reason="no WebKit here")),
]
Start = Callable[[Path], AbstractContextManager[OpenPage]]
STORY = "Plums\n\nby Ann Example\n\nChapter 1\n\n“Is it late?” asked Tilly.\n\n“Late enough,” said Joss.\n"


@pytest.fixture(params=BROWSERS)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenPage]:
    start: Start = request.param
    with start(tmp_path) as page:
        yield page


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[RunningStudio]:
    with run_studio(tmp_path) as running:
        yield running


def open_text(page: OpenPage, title: str) -> None:
    """From the shelf to the text of a story, once the program has weighed who speaks."""
    page.wait(f"[...document.querySelectorAll('.book a')].some(one => one.textContent === '{title}')")
    page.run(f"[...document.querySelectorAll('.book a')].find(one => one.textContent === '{title}').id = 'wanted'")
    page.click("#wanted")
    wait_for_text(page)


def click_button(page: OpenPage, words: str, within: str) -> None:
    """Clicks the first button that begins with these words, once it is there."""
    buttons = f"[...document.querySelectorAll({json.dumps(within + ' button')})]"
    find = f"{buttons}.find(one => one.textContent.startsWith({json.dumps(words)}))"
    page.wait(f"{find} !== undefined")
    page.run(f"void (document.querySelector('#wanted')?.removeAttribute('id'), {find}.id = 'wanted')")
    page.click("#wanted")


def test_a_story_becomes_an_album(page: OpenPage, studio: RunningStudio) -> None:
    page.open(studio.address)
    page.wait("document.querySelector('.book') !== null")
    page.run(f"void ({DROP})({json.dumps(STORY)})")
    page.wait("document.querySelectorAll('.line').length === 2")
    page.click(".home")
    open_text(page, "Lamp")
    correct_lines(page, studio)
    choose_voices(page, studio)
    say_words(page, studio)
    make_album(page)
    assert page.complaints + page.run("window.errors ?? []") == []


def correct_lines(page: OpenPage, studio: RunningStudio) -> None:
    page.run(CATCH_SOUNDS)
    choose(page, "1:5")
    page.press("2")
    page.wait(has_speaker("1:5", "Joss"))
    page.press("z")
    page.wait(has_speaker("1:5", "Tilly"))
    page.press("ArrowDown")
    wait_for_line(page, "1:6")
    page.press("/")
    page.wait("document.activeElement.placeholder === 'Another name'")
    page.type_words("Mr. Quillfeather")
    page.press("Enter")
    page.wait(has_speaker("1:6", "Mr. Quillfeather"))
    page.press(" ")
    page.wait(f"{PLAYED}.length === 1")
    page.wait("document.querySelector('.sounding') === null")
    page.press("?")
    page.wait("document.querySelector('dialog.sheet').open")
    page.press("Escape")
    page.wait("!document.querySelector('dialog.sheet')?.open")
    # What another program changes is heard of, and seen.
    text = studio.cast_file.read_text("utf-8").replace('speaker = "Mr. Quillfeather"', 'speaker = "Joss"')
    studio.cast_file.write_text(text, "utf-8")
    page.wait(has_speaker("1:6", "Joss"))
    wait_for_text(page)


def choose_voices(page: OpenPage, studio: RunningStudio) -> None:
    go_to(page, "cast", ".person select")
    person = ".person[aria-label=Tilly]"
    page.click(f"{person} .more summary")
    page.wait(f"document.querySelector('{person} .more').open")
    page.run(f"document.querySelectorAll('{person} input[type=range]')[1].focus()")
    page.press("ArrowRight")
    page.wait(f"{say(person)}.includes('Not saved yet.')")
    click_button(page, "Save", person)
    page.wait(f"{NOTICE} !== '' && !{say(person)}.includes('Not saved yet.')")
    assert "pace=1.02" in studio.cast_file.read_text("utf-8").replace(" = ", "=")
    before = page.run(f"{PLAYED}.length")
    page.click(f"{person} .sample")
    page.wait(f"{PLAYED}.length > {before}")


def say_words(page: OpenPage, studio: RunningStudio) -> None:
    go_to(page, "words", ".word")
    page.click(".word summary")
    page.wait("document.querySelector('.word details').open")
    page.click(".word input[type=text]")
    page.type_words("kwill-FEH-thuh")
    click_button(page, "Save", ".word")
    page.wait(f"{NOTICE}.includes('will be said like that')")
    assert "kwill-FEH-thuh" in studio.cast_file.read_text("utf-8")


def make_album(page: OpenPage) -> None:
    go_to(page, "make", ".big")
    page.click("[name=single-voice]")
    page.click(".big")
    page.wait("document.querySelector('.now .gate') !== null")
    page.wait("document.querySelector('.sounds-list button') !== null && document.querySelector('.job') === null")
    page.click(".sounds-list button")
    page.wait("document.querySelector('audio').currentTime > 0.05")
    album = page.run("document.querySelector('.now a[target=_blank]').href")
    page.open(album)
    page.wait("document.title.includes('The Lamp')")

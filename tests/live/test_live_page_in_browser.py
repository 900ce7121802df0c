"""The page of an album in the making, in a real browser: it plays what is there, follows, and asks for what is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiobook.live.application import LiveServer, build_live_application
from audiobook.production.wanted_line import WantedLine
from audiobook.serving.addresses import LOOPBACK, open_listening_socket
from audiobook.serving.application import ServerOptions
from audiobook.serving.server import build_server
from tests.browser import Page, browsing
from tests.live.spoken import FIRST, Making
from tests.publishing.use import needs_browser

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = [needs_browser, pytest.mark.slow]

NOW = "document.querySelector('.now')?.textContent"
SOUND = "document.getElementById('sound')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def making(tmp_path: Path) -> Making:
    return Making(tmp_path)


@pytest.fixture
def page(browser: Page, making: Making, tmp_path: Path) -> Iterator[Page]:
    address = open_listening_socket(LOOPBACK, 0)
    served = LiveServer(making.session, making.segments, lambda _: None)
    server = build_server(build_live_application(served, ServerOptions(tmp_path)))
    thread = threading.Thread(target=lambda: server.run(sockets=[address.socket]), daemon=True)
    thread.start()
    browser.open(address.url("/live"))
    yield browser
    server.should_exit = server.force_exit = True
    thread.join(10)
    address.socket.close()


def test_what_is_spoken_is_heard_and_shown(page: Page, making: Making) -> None:
    page.wait("document.querySelectorAll('#chapters button').length === 2")
    page.wait("document.querySelectorAll('#text span').length === 4")
    page.click("#play")
    page.wait("['Pause', 'Speaking…'].includes(document.getElementById('play').textContent)")
    making.speak(1, 2, seconds=1.5)
    page.wait(f"{NOW} === 'Line 2.'")
    making.speak(3, 4)
    page.wait(f"{NOW} === 'Line 4.'")
    # The next chapter follows by itself, as soon as it is spoken.
    page.wait("document.getElementById('playing').textContent === 'Tea'")
    making.speak(5)
    page.wait(f"{NOW} === 'Line 5.'")
    assert making.session.wanted == WantedLine(2, 0)
    assert page.complaints == []


def test_a_click_on_a_line_asks_for_it(page: Page, making: Making) -> None:
    page.wait("document.querySelectorAll('#text span').length === 4")
    page.click("[data-place='1.2']")
    page.wait(f"{SOUND}.src.endsWith('after=1.1')")
    making.speak(3, 4, seconds=2.0)
    page.wait(f"{NOW} === 'Line 3.'")
    assert making.session.wanted == WantedLine(1, 2)


def test_the_page_leads_to_the_finished_album(page: Page, making: Making) -> None:
    making.finish(FIRST)
    page.wait("document.querySelector('#chapters .quiet').textContent === 'finished'")
    making.session.finish("Two Cups", "Ann Example/Two Cups")
    page.wait("!document.getElementById('done').hidden")
    assert page.run("document.getElementById('album').pathname") == "/Ann%20Example/Two%20Cups/"
    assert page.list_nameless() == []

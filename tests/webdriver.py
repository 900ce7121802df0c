"""Firefox and WebKit, driven over the W3C's two protocols: WebDriver BiDi, and the older WebDriver over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from abc import abstractmethod
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.browser import PATIENCE, OpenPage

FIREFOX = next((found for name in ("firefox-esr", "firefox") if (found := shutil.which(name))), None)
WEBKIT_DRIVER = shutil.which("WebKitWebDriver")
# Debian keeps the small browser of WebKit beside the library; without a screen it needs one that nobody sees.
MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"), None)
HIDDEN_SCREEN = shutil.which("Xvfb")
FIREFOX_ANNOUNCEMENT = "WebDriver BiDi listening on "
# As the protocols write keys that have no letter.
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowLeft": "\ue012", "ArrowUp": "\ue013",
        "ArrowRight": "\ue014", "ArrowDown": "\ue015"}  # fmt: skip
# What Firefox says of a stream of events whose page was left for another.
LEFT_PAGE = "was interrupted while the page was loading"
# Notes what goes wrong in the page from now on.
NOTE_ERRORS = "void (window.errors = [], addEventListener('error', event => errors.push(event.message)),\
 addEventListener('unhandledrejection', event => errors.push(String(event.reason))))"


class DrivenPage(OpenPage):
    """One open page of a browser that takes the actions of WebDriver."""

    @abstractmethod
    def act(self, *sources: dict[str, Any]) -> None:
        """Does what a hand on the keyboard or on the mouse does, in order."""

    def press(self, key: str) -> None:
        self.type_words(KEYS.get(key, key))

    def type_words(self, words: str) -> None:
        strokes = [{"type": kind, "value": letter} for letter in words for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keyboard", "actions": strokes})

    def click(self, selector: str) -> None:
        x, y = self.find_place(selector)
        move = {"type": "pointerMove", "x": int(x), "y": int(y)}
        buttons = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act({"type": "pointer", "id": "mouse", "actions": [move, *buttons]})


class FirefoxPage(DrivenPage):
    """The page of a Firefox."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection, self.numbers = connection, count(1)
        self.send("session.new", capabilities={})
        self.context = self.send("browsingContext.getTree")["contexts"][0]["context"]
        self.send("session.subscribe", events=["log.entryAdded"])

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Calls a method of the protocol; what the page complains of meanwhile is noted."""
        number = next(self.numbers)
        self.connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.connection.recv(timeout=PATIENCE))
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])
            if told.get("method") == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
                text = str(told["params"]["text"])
                self.complaints += [] if LEFT_PAGE in text else [text]

    def open(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, script: str) -> Any:
        found = self._evaluate(f"(async () => JSON.stringify(await ({script})))()")
        return json.loads(found["value"]) if "value" in found else None

    def act(self, *sources: dict[str, Any]) -> None:
        self.send("input.performActions", context=self.context, actions=sources)

    def choose_files(self, selector: str, *paths: Path) -> None:
        element = self._evaluate(f"document.querySelector({json.dumps(selector)})")
        files = [str(path) for path in paths]
        self.send("input.setFiles", context=self.context, element={"sharedId": element["sharedId"]}, files=files)

    def _evaluate(self, script: str) -> dict[str, Any]:
        found = self.send(
            "script.evaluate", expression=script, target={"context": self.context}, awaitPromise=True,
            userActivation=True,
        )  # fmt: skip
        assert found["type"] == "success", found
        return dict(found["result"])


class WebKitPage(DrivenPage):
    """The page of a browser with WebKit, as Safari has it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        options = {"binary": str(MINI_BROWSER), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = self._send("POST", "/session", capabilities=wanted)["sessionId"]
        self.address = f"{address}/session/{session}"

    def _send(self, method: str, path: str, **body: Any) -> Any:
        data = json.dumps(body).encode() if method == "POST" else None
        request = Request(self.address + path, data, {"content-type": "application/json"}, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def open(self, address: str) -> None:
        self._send("POST", "/url", url=address)
        self.run(NOTE_ERRORS)

    def run(self, script: str) -> Any:
        waiting = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => ({script}))().then(value => done([true, value]), error => done([false, String(error)]))"
        )
        is_right, value = self._send("POST", "/execute/async", script=waiting, args=[])
        assert is_right, value
        return value

    def act(self, *sources: dict[str, Any]) -> None:
        self._send("POST", "/actions", actions=sources)

    def choose_files(self, selector: str, *paths: Path) -> None:
        (element,) = self._send("POST", "/element", using="css selector", value=selector).values()
        self._send("POST", f"/element/{element}/value", text="\n".join(str(path) for path in paths))

    def close(self) -> None:
        self._send("DELETE", "")


@contextlib.contextmanager
def running(*command: str, folder: Path, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A program for as long as the block lasts; what it says goes to a file in `folder`."""
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        program = subprocess.Popen(command, **{"stdout": log, "stderr": log, "text": True, **more})
        try:
            yield program
        finally:
            program.kill()
            program.wait()


@contextlib.contextmanager
def browsing_firefox(folder: Path) -> Iterator[FirefoxPage]:
    """A page of a Firefox of its own, whose profile lies in `folder`."""
    from websockets.sync.client import connect

    profile = folder / "firefox"
    profile.mkdir()
    words = (str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0")
    with running(*words, "about:blank", folder=folder, stderr=subprocess.PIPE) as firefox:
        assert firefox.stderr is not None
        told = next(line for line in firefox.stderr if line.startswith(FIREFOX_ANNOUNCEMENT))
        with connect(f"{told.removeprefix(FIREFOX_ANNOUNCEMENT).strip()}/session", max_size=None) as connection:
            page = FirefoxPage(connection)
            yield page
            page.send("browser.close")
        firefox.communicate(timeout=PATIENCE)


@contextlib.contextmanager
def browsing_webkit(folder: Path) -> Iterator[WebKitPage]:
    """A page of a WebKit of its own, on a screen that nobody sees."""
    with contextlib.ExitStack() as stack:
        display = stack.enter_context(hidden_screen(folder))
        surroundings = {**os.environ, "DISPLAY": display, "NO_AT_BRIDGE": "1"}
        port = find_free_port()
        stack.enter_context(running(str(WEBKIT_DRIVER), f"--port={port}", folder=folder, env=surroundings))
        page = begin_session(f"http://127.0.0.1:{port}")
        stack.callback(page.close)
        yield page


@contextlib.contextmanager
def hidden_screen(folder: Path) -> Iterator[str]:
    """The name of a screen that is only in memory."""
    told, tell = os.pipe()
    words = (str(HIDDEN_SCREEN), "-displayfd", str(tell), "-screen", "0", "1400x1000x24", "-nolisten", "tcp")
    with running(*words, folder=folder, pass_fds=[tell]):
        os.close(tell)
        with os.fdopen(told, encoding="ascii") as names:
            yield f":{names.readline().strip()}"


def find_free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def begin_session(address: str) -> WebKitPage:
    """The first page, once the driver answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(URLError):
            return WebKitPage(address)
        time.sleep(0.05)
    raise AssertionError("the driver doesn't answer")

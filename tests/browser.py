"""A headless Chromium, driven over its debugging protocol: what a page does when somebody uses it."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required", "--remote-debugging-port=0", "--hide-scrollbars", "--mute-audio",
)  # fmt: skip
# Long enough for a machine that is busy with something else; whoever waits goes on as soon as it is there.
PATIENCE = 120.0
NAMED_ROLES = frozenset("button link checkbox radio slider spinbutton textbox combobox progressbar img image".split())
# Where an element's first line is, once it has been scrolled to.
MIDDLE = """selector => {
  const one = document.querySelector(selector);
  one.scrollIntoView({block: 'center'});
  const box = one.getClientRects()[0];
  return [box.x + Math.min(box.width / 2, 60), box.y + box.height / 2];
}"""


class OpenPage(ABC):
    """What somebody does with an open page, in any browser; `complaints` is what the page complained of."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    @abstractmethod
    def open(self, address: str) -> None:
        """Goes to an address and waits until the page is there."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """The value of an expression in the page, waited for where it is a promise."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Presses a key as a person would."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Clicks into the middle of the first line of an element."""

    @abstractmethod
    def type_words(self, words: str) -> None:
        """Types where the focus is."""

    @abstractmethod
    def choose_files(self, selector: str, *paths: Path) -> None:
        """Chooses files as the browser's own dialog would."""

    def find_place(self, selector: str) -> list[float]:
        """Where the middle of the first line of an element is in the window, once it has been scrolled to."""
        place: list[float] = self.run(f"({MIDDLE})({json.dumps(selector)})")
        return place

    def wait(self, script: str) -> Any:
        """Waits until an expression is true, and gives its value."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(AssertionError):
                if value := self.run(script):
                    return value
            time.sleep(0.05)
        raise AssertionError(f"never came true: {script}")


class Page(OpenPage):
    """One open page of Chromium."""

    def __init__(self, socket: Any) -> None:
        super().__init__()
        self.socket, self.numbers = socket, count(1)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Calls a method of the protocol; what the page complains of meanwhile is noted."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(timeout=PATIENCE))
            if told.get("id") == number:
                assert "error" not in told, told["error"]
                return dict(told["result"])
            self._heed(told)

    def _heed(self, told: dict[str, Any]) -> None:
        about = told.get("params", {})
        if told.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(about["exceptionDetails"]))
        elif told.get("method") == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(about["args"]))
        elif told.get("method") == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{about['entry']['text']} {about['entry'].get('url', '')}")

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)
        self.wait(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(address[:20])})")

    def reload(self) -> None:
        """Opens the page anew."""
        self.run("window.before = true")
        self.send("Page.reload")
        self.wait("document.readyState === 'complete' && !window.before")

    def run(self, script: str) -> Any:
        found = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str) -> None:
        typed = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        more = {"text": typed} if typed else {}
        codes = {" ": 32, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9, "Enter": 13, "Escape": 27}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=codes.get(key, 0), **more)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=codes.get(key, 0))

    def click(self, selector: str) -> None:
        x, y = self.find_place(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press_button(self, selector: str, kind: str = "mousePressed") -> None:
        """Presses the button of the mouse on an element and keeps it down, or lets it go there ("mouseReleased")."""
        x, y = self.find_place(selector)
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type_words(self, words: str) -> None:
        self.send("Input.insertText", text=words)

    def choose_files(self, selector: str, *paths: Path) -> None:
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def looks(self, width: int, height: int, dark: bool = False, phone: bool = False) -> None:
        """Sets the size of the window and the colours that the person likes."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )  # fmt: skip
        likes = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", features=likes)

    def list_nameless(self) -> list[str]:
        """The controls and pictures that a screen reader has no name for, by their roles."""
        nodes = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            node["role"]["value"]
            for node in nodes
            if not node["ignored"] and node["role"]["value"] in NAMED_ROLES and not node.get("name", {}).get("value")
        ]

    @contextlib.contextmanager
    def open_another(self) -> Iterator[Page]:
        """Another page of the same browser, as in a second tab."""
        from websockets.sync.client import connect

        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        host, port = self.socket.remote_address[:2]
        with connect(f"ws://{host}:{port}/devtools/page/{target}", max_size=None) as socket:
            yield Page(socket)
        self.send("Target.closeTarget", targetId=target)

    def picture(self, path: Path) -> None:
        """Keeps what is seen as a PNG file."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))


@contextlib.contextmanager
def browsing(folder: Path) -> Iterator[Page]:
    """A page of a browser of its own, whose profile lies in `folder`."""
    from websockets.sync.client import connect

    profile = folder / "profile"
    with (folder / "browser.log").open("wb") as log:
        words = [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        browser = subprocess.Popen(words, stdout=log, stderr=log)
        try:
            with connect(_address(profile, browser), max_size=None) as socket:
                yield Page(socket)
                socket.send(json.dumps({"id": 0, "method": "Browser.close"}))
            browser.wait(PATIENCE)
        finally:
            browser.kill()
            browser.wait()


def _address(profile: Path, browser: subprocess.Popen[bytes]) -> str:
    """Where the first page of the browser is talked to, once it runs."""
    from urllib.request import urlopen

    note = profile / "DevToolsActivePort"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert browser.poll() is None, "the browser has gone"
        lines = note.read_text("utf-8").split() if note.exists() else []
        if len(lines) == 2:
            with urlopen(f"http://127.0.0.1:{lines[0]}/json/list") as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise AssertionError("the browser does not answer")

"""A short story with people and a note, and the studio that has it open."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from audiobook.studio.application import Studio, StudioOptions, build_studio
from audiobook.studio.shelf import identify

TOKEN = "a-token-that-is-long-enough"
HOST = "127.0.0.1:8018"
# Long enough for a machine that is busy with something else; whoever waits goes on as soon as it is true.
PATIENCE = 120.0
STORY = """The Lamp

by Ann Example

Chapter 1: Dusk

Tilly lit the lamp. Her brother Joss sat by the stove.

“Is it late?” asked Tilly.

“Late enough,” said Joss.

“You might have said so.”

“I did say so.”

The old man came in with the wood.

“Nobody listens to me,” he said.

A/N: Thank you for reading!

Chapter 2: Night

“Blow it out,” Joss said.

“In a moment,” Tilly whispered.

“Good night,” said Mr. Quillfeather.
"""


@dataclass(frozen=True)
class Desk:
    """The studio, somebody who asks it for things, and where its files are."""

    studio: Studio
    client: TestClient
    folder: Path
    story: str

    def get(self, path: str) -> Any:
        """What is at an address of the story."""
        answer = self.client.get(f"api/story/{self.story}/{path}".rstrip("/"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, status: int = 200) -> Any:
        """What the studio says to something that the page sends."""
        answer = self.client.post(
            f"api/story/{self.story}/{path}", json=body or {}, headers={"origin": f"http://{HOST}"}
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Waits until something is true, and gives it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.02)
        raise AssertionError("it never came true")

    @property
    def cast_file(self) -> Path:
        """The story's cast file."""
        return self.folder / self.studio.desk.find(self.story).snapshot.analysis.cast_path

    def line(self, place: str) -> Any:
        """A line of the text as the page draws it."""
        number = place.partition(":")[0]
        segments = [one for paragraph in self.get(f"chapter/{number}")["paragraphs"] for one in paragraph["segments"]]
        return next(one for one in segments if one["place"] == place and one["kind"] in ("speech", "thought"))


def make_client(studio: Studio) -> TestClient:
    return TestClient(studio.app, base_url=f"http://{HOST}/t/{TOKEN}/")


def write_story(folder: Path) -> Path:
    """The story in a folder `input` of a workspace."""
    path = folder / "input" / "lamp.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(STORY, "utf-8")
    return path


@contextlib.contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """The studio with the story open and its review ready; `folder` is the current one."""
    with start_desk(folder) as desk:
        story = desk.studio.desk.find(desk.story)
        desk.wait(lambda: story.status == "ready" and story.has_review and not story.is_busy)
        yield desk


@contextlib.contextmanager
def start_desk(folder: Path) -> Iterator[Desk]:
    """The studio that has begun to read the story; `folder` is the current one."""
    path = write_story(folder).relative_to(folder)
    studio = build_studio(StudioOptions(Path("output"), Path("input"), (path,), TOKEN, frozenset((HOST,))))
    try:
        identity = identify((path,))
        desk = Desk(studio, make_client(studio), folder, identity)
        desk.post("open")
        yield desk
    finally:
        studio.close()

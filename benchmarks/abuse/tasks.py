"""The commands that benchmarks/abuse/kills.py disturbs: what was done before, and what follows."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.crashing.points import MAKE, OUTPUT, SCENARIOS, STORY, TEXT, Scenario, edit, option

FOREIGN = Path("größe – 扉.txt")
FORMATS = ("m4b", "opus", "flac", "wav", "epub", "mp3,m4b,opus,flac,wav,epub")
STUDIO = ("studio", str(STORY), "--no-browser", "-o", str(OUTPUT))
PUBLISH = ("publish", "all", "-o", str(OUTPUT), "--to", "player", "-q")
TOLD = "the studio is at "
GROWN = "\nChapter 3: The Green One\n“Go out,” said Tilly. They went out.\n"


@dataclass(frozen=True, slots=True)
class Task:
    """A scenario whose command is disturbed; `drive` uses the command while it runs, where it waits for somebody."""

    scenario: Scenario
    drive: Callable[[subprocess.Popen[str]], None] | None = None

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return self.scenario.name

    @property
    def is_make(self) -> bool:
        """Whether an album is made, which follows what somebody changes in the meantime."""
        return self.scenario.command[0] == "make" and str(STORY) in self.scenario.command


def write_foreign() -> None:
    """Puts a story into the current folder whose name, title and people no English keyboard has."""
    FOREIGN.write_text(TEXT.replace("Two Doors", "Größe – 扉").replace("Tilly", "Žofie"), "utf-8")


def grow() -> None:
    """Gives the story a chapter more."""
    STORY.write_text(TEXT + GROWN, "utf-8")


def make_in_studio(process: subprocess.Popen[str]) -> None:
    """Has a studio make the first story, waits until it is done, and ends the studio; a studio that dies is left."""
    address = next((line.removeprefix(TOLD).strip() for line in process.stdout or () if line.startswith(TOLD)), "")
    try:
        shelf = ask(address, "api/shelf")
        story = next(entry["id"] for entry in shelf["stories"] if entry["file"] == str(STORY))
        ask(address, f"api/story/{story}/make", {"prune": True})
        while any(job["state"] in ("waiting", "working") for job in ask(address, "api/shelf")["jobs"]):
            time.sleep(0.05)
        process.terminate()
    except (OSError, URLError, ValueError, StopIteration):
        return


def ask(address: str, path: str, body: object = None) -> dict[str, list[dict[str, str]]]:
    """What the studio answers."""
    data = None if body is None else json.dumps(body).encode()
    origin = "/".join(address.split("/")[:3])
    request = Request(f"{address}{path}", data, {"Origin": origin, "Content-Type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        found: dict[str, list[dict[str, str]]] = json.load(answer)
        return found


FOREIGN_MAKE = ("make", str(FOREIGN), *MAKE[2:])
TASKS = (
    *(Task(one) for one in SCENARIOS),
    *(Task(Scenario(f"first make, {name if ',' not in name else 'all formats'}", option("--format", name), ()))
      for name in FORMATS),
    Task(Scenario("first make, foreign name", FOREIGN_MAKE, (), write_foreign)),
    Task(Scenario("two workers", (*MAKE[:6], "-j", "2", "-q"), ())),
    Task(Scenario("cast --line", ("cast", str(STORY), "--line", "1:2", "Joss", "--new"), then=(MAKE,))),
    Task(Scenario("cast --voice", ("cast", str(STORY), "--voice", "Tilly", "silence pace=1.1"), then=(MAKE,))),
    Task(Scenario("update", ("update", "-o", str(OUTPUT), "-q"), by_hand=grow)),
    Task(Scenario("voices install", ("voices", "install", "anna"), ())),
    Task(Scenario("publish", PUBLISH, by_hand=Path("player").mkdir)),
    Task(Scenario("studio makes", STUDIO, then=(MAKE,), by_hand=edit("They went home.", "They went to bed, at last.")),
         make_in_studio),
)  # fmt: skip

"""What the page consists of."""

from __future__ import annotations

from importlib.resources import files

# The scripts together, in bytes: the page is there at once on a phone in the next room, too.
MAX_SCRIPT_BYTES = 80_000


def test_the_scripts_stay_small() -> None:
    folder = files("audiobook.studio").joinpath("static")
    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".js")) <= MAX_SCRIPT_BYTES

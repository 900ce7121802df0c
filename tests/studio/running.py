"""`audiobook studio` as somebody runs it, in a folder with a short story and voices that say nothing."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tests.studio.lamp import write_story

# The silent voice is there on every machine. The comment is somebody's own, and has to stay.
CAST = """# my own notes
[narrator]
voice = "silence"

[cast]
Tilly = "silence"  # the elder
Joss = "silence"
"Mr. Quillfeather" = "silence"
"""
TOLD = "the studio is at "


class RunningStudio:
    """The studio of a folder, in a process of its own that can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._options: tuple[str, ...] = ()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it, and waits until it tells its address."""
        command = [sys.executable, "-m", "audiobook", "studio", "--no-browser", *self._options]
        self._process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(TOLD):
                self.address = line.removeprefix(TOLD).strip()
                self._options = ("--port", str(urlsplit(self.address).port))
                return
        raise AssertionError("it told no address")

    def kill(self) -> None:
        """Ends it as a power failure would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @property
    def cast_file(self) -> Path:
        """The cast file of the story."""
        return self.folder / "voices" / "lamp.toml"


@contextlib.contextmanager
def run_studio(folder: Path) -> Iterator[RunningStudio]:
    """The studio with a story on the shelf."""
    write_story(folder)
    studio = RunningStudio(folder)
    studio.cast_file.parent.mkdir()
    studio.cast_file.write_text(CAST, "utf-8")
    studio.start()
    try:
        yield studio
    finally:
        studio.kill()

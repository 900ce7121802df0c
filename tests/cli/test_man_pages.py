"""The man pages in docs/man are those of the commands as they are; `pytest --renew-golden` writes them anew."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from audiobook.cli.boundary import audiobook
from audiobook.cli.exit_codes import MEANINGS, ExitCode
from audiobook.cli.man_pages import build_man_pages

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "man"


def test_the_pages_are_up_to_date(request: pytest.FixtureRequest) -> None:
    pages = build_man_pages(audiobook, "audiobook")
    if request.config.getoption("--renew-golden"):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        for name, text in pages.items():
            (FOLDER / name).write_text(text, "utf-8", newline="\n")
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == pages


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_groff_has_nothing_to_complain_about() -> None:
    for path in (FOLDER / "audiobook.1", FOLDER / "audiobook-make.1"):
        told = subprocess.run(["groff", "-k", "-man", "-Tutf8", "-ww", "-z", path], capture_output=True, check=True)
        assert told.stderr == b""


def test_each_exit_code_has_its_meaning_in_one_table() -> None:
    """The table of docs/scripts.md and the man page say the same."""
    text = (DOCS / "scripts.md").read_text("utf-8")
    assert {
        int(code): meaning for code, meaning in re.findall(r"^\| (\d+) \| (.+) \|$", text, re.MULTILINE)
    } == MEANINGS
    assert set(MEANINGS) == set(ExitCode)

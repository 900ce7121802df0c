"""An output folder as somebody might wish it were served."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.publishing.heard import shelf

ALBUM = "Ann Example/Two Cups"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with an album, and with secrets inside and around it."""
    top = tmp_path_factory.mktemp("top")
    folder = top / "output"
    shelf(folder)
    album = folder / ALBUM
    for place in ("../secret.txt", "secret.txt", ".audiobook/clips/secret.txt", f"{ALBUM}/.hidden.txt",
                  f"{ALBUM}/.audiobook/secret.txt", "Somebody/Private/secret.txt", "Ann Example/secret.txt",
                  f"{ALBUM}/secret.docx", f"{ALBUM}/secret"):  # fmt: skip
        secret = folder / place
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("secret", "utf-8")
    if os.name != "nt":
        for name in ("back\\slash.txt", "co:lon.txt", "new\nline.txt", "all.txt*", "dot..txt ", "a|b.txt"):
            (album / name).write_text("secret", "utf-8")
        (album / "dots.").mkdir()
        (album / "dots." / "secret.txt").write_text("secret", "utf-8")
        (album / "out.txt").symlink_to(top / "secret.txt")
        (album / "out").symlink_to(top)
        (album / "work.txt").symlink_to(folder / ".audiobook" / "clips" / "secret.txt")
        (album / "ending.txt").symlink_to(album / "secret.docx")
        (album / "within.txt").symlink_to(album / ".hidden.txt")
        (folder / "Ann Example" / "Elsewhere").symlink_to(folder / "Somebody" / "Private")
        (folder / "Ann Example" / "Again").symlink_to(album)
        (folder / "Outside").symlink_to(top)
        os.mkfifo(album / "pipe.txt")
    (album / "folder.txt").mkdir()
    return folder

"""The secret token in an address, saved so that feeds on phones and pages that are open keep working."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import WORK_FOLDER, atomic_write

SERVER_TOKEN, STUDIO_TOKEN = "serve-token", "studio-token"
TOKEN_BYTES = 24
# The form of a token; a shorter one could be guessed.
VALID_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,200}")


def get_or_create_token(output: Path, renew: bool = False, name: str = SERVER_TOKEN) -> str:
    """The token of an output folder in the file `name`; a new one is made the first time, and with `renew`.

    It is saved in the work folder, readable only by its owner. Where that cannot be written, it is valid for this run.
    """
    path = output / WORK_FOLDER / name
    stored = "" if renew else _read_token(path)
    if VALID_TOKEN.fullmatch(stored):
        return stored
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with contextlib.suppress(OutputError), lock_file(path):
        stored = "" if renew else _read_token(path)
        if VALID_TOKEN.fullmatch(stored):
            return stored  # another run was faster; both must use the same token
        _write_token(path, token)
    return token


def _read_token(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _write_token(path: Path, token: str) -> None:
    with atomic_write(path) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{token}\n")

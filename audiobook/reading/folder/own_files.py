"""Files of this program's own that may lie in a story's folder: its pages, and the files of an album made there."""

from __future__ import annotations

import json
from pathlib import Path

# Every page that this program writes says so at its beginning.
GENERATOR_MARK = b'<meta name="generator" content="audiobook">'
MARK_SEARCH_BYTES = 1000
PAGE_ENDINGS = frozenset((".html", ".htm", ".xhtml"))


def is_own_page(path: Path) -> bool:
    """Whether a file is a page that this program has written: of an album, a cast, or an inspected story."""
    if path.suffix.lower() not in PAGE_ENDINGS:
        return False
    try:
        with path.open("rb") as file:
            return GENERATOR_MARK in file.read(MARK_SEARCH_BYTES)
    except OSError:
        return False


def list_album_files(manifest: Path) -> frozenset[str]:
    """The names of the files of the album that has this manifest; empty where there is none, or it can't be read."""
    try:
        companions = json.loads(manifest.read_text("utf-8"))["companions"]
        return frozenset(str(companion["file"]) for companion in companions)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()

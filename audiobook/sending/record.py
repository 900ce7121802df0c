"""The record of what was sent to a target: so that only what changed is sent again, and nothing else removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from audiobook.files.workspace import WORK_FOLDER, atomic_write
from audiobook.sending.albums import SentAlbum
from audiobook.sending.plan import SentFiles

RECORD_FOLDER = "sent"


def read_sent(album: SentAlbum, target: str) -> SentFiles:
    """The digests of the files of an album that were sent to a target before, by name; empty where none are known."""
    try:
        data = json.loads(_record_path(album, target).read_text("utf-8"))
        return {str(name): str(digest) for name, digest in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_sent(album: SentAlbum, target: str, files: Mapping[str, str]) -> None:
    """Records what was sent; raises OutputError where the record can't be written."""
    with atomic_write(_record_path(album, target)) as part:
        part.write_text(json.dumps({"target": target, "files": files}, ensure_ascii=False, indent=1), "utf-8")


def _record_path(album: SentAlbum, target: str) -> Path:
    """The record, in the work folder of the output folder that the album is in."""
    output = album.folder.absolute().parents[len(album.place) - 1]
    key = hashlib.blake2b("\n".join((target, *album.place)).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return output / WORK_FOLDER / RECORD_FOLDER / f"{key}.json"

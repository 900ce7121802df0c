"""Pictures that were chosen as covers: kept in the work folder, so that an album can be made with them again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from audiobook.errors import InputError, OutputError
from audiobook.files.workspace import WORK_FOLDER, atomic_write
from audiobook.model import Cover
from audiobook.publishing.covers.art import draw_cover
from audiobook.publishing.covers.pictures import fit_cover
from audiobook.reading.covers import CHOSEN_COVER_TYPES, MAX_CHOSEN_COVER_BYTES, detect_cover_type

COVERS_FOLDER = "covers"
COVER_NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png)", re.ASCII)
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}
MAX_TEXT = 1000


def save_cover(output: Path, data: bytes) -> str:
    """Keeps a picture; its name. Raises InputError if it is no picture that can be a cover, or too large."""
    if len(data) > MAX_CHOSEN_COVER_BYTES:
        raise InputError(f"the picture is larger than {MAX_CHOSEN_COVER_BYTES // 2**20} MB; make it smaller")
    mime = detect_cover_type(data)
    if mime not in CHOSEN_COVER_TYPES:
        raise InputError("that is not a JPEG or PNG picture; choose another")
    try:
        return _save(output, fit_cover(Cover(data, mime)))
    except OutputError as error:
        raise InputError(str(error.problem)) from error


def save_drawn_cover(output: Path, title: str, author: str) -> str:
    """Draws the cover that an album without a picture has, and keeps it; its name."""
    return _save(output, draw_cover(title[:MAX_TEXT], author[:MAX_TEXT]))


def find_cover(output: Path, name: str) -> Path:
    """The picture of that name; raises InputError if there is none."""
    path = output / WORK_FOLDER / COVERS_FOLDER / name
    if not COVER_NAME.fullmatch(name) or not path.is_file():
        raise InputError("the picture isn't there any more; choose it again")
    return path


def _save(output: Path, cover: Cover) -> str:
    name = f"{hashlib.blake2b(cover.data, digest_size=16).hexdigest()}{ENDINGS[cover.mime]}"
    path = output / WORK_FOLDER / COVERS_FOLDER / name
    if not path.is_file():
        with atomic_write(path) as part:
            part.write_bytes(cover.data)
    return name

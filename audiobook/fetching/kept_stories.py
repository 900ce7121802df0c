"""Stories from the web are kept as files that people can read, each with a `.toml` that says where it is from.

That file has the story's address (`source`), and in `fetched` the day and a checksum of what was fetched: a story that
somebody has edited since is never written over.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from audiobook.files.locks import lock_file
from audiobook.files.toml import parse_toml
from audiobook.files.workspace import atomic_write, safe_name
from audiobook.web.addresses import normalize_address

FETCHED_KEY, SOURCE_KEY = "fetched", "source"
STORY_ENDINGS = (".epub", ".html", ".pdf", ".docx", ".md", ".txt", ".zip")
NOTE = "# Fetched from the web by audiobook; `audiobook update` looks there for new chapters."
DIGEST_CHARACTERS = 16
MAX_NOTE_BYTES = 100_000
MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class KeptStory:
    """A story that was fetched: its file, its address, and the checksums of what was fetched into the file."""

    path: Path
    address: str
    checksums: tuple[str, ...]

    @property
    def is_edited(self) -> bool:
        """Whether somebody has changed the file since it was fetched."""
        return compute_checksum(self.path.read_bytes()) not in self.checksums


def compute_checksum(data: bytes) -> str:
    """The checksum of a story's bytes, as `fetched` has it."""
    return hashlib.sha256(data).hexdigest()[:DIGEST_CHARACTERS]


def find_kept_story(folder: Path, url: str) -> KeptStory | None:
    """The story of an address that is kept in a folder; None where it is not, or its file is gone."""
    wanted = _comparable(url)
    return next((kept for kept in list_kept_stories(folder) if _comparable(kept.address) == wanted), None)


def _comparable(url: str) -> str:
    return normalize_address(url) or url.strip().casefold()


def list_kept_stories(folder: Path) -> Iterator[KeptStory]:
    """The stories from the web that are kept in a folder."""
    for path in sorted(folder.glob("*.toml")):
        kept = _read_note(path)
        if kept:
            yield kept


def read_kept_story(path: Path) -> KeptStory | None:
    """What is known of a story's file; None where it was not fetched."""
    kept = _read_note(path.with_suffix(".toml"))
    return kept if kept and kept.path.name == path.name else None


def _read_note(path: Path) -> KeptStory | None:
    try:
        if path.stat().st_size > MAX_NOTE_BYTES:
            return None
        values = parse_toml(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return None
    address, fetched = values.get(SOURCE_KEY), values.get(FETCHED_KEY)
    if not (isinstance(address, str) and isinstance(fetched, str)):
        return None
    files = (path.with_suffix(ending) for ending in STORY_ENDINGS)
    story = next((file for file in files if file.is_file()), None)
    return KeptStory(story, address, tuple(fetched.split()[1:])) if story else None


def keep_story(folder: Path, address: str, name: str, ending: str, data: bytes) -> KeptStory:
    """Keeps a new story in a folder, under a name that no other file has; raises OutputError."""
    with lock_file(folder / "stories"):
        known = find_kept_story(folder, address)  # another run may have fetched it meanwhile
        if known:
            return known
        stem = safe_name(name[:MAX_NAME_CHARACTERS], "story")
        stems = chain((stem,), (f"{stem} ({number})" for number in count(2)))
        path = folder / f"{next(one for one in stems if _is_free(folder, one))}{ending}"
        checksum = compute_checksum(data)
        _write(path.with_suffix(".toml"), _format_note(address, checksum))
        _write(path, data)
        return KeptStory(path, address, (checksum,))


def _is_free(folder: Path, stem: str) -> bool:
    return not any((folder / f"{stem}{ending}").exists() for ending in (".toml", *STORY_ENDINGS))


def replace_story(kept: KeptStory, data: bytes) -> None:
    """Puts a newer version in the place of a story that is kept; raises OutputError.

    The note first has both checksums: whenever this is interrupted, the file counts as the one that was fetched.
    """
    import tomlkit

    note = kept.path.with_suffix(".toml")
    document = tomlkit.parse(note.read_text("utf-8-sig"))
    old, new = compute_checksum(kept.path.read_bytes()), compute_checksum(data)
    document[FETCHED_KEY] = f"{_today()} {new} {old}"
    _write(note, tomlkit.dumps(document).encode())
    _write(kept.path, data)


def _format_note(address: str, checksum: str) -> bytes:
    import tomlkit

    document = tomlkit.parse(f"{NOTE}\n")
    document[SOURCE_KEY] = address
    document[FETCHED_KEY] = f"{_today()} {checksum}"
    return tomlkit.dumps(document).encode()


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _write(path: Path, data: bytes) -> None:
    with atomic_write(path) as part:
        part.write_bytes(data)

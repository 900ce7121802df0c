"""The manifest of an album, `album.json`: what its folder holds, so that the next run knows what is done."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from audiobook.files.workspace import atomic_write
from audiobook.model import StoryIdentity
from audiobook.model.album_options import NO_OPTIONS, AlbumOptions

MANIFEST_NAME = "album.json"
MANIFEST_NOTE = "written by audiobook: lists the files in this folder; without it, chapters are made again"
# Increased when the meaning of what is written here changes.
MANIFEST_VERSION = 1
# The times of the clips, see format_clip_times.
CLIP_TIMES_PATTERN = re.compile(r"(?:\d{1,12}\+\d{1,12}(?: \d{1,12}\+\d{1,12})*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """A chapter file: what it was made from, and its state when it was finished.

    `sound` and `tags` are digests of all that its sound and its tags depend on. `size` is in bytes, `changed` the
    time of its last change in ns, `sha256` the digest of its bytes, "" while the name is claimed but the file not made
    yet. `replaces` is a file of the same chapter with a former name. `missing` are the lines that could not be spoken,
    `stood_in` those that only another voice could speak, `unspoken` the pieces of text that the voice has no sounds
    for. `times` has the times of the lines, see `clip_times`. `key` is what players know the chapter by, "" for its
    number: it stays when the number changes.
    """

    number: int
    title: str
    file: str
    sound: str = ""
    tags: str = ""
    take: int = 0
    seconds: float = 0.0
    size: int = 0
    changed: int = 0
    sha256: str = ""
    replaces: str = ""
    missing: tuple[str, ...] = ()
    stood_in: tuple[str, ...] = ()
    unspoken: tuple[str, ...] = ()
    times: str = ""
    key: str = ""

    @property
    def lasting_key(self) -> str:
        """What players know the chapter by: the number that it had first, or "3-2" if there was one of that number."""
        return self.key or str(self.number)

    @property
    def clip_times(self) -> tuple[tuple[float, float], ...]:
        """The start and the end of each of the chapter's lines in seconds."""
        pairs = (pair.partition("+") for pair in self.times.split())
        return tuple((int(start) / 1000, (int(start) + int(length)) / 1000) for start, _, length in pairs)


def format_clip_times(times: Iterable[tuple[float, float]]) -> str:
    """Starts and ends in seconds, as `ChapterFile.times` has them: "1000+520" is from 1 to 1.52 s.

    >>> ChapterFile(1, "", "", times=format_clip_times(((1.0, 1.52), (2.0, 3.5)))).clip_times
    ((1.0, 1.52), (2.0, 3.5))
    """
    return " ".join(f"{round(start * 1000)}+{round(end * 1000) - round(start * 1000)}" for start, end in times)


@dataclass(frozen=True, slots=True)
class SidecarEntry:
    """A sidecar file: its path in the album's folder, with slashes, and its state, as for a chapter file.

    For a large file `made_of` is the digest of what it was made from, which shows whether it would be different now.
    `coming` is the SHA-256 of the file that is about to replace it: an interrupted run has left either of the two.
    """

    file: str
    size: int
    changed: int
    sha256: str
    made_of: str = ""
    coming: str = ""


@dataclass(frozen=True, slots=True)
class SidecarFiles:
    """The sidecar files as they are now, and the names of those that somebody else has changed and that stay so."""

    entries: tuple[SidecarEntry, ...]
    changed_by_others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """An album as the last run has left it.

    `inputs` is the digest of the build's fingerprint, "" while the album is incomplete. `identity` is a URN that never
    changes, `created` the ISO time when the album was first made. `companions` are the sidecar files, `profile` is the
    name of the output profile, `story` identifies the story, None where the album does not know it. `told` is a
    digest of what the last run has left to the user to decide (see commands/open_questions.py). `options` are what the
    user has said for the album. `formats` are the names of its formats, () in albums of older versions.
    """

    title: str = ""
    author: str = ""
    narrator: str = ""
    inputs: str = ""
    chapters: tuple[ChapterFile, ...] = ()
    identity: str = ""
    created: str = ""
    companions: tuple[SidecarEntry, ...] = ()
    profile: str = ""
    story: StoryIdentity | None = None
    told: str = ""
    options: AlbumOptions = NO_OPTIONS
    formats: tuple[str, ...] = ()

    def find_chapter(self, name: str) -> ChapterFile | None:
        """The entry of a file, None where the file is not one of the album's."""
        return next((entry for entry in self.chapters if entry.file == name), None)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder; an empty one where there is none, or where it cannot be read."""
    try:
        data = json.loads((folder / MANIFEST_NAME).read_text("utf-8"))
        # JSON can hold half a surrogate pair, which cannot be written to any file.
        json.dumps(data, ensure_ascii=False).encode()
        if data["version"] != MANIFEST_VERSION:
            return Manifest()
        chapters = tuple(_parse_chapter_file(item) for item in data["chapters"])
        title, author, narrator, inputs = (str(data[name]) for name in ("title", "author", "narrator", "inputs"))
        identity, created, profile, told = (
            str(data.get(name, "")) for name in ("identity", "created", "profile", "told")
        )
        companions = tuple(_parse_sidecar_entry(item) for item in data.get("companions", ()))
        story = _parse_story(data.get("story"))
        options, formats = _parse_options(data.get("settings")), _to_strings(data.get("formats", ()))
        head = (title, author, narrator, inputs, chapters, identity, created, companions, profile, story)
        return Manifest(*head, told, options, formats)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Manifest()


def _parse_chapter_file(data: dict[str, Any]) -> ChapterFile:
    """An entry of the manifest; raises ValueError if it is not one of ours, such as a file in another folder."""
    fields_known = {name: value for name, value in data.items() if name in CHAPTER_CONVERTERS}
    entry = ChapterFile(**{name: CHAPTER_CONVERTERS[name](value) for name, value in fields_known.items()})
    for name in (entry.file, entry.replaces or entry.file):
        if Path(name).name != name or name.startswith(".") or "\x00" in name:
            raise ValueError(name)
    if not CLIP_TIMES_PATTERN.fullmatch(entry.times) or not 0 <= entry.seconds < math.inf:
        raise ValueError(entry.times)
    return entry


def _parse_sidecar_entry(data: dict[str, Any]) -> SidecarEntry:
    size, changed = int(data["size"]), int(data["changed"])
    made_of, coming = (str(data.get(name, "")) for name in ("made_of", "coming"))
    entry = SidecarEntry(str(data["file"]), size, changed, str(data["sha256"]), made_of, coming)
    parts = PurePosixPath(entry.file).parts
    is_unsafe = any(part.startswith((".", "/")) or ":" in part for part in parts)
    if not parts or is_unsafe or not {"\\", "\x00"}.isdisjoint(entry.file):
        raise ValueError(entry.file)
    return entry


def _parse_story(data: Any) -> StoryIdentity | None:
    """The story of an album; None where it cannot be read, which is no reason to make the album again."""
    if not (isinstance(data, dict) and isinstance(data.get("sentences"), list)):
        return None
    file, place, address = (str(data.get(name, "")) for name in ("file", "place", "address"))
    return StoryIdentity(file, place, address, _to_strings(data["sentences"]))


def _parse_options(data: Any) -> AlbumOptions:
    """The options of an album; those that this version does not know, and what is none, are left out."""
    if not isinstance(data, dict):
        return NO_OPTIONS
    values = data.get("options")
    known = {
        name: value
        for name, value in (values if isinstance(values, dict) else {}).items()
        if isinstance(value, str | int | float)
    }
    narrator, notes = (str(data.get(name, "")) for name in ("narrator", "notes"))
    return AlbumOptions(narrator=narrator, notes=notes).merge(known)


def _to_strings(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))


CONVERTERS_BY_TYPE = {"int": int, "str": str, "float": float, "tuple[str, ...]": _to_strings}
CHAPTER_CONVERTERS: dict[str, Any] = {field.name: CONVERTERS_BY_TYPE[str(field.type)] for field in fields(ChapterFile)}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest of a folder, unless the same is there already."""
    data = {"about": MANIFEST_NOTE, "version": MANIFEST_VERSION, **asdict(manifest)}
    del data["options"]
    if manifest.options.values:
        options = manifest.options
        data["settings"] = {"options": dict(options.values), "narrator": options.narrator, "notes": options.notes}
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    path = folder / MANIFEST_NAME
    if path.is_file() and path.read_bytes() == text.encode():
        return
    with atomic_write(path) as temp_path:
        temp_path.write_text(text, "utf-8", newline="\n")


def is_intact(folder: Path, entry: ChapterFile | SidecarEntry) -> bool:
    """Whether a file is unchanged: by size and time, or after it was copied by all its bytes."""
    path = folder / entry.file
    try:
        stat = path.stat()
        if not entry.sha256 or stat.st_size != entry.size:
            return False
        return stat.st_mtime_ns == entry.changed or hash_file(path) == entry.sha256
    except OSError:
        return False


def is_own_file(folder: Path, entry: SidecarEntry) -> bool:
    """Whether a sidecar file is as this program, or an interrupted run of it, has left it."""
    path = folder / entry.file
    try:
        return is_intact(folder, entry) or bool(entry.coming and hash_file(path) == entry.coming)
    except OSError:
        return False


def describe_sidecar(folder: Path, name: str, sha256: str = "", made_of: str = "") -> SidecarEntry:
    """The entry of a sidecar file as it is now; `sha256` is that of its bytes, "" to compute it."""
    path = folder / name
    stat = path.stat()
    return SidecarEntry(name, stat.st_size, stat.st_mtime_ns, sha256 or hash_file(path), made_of)


def build_claim(name: str, sha256: str, old_entry: SidecarEntry | None) -> SidecarEntry:
    """The entry of a sidecar file that is about to be written with these bytes."""
    return replace(old_entry or SidecarEntry(name, 0, 0, ""), coming=sha256)


def with_file_state(entry: ChapterFile, path: Path) -> ChapterFile:
    """The entry with the size, time and digest of its file as it is now."""
    stat = path.stat()
    return replace(entry, size=stat.st_size, changed=stat.st_mtime_ns, sha256=hash_file(path))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""What an album's folder holds, as the program left it: `album.json`, by which the next run knows what is done."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from audiobook.files.workspace import written_whole
from audiobook.model import StoryIdentity

NAME = "album.json"
ABOUT = "written by audiobook: what this folder holds; without it, chapters are made again"
# Raised when what is written here means something else than before.
VERSION = 1
# When each line is heard, see ChapterFile.
TIMES = re.compile(r"(?:\d{1,12}\+\d{1,12}(?: \d{1,12}\+\d{1,12})*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """A chapter's file, what it was made of, and how it was left.

    `sound` and `tags` are digests of all that its sound and its tags depend on. `size` is in bytes, `changed` the time
    of its last change in ns, `sha256` that of all its bytes: "" where the name is only claimed and the file not made
    yet. `replaces` is a file of the same chapter under a former name. `missing` are the lines that could not be
    spoken, `stood_in` those that only another voice could speak, `unspoken` the pieces of text that the voice has no
    sounds for. `times` tells when each line is heard, see `clip_times`.
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

    @property
    def clip_times(self) -> tuple[tuple[float, float], ...]:
        """When each of the chapter's lines begins and ends, in seconds."""
        pairs = (pair.partition("+") for pair in self.times.split())
        return tuple((int(start) / 1000, (int(start) + int(length)) / 1000) for start, _, length in pairs)


def times_told(times: Iterable[tuple[float, float]]) -> str:
    """Begins and ends, in seconds, as `ChapterFile.times` has them: "1000+520" is from 1 to 1.52 s.

    >>> ChapterFile(1, "", "", times=times_told(((1.0, 1.52), (2.0, 3.5)))).clip_times
    ((1.0, 1.52), (2.0, 3.5))
    """
    return " ".join(f"{round(start * 1000)}+{round(end * 1000) - round(start * 1000)}" for start, end in times)


@dataclass(frozen=True, slots=True)
class CompanionEntry:
    """A file beside the sound: its path in the album's folder, with slashes, and how it was left, as for a chapter.

    `made_of` is the digest of what a large one was made of, so that it need not be made to see whether it would differ.
    `coming` is the SHA-256 of what is about to take its place: a run that was ended in the midst has left either.
    """

    file: str
    size: int
    changed: int
    sha256: str
    made_of: str = ""
    coming: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside the sound as they lie there now, and the names of those that somebody else has changed: these
    are left as they are.
    """

    entries: tuple[CompanionEntry, ...]
    changed_by_others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """An album as it was left; `inputs` is the digest of all that it was made from, "" while it is in the making.

    `identity` is a URN that it keeps for good, `created` the ISO time of its first making; `companions` are the files
    beside its sound, `profile` names the rules by which its sound was made, `story` is what is known of the story that
    it was made from, None where it does not say.
    """

    title: str = ""
    author: str = ""
    narrator: str = ""
    inputs: str = ""
    chapters: tuple[ChapterFile, ...] = ()
    identity: str = ""
    created: str = ""
    companions: tuple[CompanionEntry, ...] = ()
    profile: str = ""
    story: StoryIdentity | None = None

    def of_file(self, name: str) -> ChapterFile | None:
        """The entry of a file, None where the file is not one of the album's."""
        return next((one for one in self.chapters if one.file == name), None)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder; an empty one where there is none, or one that cannot be read or is of another form."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        # Half a character, which JSON can spell, can be written nowhere.
        json.dumps(found, ensure_ascii=False).encode()
        if found["version"] != VERSION:
            return Manifest()
        chapters = tuple(_chapter_file(one) for one in found["chapters"])
        title, author, narrator, inputs = (str(found[name]) for name in ("title", "author", "narrator", "inputs"))
        identity, created, profile = (str(found.get(name, "")) for name in ("identity", "created", "profile"))
        companions = tuple(_companion(one) for one in found.get("companions", ()))
        story = _story(found.get("story"))
        return Manifest(title, author, narrator, inputs, chapters, identity, created, companions, profile, story)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Manifest()


def _chapter_file(found: dict[str, Any]) -> ChapterFile:
    """One entry; raises ValueError where it is none of ours, such as one that names a file elsewhere."""
    known = {name: value for name, value in found.items() if name in TYPES}
    entry = ChapterFile(**{name: TYPES[name](value) for name, value in known.items()})
    for name in (entry.file, entry.replaces or entry.file):
        if Path(name).name != name or name.startswith(".") or "\x00" in name:
            raise ValueError(name)
    if not TIMES.fullmatch(entry.times) or not 0 <= entry.seconds < math.inf:
        raise ValueError(entry.times)
    return entry


def _companion(found: dict[str, Any]) -> CompanionEntry:
    size, changed = int(found["size"]), int(found["changed"])
    made_of, coming = (str(found.get(name, "")) for name in ("made_of", "coming"))
    entry = CompanionEntry(str(found["file"]), size, changed, str(found["sha256"]), made_of, coming)
    parts = PurePosixPath(entry.file).parts
    odd = any(part.startswith((".", "/")) or ":" in part for part in parts)
    if not parts or odd or not {"\\", "\x00"}.isdisjoint(entry.file):
        raise ValueError(entry.file)
    return entry


def _story(found: Any) -> StoryIdentity | None:
    """The story of an album; None where it is not known, or cannot be read: that is no reason to make it again."""
    if not (isinstance(found, dict) and isinstance(found.get("sentences"), list)):
        return None
    file, place, address = (str(found.get(name, "")) for name in ("file", "place", "address"))
    return StoryIdentity(file, place, address, _texts(found["sentences"]))


def _texts(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, found))


READERS = {"int": int, "str": str, "float": float, "tuple[str, ...]": _texts}
TYPES: dict[str, Any] = {field.name: READERS[str(field.type)] for field in fields(ChapterFile)}


def written_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest of a folder whole; one that says the same already is not touched."""
    told = {"about": ABOUT, "version": VERSION, **asdict(manifest)}
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    path = folder / NAME
    if path.is_file() and path.read_bytes() == text.encode():
        return
    with written_whole(path) as part:
        part.write_text(text, "utf-8", newline="\n")


def is_whole(folder: Path, entry: ChapterFile | CompanionEntry) -> bool:
    """Whether a file is there as it was left: by size and time, or else by all its bytes (after it was copied)."""
    path = folder / entry.file
    try:
        found = path.stat()
        if not entry.sha256 or found.st_size != entry.size:
            return False
        return found.st_mtime_ns == entry.changed or sha256_of(path) == entry.sha256
    except OSError:
        return False


def is_ours(folder: Path, entry: CompanionEntry) -> bool:
    """Whether a file beside the sound is there as this program left it, or as a run that came to no end did."""
    path = folder / entry.file
    try:
        return is_whole(folder, entry) or bool(entry.coming and sha256_of(path) == entry.coming)
    except OSError:
        return False


def claimed(name: str, sha256: str, before: CompanionEntry | None) -> CompanionEntry:
    """The entry of a file beside the sound that is about to be written with these bytes."""
    return replace(before or CompanionEntry(name, 0, 0, ""), coming=sha256)


def measured(entry: ChapterFile, path: Path) -> ChapterFile:
    """The entry with the size, time and digest of its file as it is now."""
    found = path.stat()
    return replace(entry, size=found.st_size, changed=found.st_mtime_ns, sha256=sha256_of(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

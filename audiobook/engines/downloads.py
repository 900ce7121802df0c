"""The voices that can be fetched: what they are, how large, and where their files belong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from audiobook.engines.fetching import RemoteFile, UnreachableError, fetch
from audiobook.engines.voice_folders import machine_folder
from audiobook.errors import DownloadError, InputError
from audiobook.text.suggest import suggestion


@dataclass(frozen=True, slots=True)
class Download:
    """A voice, or a set of voices, that can be fetched, and the files it consists of."""

    name: str
    engine: str
    language: str
    gender: str
    description: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def bytes(self) -> int:
        """How large it is."""
        return sum(file.bytes for file in self.files)

    @property
    def missing(self) -> tuple[RemoteFile, ...]:
        """The files that are not on this machine, or are others there than those known."""
        return tuple(file for file in self.files if not file.is_here)

    @property
    def replaced(self) -> tuple[RemoteFile, ...]:
        """The files in whose places something else stands: they were damaged, or are of another version."""
        return tuple(file for file in self.missing if file.target.exists())


def downloads() -> tuple[Download, ...]:
    """The voices that can be fetched, hibari's own first, whether or not they are here."""
    return (*_of_hibari(), *_listed())


def download_named(name: str) -> Download:
    """The voice of that name; raises InputError, with the nearest name, where there is none."""
    known = {download.name: download for download in downloads()}
    if name not in known:
        raise InputError(f"there is no voice {name!r} to install{suggestion(name, known, shown=20)}")
    return known[name]


def read_again(download: Download) -> None:
    """Reads all files of a voice through, so that those count as missing that were damaged since they were fetched."""
    for file in download.files:
        file.is_right(read_again=True)


def _nothing() -> None:
    """Says nothing of waiting."""


def install(download: Download, watch: Callable[[int], None], tell_waiting: Callable[[], None] = _nothing) -> None:
    """Fetches what is missing of a voice; `watch` is called with how many bytes of the whole are here.

    `tell_waiting` is called where another run is fetching a file of it and is waited for. Raises DownloadError; where
    the server cannot be reached it says what to fetch by other means, and where to put it.
    """
    for file in download.missing:
        here = download.bytes - sum(missing.bytes for missing in download.missing)

        def told(count: int, before: int = here) -> None:
            watch(before + count)

        try:
            fetch(file, told, tell_waiting)
        except UnreachableError as error:
            raise DownloadError(f"{error}; {_by_hand(download)}") from error


def _by_hand(download: Download) -> str:
    places = " and ".join(f"{file.address} as {file.target}" for file in download.missing)
    return f"with another machine or a browser, fetch {places}"


def _of_hibari() -> Iterator[Download]:
    # hibari's own list tells addresses, sizes, checksums and places; its loader finds what is put there.
    try:
        from hibari.voices import BASE_URL, VOICES, cache_dir
    except ImportError:
        return
    for name, facts in VOICES.items():
        if facts.get("bundled"):
            continue
        target = Path(cache_dir()) / facts["file"]
        file = RemoteFile(f"{BASE_URL}{facts['file']}", int(facts["bytes"]), facts["sha256"], target)
        about = f"{facts['accent']} English, distilled from Kokoro's {facts['kokoro']}"
        yield Download(name, "hibari", facts["language"], facts["gender"], about, "Apache-2.0", (file,))


def _listed() -> Iterator[Download]:
    folder = machine_folder()
    for name, facts in tomllib.loads((files(__package__) / "downloads.toml").read_text("utf-8")).items():
        remote = tuple(
            RemoteFile(f"{facts['address']}{file['name']}", file["bytes"], file["sha256"], folder / file["name"])
            for file in facts["files"]
        )
        told = {key: facts[key] for key in ("engine", "language", "gender", "description", "licence")}
        yield Download(name, **told, files=remote)

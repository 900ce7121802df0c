"""Changes the tags and the name of a finished chapter file without touching its sound."""

from __future__ import annotations

import shutil
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.workspace import atomic_write, to_output_error
from audiobook.publishing.tags.files import TrackTags, read_album_names, tag_file
from audiobook.text.xml_text import to_single_line

# The chapters of a bound book have no tags; they are in the work folder, which is ours alone.
UNTAGGED_SUFFIXES = (".aac",)


def write_retagged_copy(source: Path, target: Path, tags: TrackTags) -> None:
    """Writes a copy of `source` with other tags to `target`, which may be the same path.

    Raises OutputError where it cannot be written.
    """
    with atomic_write(target) as part:
        shutil.copyfile(source, part)
        tag_file(part, tags, target.suffix)


def remove_file(path: Path) -> None:
    """Removes a file of ours, if it is still there; raises OutputError where it cannot be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise to_output_error(path, error) from error


def refuse_foreign_file(target: Path, tags: TrackTags) -> None:
    """Raises OutputError if `target` is a file that this program has not made.

    The manifest, which would know the file, can get lost; so a file of ours is recognized by the album in its tags.
    """
    if target.suffix in UNTAGGED_SUFFIXES or not target.exists() or not target.is_file():
        return
    if to_single_line(tags.album) not in read_album_names(target):
        raise OutputError(
            f"{target} is already there, and this program didn't make it; move it, or choose another folder"
        )

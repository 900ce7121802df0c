"""Judges whether the files of an album are those that were left there: against `album.json` and its digests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.album.manifest import Manifest, hash_file, read_manifest
from audiobook.checking.values import Finding, absent_finding, failed_finding, passed_finding

CHECK_NAME = "files"
MAKE_AGAIN = "make the album again, which makes only what is not as it was left"


@dataclass(frozen=True, slots=True)
class AlbumListing:
    """What an album's own list says: its manifest, its profile ("" where it has none), every file's SHA-256 by name.

    `known` tells whether there is such a list at all.
    """

    manifest: Manifest
    profile: str
    digests: tuple[tuple[str, str], ...]
    known: bool

    @property
    def names(self) -> frozenset[str]:
        """The names of all files in the list."""
        return frozenset(name for name, _ in self.digests)


def read_listing(folder: Path) -> AlbumListing:
    """The list in a folder; an empty one where there is none, or none that can be read."""
    manifest = read_manifest(folder)
    chapters = [(one.file, one.sha256) for one in manifest.chapters if one.sha256]
    companions = [(one.file, one.sha256) for one in manifest.companions]
    return AlbumListing(manifest, manifest.profile, (*chapters, *companions), bool(manifest.chapters))


def check_file(path: Path, listing: AlbumListing) -> Finding:
    """Whether a sound file is the one that the album's list has."""
    digest = dict(listing.digests).get(path.name)
    if digest is None:
        return absent_finding(CHECK_NAME)
    if hash_file(path) == digest:
        return passed_finding(CHECK_NAME)
    return failed_finding(CHECK_NAME, f"it is not the file that {MANIFEST} has: it was replaced or damaged",
                  f"{MAKE_AGAIN}; keep a file of your own elsewhere")  # fmt: skip


def check_listed_files(folder: Path, listing: AlbumListing, judged: frozenset[str]) -> tuple[Finding, ...]:
    """What is found of the files that the album's list has, those left out that are `judged` by themselves."""
    if not listing.known:
        unread = (folder / MANIFEST).is_file()
        return (
            failed_finding(CHECK_NAME, f"{MANIFEST} cannot be read", MAKE_AGAIN)
            if unread
            else absent_finding(CHECK_NAME),
        )
    found = (_finding(folder / name, name, digest) for name, digest in listing.digests if name not in judged)
    return tuple(one for one in found if one.failed) or (passed_finding(CHECK_NAME),)


def _finding(path: Path, name: str, digest: str) -> Finding:
    if not path.is_file():
        return failed_finding(CHECK_NAME, f"{name} is missing", MAKE_AGAIN)
    if hash_file(path) == digest:
        return passed_finding(CHECK_NAME)
    trouble = f"{name} is not the one that {MANIFEST} has: it was replaced or damaged"
    # What another hand has changed beside the sound is never written over.
    return failed_finding(CHECK_NAME, trouble, f"if that was not you, remove it and {MAKE_AGAIN}")

"""Judges whether the files of an album are those that were left there: against `album.json` and its digests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.album.manifest import Manifest, hash_file, read_manifest
from audiobook.checking.values import Finding, absent, failed, passed

NAME = "files"
MAKE_AGAIN = "make the album again, which makes only what is not as it was left"


@dataclass(frozen=True, slots=True)
class Listing:
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


def listing_of(folder: Path) -> Listing:
    """The list in a folder; an empty one where there is none, or none that can be read."""
    manifest = read_manifest(folder)
    chapters = [(one.file, one.sha256) for one in manifest.chapters if one.sha256]
    companions = [(one.file, one.sha256) for one in manifest.companions]
    return Listing(manifest, manifest.profile, (*chapters, *companions), bool(manifest.chapters))


def file_finding(path: Path, listing: Listing) -> Finding:
    """Whether a sound file is the one that the album's list has."""
    digest = dict(listing.digests).get(path.name)
    if digest is None:
        return absent(NAME)
    if hash_file(path) == digest:
        return passed(NAME)
    return failed(NAME, f"it is not the file that {MANIFEST} has: it was replaced or damaged",
                  f"{MAKE_AGAIN}; keep a file of your own elsewhere")  # fmt: skip


def files_findings(folder: Path, listing: Listing, judged: frozenset[str]) -> tuple[Finding, ...]:
    """What is found of the files that the album's list has, those left out that are `judged` by themselves."""
    if not listing.known:
        unread = (folder / MANIFEST).is_file()
        return (failed(NAME, f"{MANIFEST} cannot be read", MAKE_AGAIN) if unread else absent(NAME),)
    found = (_finding(folder / name, name, digest) for name, digest in listing.digests if name not in judged)
    return tuple(one for one in found if one.failed) or (passed(NAME),)


def _finding(path: Path, name: str, digest: str) -> Finding:
    if not path.is_file():
        return failed(NAME, f"{name} is missing", MAKE_AGAIN)
    if hash_file(path) == digest:
        return passed(NAME)
    trouble = f"{name} is not the one that {MANIFEST} has: it was replaced or damaged"
    # What another hand has changed beside the sound is never written over.
    return failed(NAME, trouble, f"if that was not you, remove it and {MAKE_AGAIN}")

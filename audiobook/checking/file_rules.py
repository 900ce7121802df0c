"""Judges whether the files of an album are those that were left there: against `album.json` and its digests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.checking.values import Finding, absent, failed, passed
from audiobook.manifest import NAME as MANIFEST
from audiobook.manifest import Manifest, read_manifest, sha256_of

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
    if sha256_of(path) == digest:
        return passed(NAME)
    return failed(NAME, f"it is not the file that {MANIFEST} has: it was replaced or damaged",
                  f"{MAKE_AGAIN}; keep a file of your own elsewhere")  # fmt: skip


def files_findings(folder: Path, listing: Listing, judged: frozenset[str]) -> tuple[Finding, ...]:
    """What is found of the files that the album's list has, those left out that are `judged` by themselves."""
    if not listing.known:
        unread = (folder / MANIFEST).is_file()
        return (failed(NAME, f"{MANIFEST} cannot be read", MAKE_AGAIN) if unread else absent(NAME),)
    troubles = [trouble for name, digest in listing.digests if name not in judged
                if (trouble := _trouble(folder / name, name, digest))]  # fmt: skip
    return tuple(failed(NAME, trouble, MAKE_AGAIN) for trouble in troubles) or (passed(NAME),)


def _trouble(path: Path, name: str, digest: str) -> str:
    if not path.is_file():
        return f"{name} is missing"
    return "" if sha256_of(path) == digest else f"{name} is not the one that {MANIFEST} has: it was replaced or damaged"

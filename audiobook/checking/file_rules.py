"""Checks that the files of an album are the ones that were written, by the digests in its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.album.manifest import Manifest, hash_file, read_manifest
from audiobook.checking.values import Finding, absent_finding, failed_finding, passed_finding

CHECK_NAME = "files"
MAKE_AGAIN = "make the album again, which replaces only missing or changed files"


@dataclass(frozen=True, slots=True)
class AlbumListing:
    """An album's manifest, its profile ("" for none), and the name and SHA-256 of every file in it.

    `known` says whether there is a manifest at all.
    """

    manifest: Manifest
    profile: str
    digests: tuple[tuple[str, str], ...]
    known: bool

    @property
    def names(self) -> frozenset[str]:
        """The names of all files in the manifest."""
        return frozenset(name for name, _ in self.digests)


def read_listing(folder: Path) -> AlbumListing:
    """The listing of a folder; an empty one where there is no manifest, or none that can be read."""
    manifest = read_manifest(folder)
    chapters = [(chapter.file, chapter.sha256) for chapter in manifest.chapters if chapter.sha256]
    companions = [(companion.file, companion.sha256) for companion in manifest.companions]
    return AlbumListing(manifest, manifest.profile, (*chapters, *companions), bool(manifest.chapters))


def check_file(path: Path, listing: AlbumListing) -> Finding:
    """Whether a sound file is the one in the album's manifest."""
    digest = dict(listing.digests).get(path.name)
    if digest is None:
        return absent_finding(CHECK_NAME)
    if hash_file(path) == digest:
        return passed_finding(CHECK_NAME)
    return failed_finding(CHECK_NAME, f"it is not the file that {MANIFEST} lists: it was replaced or damaged",
                  f"{MAKE_AGAIN}; move a file of your own to another folder first")  # fmt: skip


def check_listed_files(folder: Path, listing: AlbumListing, checked: frozenset[str]) -> tuple[Finding, ...]:
    """The findings on the files in the album's manifest, except those that are `checked` on their own."""
    if not listing.known:
        is_unreadable = (folder / MANIFEST).is_file()
        return (
            failed_finding(CHECK_NAME, f"{MANIFEST} cannot be read", MAKE_AGAIN)
            if is_unreadable
            else absent_finding(CHECK_NAME),
        )
    findings = (
        _check_listed_file(folder / name, name, digest) for name, digest in listing.digests if name not in checked
    )
    return tuple(finding for finding in findings if finding.failed) or (passed_finding(CHECK_NAME),)


def _check_listed_file(path: Path, name: str, digest: str) -> Finding:
    if not path.is_file():
        return failed_finding(CHECK_NAME, f"{name} is missing", MAKE_AGAIN)
    if hash_file(path) == digest:
        return passed_finding(CHECK_NAME)
    trouble = f"{name} is not the file that {MANIFEST} lists: it was replaced or damaged"
    # A companion file that somebody changed is never overwritten.
    return failed_finding(CHECK_NAME, trouble, f"if you didn't change it yourself, remove it and {MAKE_AGAIN}")

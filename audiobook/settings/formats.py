"""The set of an album's formats: what is typed, what the album has, and what both come to."""

from __future__ import annotations

from collections.abc import Iterable

from audiobook.errors import InputError
from audiobook.model.output_formats import OUTPUT_FORMATS, PROFILES
from audiobook.model.products import complete_formats
from audiobook.text.suggest import format_suggestion


def parse_formats(typed: str, source: str = "--format") -> tuple[str, ...]:
    """The formats in a list such as "mp3,m4b", () where nothing is typed; raises InputError where one is unknown.

    >>> parse_formats("mp3, M4B"), parse_formats("")
    (('mp3', 'm4b'), ())
    """
    names = tuple(name for name in (part.strip().lower() for part in typed.split(",")) if name)
    for name in names:
        if name not in OUTPUT_FORMATS:
            raise InputError(f"{source} {typed}: unknown format{format_suggestion(name, OUTPUT_FORMATS)}")
    return tuple(dict.fromkeys(names))


def merge_formats(kept: Iterable[str], typed: Iterable[str], prune: bool = False) -> tuple[str, ...]:
    """The formats that an album is to have: those it has and those that were typed, or only the latter with `prune`.

    () where there are none of either. An EPUB comes with a format that gives it its sound.

    >>> merge_formats(("mp3",), ("m4b",)), merge_formats(("mp3",), ("m4b",), prune=True)
    (('mp3', 'm4b'), ('m4b',))
    >>> merge_formats(("mp3", "m4b"), ()), merge_formats(("mp3",), (), prune=True)
    (('mp3', 'm4b'), ('mp3',))
    """
    typed = tuple(typed)
    return complete_formats(typed if prune and typed else (*kept, *typed))


def check_kept_formats(profile: str, kept: Iterable[str], formats: Iterable[str]) -> None:
    """Raises InputError where the album has formats that the profile doesn't make, and that nobody asked to remove."""
    offered = [row.name for row, _ in PROFILES[profile].bitrates]
    others = [name for name in formats if name in frozenset(kept) and name not in offered]
    if others:
        raise InputError(
            f"--profile {profile}: this album also has {', '.join(others)}, which that profile doesn't make; add "
            f"--format {offered[0]} --prune to remove those files, or keep them and make another album with -o FOLDER"
        )


def describe_format_change(kept: Iterable[str], formats: Iterable[str]) -> str:
    """What happens to the formats of an album, in one line; "" where nothing does.

    >>> describe_format_change(("mp3",), ("mp3", "m4b"))
    'formats: mp3 → mp3, m4b'
    >>> describe_format_change(("mp3", "m4b"), ("m4b",))
    'formats: mp3, m4b → m4b; the mp3 files are removed'
    >>> describe_format_change((), ("mp3",))
    ''
    """
    kept, formats = tuple(kept), tuple(formats)
    if not kept or set(kept) == set(formats):
        return ""
    dropped = [name for name in kept if name not in formats]
    fate = f"; the {' and '.join(dropped)} files are removed" if dropped else ""
    return f"formats: {', '.join(kept)} → {', '.join(formats)}{fate}"

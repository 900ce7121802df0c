"""Checks finished albums: finds them, measures their files in parallel, and collects the findings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.editions import find_companion_book
from audiobook.album.file_names import COVER_FILE, FEED_FILE
from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.checking.feed_rules import check_feed
from audiobook.checking.file_decoder import UndecodableError
from audiobook.checking.file_rules import AlbumListing, check_file, check_listed_files, read_listing
from audiobook.checking.limits import ProfileLimits, profile_limits
from audiobook.checking.measuring import measure_file
from audiobook.checking.mpeg import read_frames
from audiobook.checking.pace_rules import check_pace, usual_pace
from audiobook.checking.sound_rules import ENCODE_AGAIN, check_sound
from audiobook.checking.tag_rules import ExpectedTags, check_tags
from audiobook.checking.tags import read_tags
from audiobook.checking.timed_text import find_pauses, read_transcript_text
from audiobook.checking.values import (
    AlbumCheck,
    FileCheck,
    Finding,
    InspectedFile,
    absent_finding,
    failed_finding,
    passed_finding,
)
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model.output_formats import DEFAULT_PROFILE, PROFILES, sound_endings
from audiobook.publishing.covers.pictures import describe_small_cover

# Called for each file that was measured, with the number of all files.
FileCallback = Callable[[Path, int], None]
NO_SOUND = (failed_finding("files", "no sound file in this folder", "make the album again"),)
MAX_LISTED_TRACKS = 12
CHANNEL_NAMES = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """A folder and the sound files in it to check; `whole` means all of its files, as an album."""

    folder: Path
    files: tuple[Path, ...]
    whole: bool


def find_check_targets(paths: Sequence[Path]) -> tuple[CheckTarget, ...]:
    """The albums in these folders, and single files, grouped by folder.

    Raises InputError where a path does not exist, or has no sound.
    """
    single: dict[Path, list[Path]] = {}
    whole: dict[Path, CheckTarget] = {}
    for path in paths:
        if path.is_dir():
            targets = _find_albums(path)
            if not targets:
                raise InputError(
                    f"{path}: no album in this folder; give the output folder of `audiobook make`, or an album in it"
                )
            whole.update((real_path(target.folder), target) for target in targets)
        elif not path.is_file():
            problem = "a device or a pipe, not a file" if path.exists() else "no such file or folder"
            raise InputError(f"{path}: {problem}; give the output folder of `audiobook make`, or an album in it")
        elif path.suffix.lower() not in sound_endings():
            raise InputError(f"{path} is not a sound file ({', '.join(sound_endings())}) or an album's folder")
        else:
            single.setdefault(path.parent, []).append(path)
    alone = (
        CheckTarget(folder, _sort_by_name(files), False)
        for folder, files in single.items()
        if real_path(folder) not in whole
    )
    return (*whole.values(), *alone)


def _find_albums(folder: Path) -> tuple[CheckTarget, ...]:
    """The albums in a folder, at any depth; where there is none, the folders with sound files.

    Other sound files in an output folder, such as a preview, are not albums.
    """
    targets = tuple(_find_sound_folders(folder))
    return tuple(target for target in targets if (target.folder / MANIFEST).is_file()) or targets


def _find_sound_folders(folder: Path) -> Iterator[CheckTarget]:
    """The folders with sound files or an album's manifest; hidden ones, such as the work folder, are skipped."""
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        current = Path(directory)
        sound_paths = (
            current / name for name in names if name.lower().endswith(sound_endings()) and not name.startswith(".")
        )
        files = [path for path in sound_paths if path.is_file()]
        if files or MANIFEST in names:
            yield CheckTarget(current, _sort_by_name(files), True)


def _sort_by_name(files: Sequence[Path]) -> tuple[Path, ...]:
    from natsort import natsorted

    return tuple(natsorted(set(files), key=lambda path: path.name))


def check_albums(paths: Sequence[Path], profile: str, threads: int, on_file: FileCallback) -> tuple[AlbumCheck, ...]:
    """The findings on the albums in these folders, and on single files.

    `profile` is the name of the profile to check against, "" for the one that each album was made with. `threads` files
    are measured at once. Raises InputError where a path has no sound.
    """
    targets = find_check_targets(paths)
    subjects = _inspect_files([file for target in targets for file in target.files], threads, on_file)
    return tuple(_check_album(target, [subjects[file] for file in target.files], profile) for target in targets)


def _inspect_files(files: Sequence[Path], threads: int, on_file: FileCallback) -> dict[Path, InspectedFile]:
    """Inspects the files in threads, which run in parallel because most of the work is in ffmpeg and numpy."""
    pool = ThreadPoolExecutor(threads)
    try:
        pending: dict[Future[InspectedFile], Path] = {pool.submit(inspect_file, file): file for file in files}
        subjects: dict[Path, InspectedFile] = {}
        while pending:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                file = pending.pop(future)
                subjects[file] = future.result()
                on_file(file, len(files))
        return subjects
    finally:
        pool.shutdown(cancel_futures=True)


def inspect_file(path: Path) -> InspectedFile:
    """Measures a sound file and reads its tags, MP3 frames and transcript."""
    is_mp3 = path.suffix.lower() == ".mp3"
    tags, frames = read_tags(path), read_frames(path) if is_mp3 else None
    text = (tags.text if tags else "") or read_transcript_text(path)
    try:
        return InspectedFile(path, measure_file(path), tags, frames, text=text, pauses=find_pauses(path))
    except UndecodableError as error:
        return InspectedFile(path, None, tags, frames, trouble=str(error))


def _check_album(target: CheckTarget, subjects: Sequence[InspectedFile], requested_profile: str) -> AlbumCheck:
    listing = read_listing(target.folder)
    profile = requested_profile or (listing.profile if listing.profile in PROFILES else DEFAULT_PROFILE)
    limits = profile_limits(PROFILES[profile])
    usual = usual_pace(subjects)
    files = tuple(_check_file(subject, subjects, listing, limits, usual) for subject in subjects)
    title = (
        listing.manifest.title
        or _most_common(subject.tags.album for subject in subjects if subject.tags)
        or target.folder.name
    )
    findings = _check_whole_album(target, subjects, listing, limits) if target.whole else ()
    return AlbumCheck(target.folder, title, profile, files, findings)


def _check_file(
    subject: InspectedFile,
    subjects: Sequence[InspectedFile],
    listing: AlbumListing,
    limits: ProfileLimits,
    usual: float | None,
) -> FileCheck:
    findings = (
        *check_sound(subject, limits),
        check_pace(subject, usual),
        *check_tags(subject, _expected_tags(subject, subjects, listing)),
        check_file(subject.path, listing),
    )
    return FileCheck(subject, findings)


def _is_companion_book(subject: InspectedFile, listing: AlbumListing) -> bool:
    """Whether a file is the whole book in one file, next to the album's chapter files."""
    book = find_companion_book(listing.manifest.companions)
    return book is not None and book.file == subject.path.name


def _expected_tags(subject: InspectedFile, subjects: Sequence[InspectedFile], listing: AlbumListing) -> ExpectedTags:
    """The values that a file's tags should have: those of the album's manifest, else those of most of its files."""
    manifest, cover = listing.manifest, subject.path.parent / COVER_FILE
    entry = manifest.find_chapter(subject.path.name)
    is_book = _is_companion_book(subject, listing)
    count = 1 if is_book else len([chapter for chapter in manifest.chapters if chapter.sha256])
    album = manifest.title or _most_common(other.tags.album for other in subjects if other.tags)
    return ExpectedTags(entry.title if entry else "", album, manifest.author, count, cover if cover.is_file() else None)


def _most_common(texts: Iterator[str]) -> str:
    counts = Counter(text for text in texts if text)
    return counts.most_common(1)[0][0] if counts else ""


def _check_whole_album(
    target: CheckTarget, subjects: Sequence[InspectedFile], listing: AlbumListing, limits: ProfileLimits
) -> tuple[Finding, ...]:
    checked_names = frozenset(subject.path.name for subject in subjects)
    # The whole book in one file next to the chapters is no track of the album, and not in its feed.
    subjects = [subject for subject in subjects if not _is_companion_book(subject, listing)]
    own_subjects = [subject for subject in subjects if not listing.known or subject.path.name in listing.names]
    return (
        *check_feed(target.folder, own_subjects, FEED_FILE in listing.names),
        *(check_listed_files(target.folder, listing, checked_names) if subjects else NO_SOUND),
        _check_sound_format(subjects),
        _check_track_order(subjects),
        _check_spoken_credits(subjects) if limits.credits else absent_finding("credits"),
        _check_cover(target.folder / COVER_FILE, limits.cover_side) if limits.cover_side else absent_finding("cover"),
    )


def _check_sound_format(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether all files have the same channels and sample rate."""
    formats = Counter((subject.sound.channels, subject.sound.rate) for subject in subjects if subject.sound)
    if len(formats) <= 1:
        return passed_finding("consistent format") if formats else absent_finding("consistent format")
    usual = formats.most_common(1)[0][0]
    outlier, sound_format = next(
        (subject.path.name, (subject.sound.channels, subject.sound.rate))
        for subject in subjects
        if subject.sound and (subject.sound.channels, subject.sound.rate) != usual
    )
    trouble = f"{outlier} is {_format_sound_format(*sound_format)}, others are {_format_sound_format(*usual)}"
    return failed_finding("consistent format", trouble, ENCODE_AGAIN)


def _format_sound_format(channels: int, rate: int) -> str:
    return f"{CHANNEL_NAMES.get(channels, f'{channels} channels')} at {rate} Hz"


def _check_track_order(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether the track numbers are unique and in the order of the file names."""
    tracks = [subject.tags.track for subject in subjects if subject.tags and subject.tags.track]
    if not tracks:
        return absent_finding("track order")
    if len(set(tracks)) == len(tracks) and tracks == sorted(tracks):
        return passed_finding("track order")
    numbers = ", ".join(map(str, tracks[:MAX_LISTED_TRACKS])) + ("…" if len(tracks) > MAX_LISTED_TRACKS else "")
    trouble = f"sorted by name, the files have the track numbers {numbers}"
    return failed_finding("track order", trouble, "remove files of other albums, or make the album again")


def _check_cover(path: Path, side: int) -> Finding:
    """Whether the album's cover is a square that is large enough."""
    if not path.is_file():
        return failed_finding("cover", f"there is no {COVER_FILE}", "make the album again")
    trouble, _, remedy = describe_small_cover(path.read_bytes(), side).partition("; ")
    if trouble:
        return failed_finding(
            "cover", trouble, f"make the album again, and {remedy}; without it, one is drawn that fits"
        )
    return passed_finding("cover")


def _check_spoken_credits(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether the first and the last file are the spoken credits."""
    names = [subject.path.stem.lower() for subject in subjects] or [""]
    ends = (("opening credits", names[0], "first"), ("closing credits", names[-1], "last"))
    missing = [f"the {position} file is not the {credit}" for credit, name, position in ends if credit not in name]
    if not missing:
        return passed_finding("credits")
    return failed_finding("credits", " and ".join(missing), "make the album again with --profile acx, which adds them")

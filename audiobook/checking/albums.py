"""Checks finished albums: finds them, measures their files several at once, and judges what was found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.file_names import COVER_FILE, FEED_FILE
from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.checking.feed_rules import check_feed
from audiobook.checking.file_decoder import UndecodableError
from audiobook.checking.file_rules import AlbumListing, check_file, check_listed_files, read_listing
from audiobook.checking.limits import ProfileLimits, profile_limits
from audiobook.checking.measuring import measure_file
from audiobook.checking.mpeg import read_frames
from audiobook.checking.pace_rules import check_pace, usual_pace
from audiobook.checking.sound_rules import REENCODE, check_sound
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

# Told of each file that was measured, with how many there are.
FileCallback = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """A folder and the sound files in it that are to be checked; `whole` where that is all of the folder."""

    folder: Path
    files: tuple[Path, ...]
    whole: bool


def find_check_targets(paths: Sequence[Path]) -> tuple[CheckTarget, ...]:
    """The albums below these folders, and these files by their folders.

    Raises InputError where one is neither, or holds no sound.
    """
    single: dict[Path, list[Path]] = {}
    whole: dict[Path, CheckTarget] = {}
    for path in paths:
        if path.is_dir():
            targets = _find_albums(path)
            if not targets:
                raise InputError(f"{path}: no album in this folder; name one that `audiobook make` has filled")
            whole.update((real_path(target.folder), target) for target in targets)
        elif not path.is_file():
            raise InputError(f"{path}: there is no such file or folder")
        elif path.suffix.lower() not in sound_endings():
            raise InputError(f"{path} is no sound file; name one of {', '.join(sound_endings())}, or an album's folder")
        else:
            single.setdefault(path.parent, []).append(path)
    alone = (
        CheckTarget(folder, _sort_by_name(files), False)
        for folder, files in single.items()
        if real_path(folder) not in whole
    )
    return (*whole.values(), *alone)


def _find_albums(folder: Path) -> tuple[CheckTarget, ...]:
    """The albums in and below a folder; where there is none, the folders that hold sound.

    What else lies in an output folder, such as a single line to listen to, is no album.
    """
    targets = tuple(_find_sound_folders(folder))
    return tuple(target for target in targets if (target.folder / MANIFEST).is_file()) or targets


def _find_sound_folders(folder: Path) -> Iterator[CheckTarget]:
    """The folders that hold sound or an album's list; hidden ones, such as the work folder, are passed over."""
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(directory)
        seen = (here / name for name in names if name.lower().endswith(sound_endings()) and not name.startswith("."))
        files = [path for path in seen if path.is_file()]
        if files or MANIFEST in names:
            yield CheckTarget(here, _sort_by_name(files), True)


def _sort_by_name(files: Sequence[Path]) -> tuple[Path, ...]:
    from natsort import natsorted

    return tuple(natsorted(set(files), key=lambda path: path.name))


def check_albums(paths: Sequence[Path], profile: str, threads: int, on_file: FileCallback) -> tuple[AlbumCheck, ...]:
    """The findings on all albums below these folders, and on these files; "" asks for the profile each album has.

    So many `threads` measure at once. Raises InputError where a path holds no sound.
    """
    targets = find_check_targets(paths)
    subjects = _inspect_files([file for target in targets for file in target.files], threads, on_file)
    return tuple(_check_album(target, [subjects[file] for file in target.files], profile) for target in targets)


def _inspect_files(files: Sequence[Path], threads: int, on_file: FileCallback) -> dict[Path, InspectedFile]:
    """What is in each file; the threads wait for ffmpeg and for numpy, so that they run side by side."""
    pool = ThreadPoolExecutor(threads)
    try:
        waiting: dict[Future[InspectedFile], Path] = {pool.submit(inspect_file, file): file for file in files}
        subjects: dict[Path, InspectedFile] = {}
        while waiting:
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                file = waiting.pop(done)
                subjects[file] = done.result()
                on_file(file, len(files))
        return subjects
    finally:
        pool.shutdown(cancel_futures=True)


def inspect_file(path: Path) -> InspectedFile:
    """What is found in a sound file."""
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


def _expected_tags(subject: InspectedFile, subjects: Sequence[InspectedFile], listing: AlbumListing) -> ExpectedTags:
    """What a file's tags should say: what the album's list does, else what most of its files do."""
    manifest, cover = listing.manifest, subject.path.parent / COVER_FILE
    entry = manifest.find_chapter(subject.path.name)
    count = len([one for one in manifest.chapters if one.sha256])
    album = manifest.title or _most_common(one.tags.album for one in subjects if one.tags)
    return ExpectedTags(entry.title if entry else "", album, manifest.author, count, cover if cover.is_file() else None)


def _most_common(words: Iterator[str]) -> str:
    counts = Counter(word for word in words if word)
    return counts.most_common(1)[0][0] if counts else ""


def _check_whole_album(
    target: CheckTarget, subjects: Sequence[InspectedFile], listing: AlbumListing, limits: ProfileLimits
) -> tuple[Finding, ...]:
    ours = [subject for subject in subjects if not listing.known or subject.path.name in listing.names]
    return (
        *check_feed(target.folder, ours, FEED_FILE in listing.names),
        *(
            check_listed_files(target.folder, listing, frozenset(subject.path.name for subject in subjects))
            if subjects
            else NO_SOUND
        ),
        _check_sound_format(subjects),
        _check_track_order(subjects),
        _check_spoken_credits(subjects) if limits.credits else absent_finding("credits"),
    )


NO_SOUND = (failed_finding("files", "there is no sound file in this folder", "make the album again"),)


def _check_sound_format(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether all files are mono or all stereo, and of one sample rate."""
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
    return failed_finding("consistent format", trouble, REENCODE)


def _format_sound_format(channels: int, rate: int) -> str:
    return f"{ {1: 'mono', 2: 'stereo'}.get(channels, f'of {channels} channels') } at {rate} Hz"


def _check_track_order(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether each number comes once, and in the order of the names."""
    tracks = [subject.tags.track for subject in subjects if subject.tags and subject.tags.track]
    if not tracks:
        return absent_finding("track order")
    if len(set(tracks)) == len(tracks) and tracks == sorted(tracks):
        return passed_finding("track order")
    trouble = f"by name the files have the numbers {', '.join(map(str, tracks[:12]))}{'…' if len(tracks) > 12 else ''}"
    return failed_finding("track order", trouble, "remove files that are not of this album, or make it again")


def _check_spoken_credits(subjects: Sequence[InspectedFile]) -> Finding:
    """Whether the spoken credits are there, first and last."""
    names = [subject.path.stem.lower() for subject in subjects] or [""]
    ends = (("opening credits", names[0], "first"), ("closing credits", names[-1], "last"))
    missing = [f"the {position} file is not the {credit}" for credit, name, position in ends if credit not in name]
    if not missing:
        return passed_finding("credits")
    return failed_finding(
        "credits", " and ".join(missing), "make the album again with --profile acx, which speaks them"
    )

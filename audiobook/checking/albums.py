"""Checks finished albums: finds them, measures their files several at once, and judges what was found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.checking.decoding import SOUND_ENDINGS, UndecodableError
from audiobook.checking.feed_rules import FEED, feed_findings
from audiobook.checking.file_rules import Listing, file_finding, files_findings, listing_of
from audiobook.checking.limits import Limits, limits_of
from audiobook.checking.measuring import measured
from audiobook.checking.mpeg import frames_of
from audiobook.checking.pace_rules import pace_finding, usual_pace
from audiobook.checking.sound_rules import ENCODE_AGAIN, sound_findings
from audiobook.checking.tag_rules import Expected, tag_findings
from audiobook.checking.tags import tags_of
from audiobook.checking.timed_text import pauses_of, text_of
from audiobook.checking.values import AlbumCheck, FileCheck, Finding, Subject, absent, failed, passed
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model.output_formats import DEFAULT_PROFILE, PROFILES

# Told of each file that was measured, with how many there are.
Watch = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and the sound files in it that are to be checked; `whole` where that is all of the folder."""

    folder: Path
    files: tuple[Path, ...]
    whole: bool


def places_in(paths: Sequence[Path]) -> tuple[Place, ...]:
    """The albums below these folders, and these files by their folders.

    Raises InputError where one is neither, or holds no sound.
    """
    single: dict[Path, list[Path]] = {}
    whole: dict[Path, Place] = {}
    for path in paths:
        if path.is_dir():
            found = _albums_below(path)
            if not found:
                raise InputError(f"{path}: no album in this folder; name one that `audiobook make` has filled")
            whole.update((real_path(place.folder), place) for place in found)
        elif not path.is_file():
            raise InputError(f"{path}: there is no such file or folder")
        elif path.suffix.lower() not in SOUND_ENDINGS:
            raise InputError(f"{path} is no sound file; name one of {', '.join(SOUND_ENDINGS)}, or an album's folder")
        else:
            single.setdefault(path.parent, []).append(path)
    alone = (Place(folder, _sorted(files), False) for folder, files in single.items() if real_path(folder) not in whole)
    return (*whole.values(), *alone)


def _albums_below(folder: Path) -> tuple[Place, ...]:
    """The albums in and below a folder; where there is none, the folders that hold sound.

    What else lies in an output folder, such as a single line to listen to, is no album.
    """
    places = tuple(_folders_with_sound(folder))
    return tuple(place for place in places if (place.folder / MANIFEST).is_file()) or places


def _folders_with_sound(folder: Path) -> Iterator[Place]:
    """The folders that hold sound or an album's list; hidden ones, such as the work folder, are passed over."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place)
        seen = (here / name for name in names if name.lower().endswith(SOUND_ENDINGS) and not name.startswith("."))
        files = [path for path in seen if path.is_file()]
        if files or MANIFEST in names:
            yield Place(here, _sorted(files), True)


def _sorted(files: Sequence[Path]) -> tuple[Path, ...]:
    from natsort import natsorted

    return tuple(natsorted(set(files), key=lambda path: path.name))


def checked(paths: Sequence[Path], profile: str, threads: int, watch: Watch) -> tuple[AlbumCheck, ...]:
    """The findings on all albums below these folders, and on these files; "" asks for the profile each album has.

    So many `threads` measure at once. Raises InputError where a path holds no sound.
    """
    places = places_in(paths)
    subjects = _measured([file for place in places for file in place.files], threads, watch)
    return tuple(_judged(place, [subjects[file] for file in place.files], profile) for place in places)


def _measured(files: Sequence[Path], threads: int, watch: Watch) -> dict[Path, Subject]:
    """What is in each file; the threads wait for ffmpeg and for numpy, so that they run side by side."""
    crew = ThreadPoolExecutor(threads)
    try:
        waiting: dict[Future[Subject], Path] = {crew.submit(subject_of, file): file for file in files}
        found: dict[Path, Subject] = {}
        while waiting:
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                file = waiting.pop(done)
                found[file] = done.result()
                watch(file, len(files))
        return found
    finally:
        crew.shutdown(cancel_futures=True)


def subject_of(path: Path) -> Subject:
    """What is found in a sound file."""
    is_mp3 = path.suffix.lower() == ".mp3"
    tags, frames = tags_of(path), frames_of(path) if is_mp3 else None
    text = (tags.text if tags else "") or text_of(path)
    try:
        return Subject(path, measured(path), tags, frames, text=text, pauses=pauses_of(path))
    except UndecodableError as error:
        return Subject(path, None, tags, frames, trouble=str(error))


def _judged(place: Place, subjects: Sequence[Subject], wanted: str) -> AlbumCheck:
    listing = listing_of(place.folder)
    profile = wanted or (listing.profile if listing.profile in PROFILES else DEFAULT_PROFILE)
    limits = limits_of(PROFILES[profile])
    usual = usual_pace(subjects)
    files = tuple(_file_check(one, subjects, listing, limits, usual) for one in subjects)
    title = listing.manifest.title or _common(one.tags.album for one in subjects if one.tags) or place.folder.name
    findings = _album_findings(place, subjects, listing, limits) if place.whole else ()
    return AlbumCheck(place.folder, title, profile, files, findings)


def _file_check(
    subject: Subject, subjects: Sequence[Subject], listing: Listing, limits: Limits, usual: float | None
) -> FileCheck:
    findings = (
        *sound_findings(subject, limits),
        pace_finding(subject, usual),
        *tag_findings(subject, _expected(subject, subjects, listing)),
        file_finding(subject.path, listing),
    )
    return FileCheck(subject, findings)


def _expected(subject: Subject, subjects: Sequence[Subject], listing: Listing) -> Expected:
    """What a file's tags should say: what the album's list does, else what most of its files do."""
    manifest, cover = listing.manifest, subject.path.parent / "cover.jpg"
    entry = manifest.find_chapter(subject.path.name)
    count = len([one for one in manifest.chapters if one.sha256])
    album = manifest.title or _common(one.tags.album for one in subjects if one.tags)
    return Expected(entry.title if entry else "", album, manifest.author, count, cover if cover.is_file() else None)


def _common(words: Iterator[str]) -> str:
    counts = Counter(word for word in words if word)
    return counts.most_common(1)[0][0] if counts else ""


def _album_findings(place: Place, subjects: Sequence[Subject], listing: Listing, limits: Limits) -> tuple[Finding, ...]:
    ours = [one for one in subjects if not listing.known or one.path.name in listing.names]
    return (
        *feed_findings(place.folder, ours, FEED in listing.names),
        *(
            files_findings(place.folder, listing, frozenset(one.path.name for one in subjects))
            if subjects
            else NO_SOUND
        ),
        _alike(subjects),
        _numbers(subjects),
        _credits(subjects) if limits.credits else absent("credits"),
    )


NO_SOUND = (failed("files", "there is no sound file in this folder", "make the album again"),)


def _alike(subjects: Sequence[Subject]) -> Finding:
    """Whether all files are mono or all stereo, and of one sample rate."""
    forms = Counter((one.sound.channels, one.sound.rate) for one in subjects if one.sound)
    if len(forms) <= 1:
        return passed("one form") if forms else absent("one form")
    usual = forms.most_common(1)[0][0]
    odd = next(one for one in subjects if one.sound and (one.sound.channels, one.sound.rate) != usual)
    told = f"{odd.path.name} is {_form(odd.sound.channels, odd.sound.rate)}, others are {_form(*usual)}"  # type: ignore[union-attr]
    return failed("one form", told, ENCODE_AGAIN)


def _form(channels: int, rate: int) -> str:
    return f"{ {1: 'mono', 2: 'stereo'}.get(channels, f'of {channels} channels') } at {rate} Hz"


def _numbers(subjects: Sequence[Subject]) -> Finding:
    """Whether each number comes once, and in the order of the names."""
    tracks = [one.tags.track for one in subjects if one.tags and one.tags.track]
    if not tracks:
        return absent("order")
    if len(set(tracks)) == len(tracks) and tracks == sorted(tracks):
        return passed("order")
    told = f"by name the files have the numbers {', '.join(map(str, tracks[:12]))}{'…' if len(tracks) > 12 else ''}"
    return failed("order", told, "remove files that are not of this album, or make it again")


def _credits(subjects: Sequence[Subject]) -> Finding:
    """Whether the spoken credits are there, first and last."""
    names = [one.path.stem.lower() for one in subjects] or [""]
    ends = (("opening credits", names[0], "first"), ("closing credits", names[-1], "last"))
    missing = [f"the {place} file is not the {credit}" for credit, name, place in ends if credit not in name]
    if not missing:
        return passed("credits")
    return failed("credits", " and ".join(missing), "make the album again with --profile acx, which speaks them")

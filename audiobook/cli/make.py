"""`audiobook make`: a story in, an album out."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.notices import tell_mishaps, tell_notices, tell_omissions, watch_asking
from audiobook.cli.story_options import story_options, story_settings
from audiobook.cli.terminal import echo, notice
from audiobook.errors import InputError
from audiobook.model.output_formats import DEFAULT_PROFILE, PROFILES, Format
from audiobook.settings.parsing import base_url as checked_base_url
from audiobook.settings.parsing import byte_count
from audiobook.settings.settings import DEFAULT_OUTPUT, MakeSettings, StorySettings

if TYPE_CHECKING:
    from audiobook.cli.progress import Watch
    from audiobook.commands.make import MakeReport
    from audiobook.files.locks import Holder
    from audiobook.model import StoryIdentity
    from audiobook.production.changes import Changes
    from audiobook.production.plan import Plan
    from audiobook.production.up_to_date import FinishedAlbum

EXIT_SOMETHING_UNSAID = 4
# How many pieces that cannot be said are listed without -v.
SHOWN = 20


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path), default=DEFAULT_OUTPUT,
              show_default=True, help="Where albums go.")  # fmt: skip
@click.option("--chapters", metavar="3,5-7", default="", help="Make only these chapters.")
@story_options
@click.option("--join", is_flag=True, help="The files are chapters of one story, in the order of their names.")
@click.option(
    "--engine",
    metavar="NAME",
    help="What speaks: hibari, system and so on; `audiobook voices` lists them.  [default: hibari]",
)
@click.option("--voice", metavar="NAME", help="The narrator's voice; `audiobook voices` lists them.")
@click.option("--speed", metavar="NUMBER", type=float, default=1.0, show_default=True,
              help="How fast the narrator talks: 0.5 (slow) to 2 (fast).")  # fmt: skip
@click.option("--single-voice", is_flag=True, help="The narrator reads everything, dialogue too.")
@click.option("--flat", is_flag=True, help="Say whispered and shouted lines like all others.")
@click.option("--notes", metavar="skip|spoken", default="",
              help="Leave the author's notes out, or read them in their places.  [default: skip]")  # fmt: skip
@click.option("--profile", metavar="NAME", default=DEFAULT_PROFILE, show_default=True,
              help="What it is for: podcast, acx (shops that sell audiobooks) or small (little room).")  # fmt: skip
@click.option("--format", "form", metavar="NAME", default="",
              help="mp3, m4b (one file with chapters), opus, flac, wav, epub.  [default: mp3]")  # fmt: skip
@click.option("--bitrate", metavar="KBITS", type=int,
              help="Size against quality of the sound.  [default: what the profile asks for]")  # fmt: skip
@click.option("--cache-size", metavar="SIZE", default="4G", show_default=True,
              help="How much room spoken lines may take, kept so that nothing is spoken twice.")  # fmt: skip
@click.option("-j", "--jobs", metavar="N", type=int, default=0,
              help="How many processes speak at once.  [default: one a processor]")  # fmt: skip
@click.option("--progress", metavar="bar|json", default="bar", show_default=True,
              help="How far it is, for people, or as JSON lines for other programs.")  # fmt: skip
@click.option("--base-url", metavar="URL", default="",
              help="Where FOLDER will be reached on the web, for the addresses in its podcast feeds.")  # fmt: skip
@click.option("--again", is_flag=True, help="Speak the chapters anew, whether or not anything changed: a new take.")
@click.option("--prune", is_flag=True, help="Remove the files of chapters that the story no longer has.")
@click.option("-n", "--dry-run", is_flag=True,
              help="Only show what would be made, what is there already, and what is left out.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="List each piece of text that is left out, and why.")
def make(
    inputs: tuple[Path, ...], output: Path, chapters: str, join: bool, engine: str | None, voice: str | None,
    speed: float, single_voice: bool, flat: bool, notes: str, profile: str, form: str, bitrate: int | None,
    cache_size: str, jobs: int, progress: str,
    base_url: str, again: bool, prune: bool,
    dry_run: bool, quiet: bool, verbose: bool, **story: Any,
) -> int:  # fmt: skip
    """Make an audiobook out of a story: a text, Markdown, HTML, EPUB or Word file, or a folder of chapters.

    The album goes to FOLDER/Author/Title/: one MP3 file per chapter, and beside them the cover, a page to listen from,
    a podcast feed and the text with its times. Title and author are read from the story's own header where it has one.
    Several stories make several albums.

    Run it again whenever something changed: in the story, its cast file, the cover. Only what changed is spoken and
    written again; what is done is kept, also after an interruption.
    """
    settings = MakeSettings(
        output, engine, voice, speed, bitrate, chapters, _speaks_notes(notes), single_voice, flat,
        byte_count(cache_size, "--cache-size"),
        jobs,
        again,
        prune,
        profile,
        form or _format_at_hand(profile),
    )  # fmt: skip
    stories = [inputs] if join else [(path,) for path in inputs]
    if len(stories) > 1 and (story["title"] or story["cover"]):
        raise InputError("--title and --cover are for one story; make the others by themselves, or --join the files")
    quiet = quiet or _for_programs(progress)
    reached = checked_base_url(base_url) if base_url else ""
    told = [replace(story_settings(paths, **story), base_url=reached) for paths in stories]
    places = _Places()
    return max(_made_one(one, settings, dry_run, quiet, verbose, progress, places) for one in told)


class _Places:
    """The folders of the albums that were made so far, so that no story is made over another."""

    def __init__(self) -> None:
        self.files: dict[Path, Path] = {}
        self.stories: dict[Path, StoryIdentity] = {}

    def take(self, folder: Path, story: StorySettings, identity: StoryIdentity | None) -> None:
        """Has a story's album lie in a folder; raises InputError where another file of the same story has it."""
        first = self.files.setdefault(folder.absolute(), story.paths[0])
        if first != story.paths[0]:
            raise InputError(
                f"{story.paths[0]} has the title and author of {first}, so one album would be made over the other; "
                "--join them if they are one story, else make one by itself with another --title"
            )
        if identity:
            self.stories[folder.absolute()] = identity

    def others(self, folder: Path) -> dict[Path, StoryIdentity]:
        """The stories in other folders than that."""
        return {place: story for place, story in self.stories.items() if place != folder.absolute()}

    def move(self, before: Path, after: Path) -> None:
        """Has the story that took one folder lie in another."""
        self.files[after.absolute()] = self.files.pop(before.absolute())
        if before.absolute() in self.stories:
            self.stories[after.absolute()] = self.stories.pop(before.absolute())


def _format_at_hand(profile: str) -> str:
    """ "" for the profile's own format; MP3 where that is Opus and ffmpeg is not here, or cannot encode it."""
    found = PROFILES.get(profile)
    if found is None or found.format is not Format.OPUS:
        return ""
    from audiobook.audio.ffmpeg import has_encoder

    if has_encoder("libopus"):
        return ""
    notice("Opus cannot be encoded here, so MP3 files are made")
    return "mp3"


def _speaks_notes(choice: str) -> bool | None:
    if choice not in ("", "skip", "spoken"):
        raise InputError(f"--notes {choice}: say skip (leave them out) or spoken (read them in their places)")
    return choice == "spoken" if choice else None


def _for_programs(progress: str) -> bool:
    if progress not in ("bar", "json"):
        raise InputError(f"--progress {progress}: say bar (for people) or json (for other programs)")
    return progress == "json"


def _made_one(
    story: StorySettings, settings: MakeSettings, dry_run: bool, quiet: bool, verbose: bool, progress: str,
    places: _Places,
) -> int:  # fmt: skip
    if not (dry_run or verbose or _for_programs(progress)):
        # Nothing but what this needs has been imported yet: it is to take no time.
        from audiobook.production.up_to_date import finished_album

        finished = finished_album(story, settings)
        if finished:
            places.take(finished.folder, story, finished.manifest.story)
            _look_after(story, settings, finished.folder)
            return _told_finished(finished, quiet)
    return _remade_one(story, settings, dry_run, quiet, verbose, progress, places)


def _look_after(story: StorySettings, settings: MakeSettings, album: Path) -> None:
    """What is done for an album in which nothing changed: killed runs may have left files, or an outdated library."""
    from audiobook.album.library_index import library_is_current
    from audiobook.production.leftovers import remove_leftovers

    remove_leftovers(story, settings, album)
    if not library_is_current(settings.output):
        from audiobook.production.ebook_and_library import refresh_library
        from audiobook.settings.story_file import with_story_file

        refresh_library(settings.output, with_story_file(story).base_url)


def _told_finished(album: FinishedAlbum, quiet: bool) -> int:
    from audiobook.cli.wording import as_clock, counted

    chapters = album.manifest.chapters
    _tell_unspoken(tuple(dict.fromkeys(piece for one in chapters for piece in one.unspoken)), verbose=False)
    if not quiet:
        seconds = sum(chapter.seconds for chapter in chapters)
        echo(f"{album.folder}: {counted(len(chapters), 'chapter')}, {as_clock(seconds)} of audio, nothing changed")
    return 0


def _remade_one(
    story: StorySettings, settings: MakeSettings, dry_run: bool, quiet: bool, verbose: bool, progress: str,
    places: _Places,
) -> int:  # fmt: skip
    from audiobook.cli.dry_run import show_left_out, show_plan
    from audiobook.commands.make import made, remaking
    from audiobook.pipeline import planned

    plan = planned(story, settings, watch_asking(), places.stories)
    places.take(plan.album.folder, story, plan.album.story)
    _tell_place(plan)
    _tell_doubts(plan, dry_run)
    tell_notices(plan.story, plan.cast.strangers)
    tell_omissions(plan.story.book)
    if plan.cover_doubt:
        notice(f"{plan.cover_doubt}")
    if dry_run:
        changes = remaking(plan, settings)
        _tell_what_leaves(changes, quiet)
        show_plan(plan, changes, settings, verbose)
        return 0
    if verbose:
        show_left_out(plan, listed=True)
    with _album_held(plan, story, settings, places) as newest:
        changes = remaking(newest, settings)
        _tell_what_leaves(changes, quiet)
        with _progress(newest, changes, quiet, progress) as watch:
            report = made(story, settings, newest, changes, watch)
    if not (quiet or verbose):
        show_left_out(plan, listed=False)
    _tell_lost_signs(plan)
    return _concluded(report, settings, quiet, verbose)


def _tell_doubts(plan: Plan, dry_run: bool) -> None:
    """What of the story was guessed, and whether the voice speaks its language.

    Raises InputError where the voice has no sounds for it and would be put to work.
    """
    if plan.mismatch and plan.mismatch.unspeakable and not dry_run:
        raise InputError(plan.mismatch.text)
    if plan.mismatch:
        notice(plan.mismatch.text)
    for doubt in plan.story.book.doubts:
        notice(doubt)


@contextmanager
def _album_held(plan: Plan, story: StorySettings, settings: MakeSettings, places: _Places) -> Iterator[Plan]:
    """Holds the album of a plan for this run; yields the plan for the folder as the run before has left it.

    That one may have been at another story of the same title: then this one's album goes elsewhere.
    """
    from audiobook.files.locks import held
    from audiobook.files.workspace import WORK_FOLDER, ready_folder
    from audiobook.pipeline import plan_for_folder

    while True:
        ready_folder(plan.album.folder)
        with held(plan.album.folder, settings.output / WORK_FOLDER, _patience(), _tell_waiting):
            newest = plan_for_folder(plan, story, settings, places.others(plan.album.folder))
            if newest.album.folder == plan.album.folder:
                yield newest
                return
        places.move(plan.album.folder, newest.album.folder)
        plan = newest
        _tell_place(plan)


def _tell_place(plan: Plan) -> None:
    """Where the album goes, where a person might look for it elsewhere, or find another there."""
    place, story = plan.place, plan.album.story
    assert story is not None  # what is planned knows its story
    if place.other:
        told = f"another story of this title and author has an album already (made from {place.other})"
        notice(f"{told}, so this one goes to {place.path}")
    if place.former:
        told = f"{story.file} is the same story as {place.former}, which {place.path} was made from so far"
        notice(f"{told}; that album is brought up to date")


# How long to wait for another run that makes the same album: for ever where a person watches, else an hour.
FOR_EVER, AN_HOUR = -1.0, 3600.0


def _patience() -> float:
    return FOR_EVER if sys.stderr.isatty() else AN_HOUR


def _tell_what_leaves(changes: Changes, quiet: bool) -> None:
    from audiobook.commands.make import notices

    for told in () if quiet else notices(changes):
        notice(told)


def _tell_waiting(holder: Holder) -> None:
    notice(f"{holder} makes this album; waiting for it")


def _progress(plan: Plan, changes: Changes, quiet: bool, form: str) -> AbstractContextManager[Watch]:
    """The display of progress, for the chapters that are to be encoded; none where there are none."""
    from audiobook.cli.progress import progress_display

    episodes = tuple(job.episode for job in changes.jobs)
    to_make = replace(plan, album=replace(plan.album, episodes=episodes))
    return progress_display(to_make, quiet or not episodes, form)


def _tell_lost_signs(plan: Plan) -> None:
    from audiobook.cli.wording import counted

    lost = plan.story.book.text.count("\ufffd")
    if lost:
        notice(f"{counted(lost, 'sign')} of the story could not be read from its file")


def _tell_unspoken(pieces: tuple[str, ...], verbose: bool) -> None:
    if not pieces:
        return
    shown = pieces if verbose else pieces[:SHOWN]
    more = f" and {len(pieces) - len(shown)} more (-v lists them)" if len(shown) < len(pieces) else ""
    notice(f"this voice has no sounds for: {', '.join(shown)}{more}")


def _tell_gone(changes: Changes, pruned: bool) -> None:
    what = "is removed" if pruned else "is kept (--prune removes it)"
    for chapter in changes.gone:
        notice(f"the story no longer has “{chapter.title}”: {chapter.file} {what}")


def _tell_long(report: MakeReport, settings: MakeSettings) -> None:
    longest = settings.product.profile.longest
    for chapter in report.chapters if longest else ():
        if chapter.seconds > longest * 60:
            notice(
                f"{chapter.file} lasts {chapter.seconds / 60:.0f} minutes; the profile {settings.profile} "
                f"allows {longest}: part the chapter in two in the story"
            )


def _concluded(report: MakeReport, settings: MakeSettings, quiet: bool, verbose: bool) -> int:
    from audiobook.cli.dry_run import counts_of
    from audiobook.cli.wording import as_clock, counted

    for spoken, reason in report.failures:
        notice(f"not spoken: “{spoken}” ({reason})")
    tell_mishaps(report.mishaps, verbose)
    _tell_unspoken(report.unspoken, verbose)
    _tell_gone(report.changes, settings.prune)
    for name in report.left_alone:
        notice(
            f"{report.album.folder / name} was changed by another hand and is left as it is; "
            "remove it to have it made anew"
        )
    if not quiet:
        echo(f"{report.album.folder}: {counted(len(report.chapters), 'chapter')}, {as_clock(report.seconds)}"
                   f" of audio, made in {as_clock(report.wall_seconds)}{counts_of(report.changes)}")  # fmt: skip
        where = "" if settings.output == DEFAULT_OUTPUT else f" {shlex.quote(str(settings.output))}"
        echo(f"to listen: open index.html in that folder, or run: audiobook serve{where}")
    return EXIT_SOMETHING_UNSAID if report.failures else 0

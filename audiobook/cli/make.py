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

from audiobook.cli.notices import llm_progress_handler, report_omissions, report_story_notices, report_synthesis_issues
from audiobook.cli.story_options import build_story_settings, story_options
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import InputError
from audiobook.model.output_formats import DEFAULT_PROFILE, PROFILES, OutputFormat
from audiobook.settings.parsing import parse_base_url as checked_base_url
from audiobook.settings.parsing import parse_byte_count
from audiobook.settings.settings import DEFAULT_OUTPUT, MakeSettings, StorySettings

if TYPE_CHECKING:
    from audiobook.cli.progress import ReportHandler
    from audiobook.commands.make import MakeReport
    from audiobook.files.locks import LockHolder
    from audiobook.model import StoryIdentity
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.plan import Plan
    from audiobook.production.up_to_date import UpToDateAlbum

EXIT_INCOMPLETE = 4
# How many pieces that cannot be said are listed without -v.
MAX_LISTED_PIECES = 20


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
        output, engine, voice, speed, bitrate, chapters, _parse_notes_choice(notes), single_voice, flat,
        parse_byte_count(cache_size, "--cache-size"),
        jobs,
        again,
        prune,
        profile,
        form or _choose_format(profile),
    )  # fmt: skip
    stories = [inputs] if join else [(path,) for path in inputs]
    if len(stories) > 1 and (story["title"] or story["cover"]):
        raise InputError("--title and --cover are for one story; make the others by themselves, or --join the files")
    quiet = quiet or _wants_json_progress(progress)
    public_url = checked_base_url(base_url) if base_url else ""
    settings_by_story = [replace(build_story_settings(paths, **story), base_url=public_url) for paths in stories]
    folder_registry = _FolderRegistry()
    return max(
        _make_story(settings_of_story, settings, dry_run, quiet, verbose, progress, folder_registry)
        for settings_of_story in settings_by_story
    )


class _FolderRegistry:
    """The folders of the albums that were made so far, so that no story is made over another."""

    def __init__(self) -> None:
        self.source_files: dict[Path, Path] = {}
        self.identities: dict[Path, StoryIdentity] = {}

    def claim(self, folder: Path, story: StorySettings, identity: StoryIdentity | None) -> None:
        """Has a story's album lie in a folder; raises InputError where another file of the same story has it."""
        owner = self.source_files.setdefault(folder.absolute(), story.paths[0])
        if owner != story.paths[0]:
            raise InputError(
                f"{story.paths[0]} has the title and author of {owner}, so one album would be made over the other; "
                "--join them if they are one story, else make one by itself with another --title"
            )
        if identity:
            self.identities[folder.absolute()] = identity

    def other_identities(self, folder: Path) -> dict[Path, StoryIdentity]:
        """The stories in other folders than that."""
        return {
            other_folder: identity
            for other_folder, identity in self.identities.items()
            if other_folder != folder.absolute()
        }

    def move(self, before: Path, after: Path) -> None:
        """Has the story that took one folder lie in another."""
        self.source_files[after.absolute()] = self.source_files.pop(before.absolute())
        if before.absolute() in self.identities:
            self.identities[after.absolute()] = self.identities.pop(before.absolute())


def _choose_format(profile: str) -> str:
    """ "" for the profile's own format; MP3 where that is Opus and ffmpeg is not here, or cannot encode it."""
    chosen = PROFILES.get(profile)
    if chosen is None or chosen.format is not OutputFormat.OPUS:
        return ""
    from audiobook.audio.ffmpeg import has_encoder

    if has_encoder("libopus"):
        return ""
    print_notice("Opus cannot be encoded here, so MP3 files are made")
    return "mp3"


def _parse_notes_choice(choice: str) -> bool | None:
    if choice not in ("", "skip", "spoken"):
        raise InputError(f"--notes {choice}: say skip (leave them out) or spoken (read them in their places)")
    return choice == "spoken" if choice else None


def _wants_json_progress(progress: str) -> bool:
    if progress not in ("bar", "json"):
        raise InputError(f"--progress {progress}: say bar (for people) or json (for other programs)")
    return progress == "json"


def _make_story(
    story: StorySettings, settings: MakeSettings, dry_run: bool, quiet: bool, verbose: bool, progress: str,
    folder_registry: _FolderRegistry,
) -> int:  # fmt: skip
    if not (dry_run or verbose or _wants_json_progress(progress)):
        # Nothing but what this needs has been imported yet: it is to take no time.
        from audiobook.production.up_to_date import find_up_to_date_album

        up_to_date = find_up_to_date_album(story, settings)
        if up_to_date:
            folder_registry.claim(up_to_date.folder, story, up_to_date.manifest.story)
            _clean_up_unchanged(story, settings, up_to_date.folder)
            return _report_up_to_date(up_to_date, quiet)
    return _plan_and_make(story, settings, dry_run, quiet, verbose, progress, folder_registry)


def _clean_up_unchanged(story: StorySettings, settings: MakeSettings, album: Path) -> None:
    """What is done for an album in which nothing changed: killed runs may have left files, or an outdated library."""
    from audiobook.album.library_index import is_library_up_to_date
    from audiobook.production.leftovers import remove_leftovers

    remove_leftovers(story, settings, album)
    if not is_library_up_to_date(settings.output):
        from audiobook.production.ebook_and_library import refresh_library
        from audiobook.settings.story_file import merge_story_file

        refresh_library(settings.output, merge_story_file(story).base_url)


def _report_up_to_date(album: UpToDateAlbum, quiet: bool) -> int:
    from audiobook.cli.formatting import format_count
    from audiobook.text.clock import format_duration

    chapters = album.manifest.chapters
    _report_unspoken(
        tuple(dict.fromkeys(text for chapter_file in chapters for text in chapter_file.unspoken)), verbose=False
    )
    if not quiet:
        seconds = sum(chapter.seconds for chapter in chapters)
        echo(
            f"{album.folder}: {format_count(len(chapters), 'chapter')}, {format_duration(seconds)} of audio, nothing changed"
        )
    return 0


def _plan_and_make(
    story: StorySettings, settings: MakeSettings, dry_run: bool, quiet: bool, verbose: bool, progress: str,
    folder_registry: _FolderRegistry,
) -> int:  # fmt: skip
    from audiobook.cli.dry_run import show_left_out, show_plan
    from audiobook.commands.make import make_album, plan_changes
    from audiobook.pipeline import plan_album

    plan = plan_album(story, settings, llm_progress_handler(), folder_registry.identities)
    folder_registry.claim(plan.album.folder, story, plan.album.story)
    _report_location(plan)
    _report_warnings(plan, dry_run)
    report_story_notices(plan.story, plan.cast.unknown_characters)
    report_omissions(plan.story.book)
    if plan.cover_warning:
        print_notice(f"{plan.cover_warning}")
    if dry_run:
        changes = plan_changes(plan, settings)
        _report_engine_notices(changes, quiet)
        show_plan(plan, changes, settings, verbose)
        return 0
    if verbose:
        show_left_out(plan, list_all=True)
    with _lock_planned_album(plan, story, settings, folder_registry) as current_plan:
        changes = plan_changes(current_plan, settings)
        _report_engine_notices(changes, quiet)
        with _show_progress(current_plan, changes, quiet, progress) as report_handler:
            report = make_album(story, settings, current_plan, changes, report_handler)
    if not (quiet or verbose):
        show_left_out(plan, list_all=False)
    _report_lost_characters(plan)
    return _report_result(report, settings, quiet, verbose)


def _report_warnings(plan: Plan, dry_run: bool) -> None:
    """What of the story was guessed, and whether the voice speaks its language.

    Raises InputError where the voice has no sounds for it and would be put to work.
    """
    if plan.mismatch and plan.mismatch.unspeakable and not dry_run:
        raise InputError(plan.mismatch.message)
    if plan.mismatch:
        print_notice(plan.mismatch.message)
    for warning in plan.story.book.warnings:
        print_notice(warning)


@contextmanager
def _lock_planned_album(
    plan: Plan, story: StorySettings, settings: MakeSettings, folder_registry: _FolderRegistry
) -> Iterator[Plan]:
    """Holds the album of a plan for this run; yields the plan for the folder as the run before has left it.

    That one may have been at another story of the same title: then this one's album goes elsewhere.
    """
    from audiobook.files.locks import lock_album
    from audiobook.files.workspace import WORK_FOLDER, check_writable
    from audiobook.pipeline import plan_for_folder

    while True:
        check_writable(plan.album.folder)
        with lock_album(plan.album.folder, settings.output / WORK_FOLDER, _lock_timeout(), _report_waiting):
            current_plan = plan_for_folder(plan, story, settings, folder_registry.other_identities(plan.album.folder))
            if current_plan.album.folder == plan.album.folder:
                yield current_plan
                return
        folder_registry.move(plan.album.folder, current_plan.album.folder)
        plan = current_plan
        _report_location(plan)


def _report_location(plan: Plan) -> None:
    """Where the album goes, where a person might look for it elsewhere, or find another there."""
    location, story = plan.location, plan.album.story
    assert story is not None  # what is planned knows its story
    if location.other_file:
        message = f"another story of this title and author has an album already (made from {location.other_file})"
        print_notice(f"{message}, so this one goes to {location.path}")
    if location.former_file:
        message = (
            f"{story.file} is the same story as {location.former_file}, which {location.path} was made from so far"
        )
        print_notice(f"{message}; that album is brought up to date")


# How long to wait for another run that makes the same album: for ever where a person watches, else an hour.
WAIT_FOREVER, ONE_HOUR = -1.0, 3600.0


def _lock_timeout() -> float:
    return WAIT_FOREVER if sys.stderr.isatty() else ONE_HOUR


def _report_engine_notices(changes: AlbumChanges, quiet: bool) -> None:
    from audiobook.commands.make import engine_notices

    for message in () if quiet else engine_notices(changes):
        print_notice(message)


def _report_waiting(holder: LockHolder) -> None:
    print_notice(f"{holder} makes this album; waiting for it")


def _show_progress(
    plan: Plan, changes: AlbumChanges, quiet: bool, progress_format: str
) -> AbstractContextManager[ReportHandler]:
    """The display of progress, for the chapters that are to be encoded; none where there are none."""
    from audiobook.cli.progress import show_progress

    episodes = tuple(job.episode for job in changes.jobs)
    plan_to_encode = replace(plan, album=replace(plan.album, episodes=episodes))
    return show_progress(plan_to_encode, quiet or not episodes, progress_format)


def _report_lost_characters(plan: Plan) -> None:
    from audiobook.cli.formatting import format_count

    lost_count = plan.story.book.text.count("\ufffd")
    if lost_count:
        print_notice(f"{format_count(lost_count, 'sign')} of the story could not be read from its file")


def _report_unspoken(pieces: tuple[str, ...], verbose: bool) -> None:
    if not pieces:
        return
    listed = pieces if verbose else pieces[:MAX_LISTED_PIECES]
    more_note = f" and {len(pieces) - len(listed)} more (-v lists them)" if len(listed) < len(pieces) else ""
    print_notice(f"this voice has no sounds for: {', '.join(listed)}{more_note}")


def _report_removed_chapters(changes: AlbumChanges, is_pruned: bool) -> None:
    fate = "is removed" if is_pruned else "is kept (--prune removes it)"
    for chapter in changes.removed_chapters:
        print_notice(f"the story no longer has “{chapter.title}”: {chapter.file} {fate}")


def _report_long_chapters(report: MakeReport, settings: MakeSettings) -> None:
    max_minutes = settings.product.profile.max_minutes
    for chapter in report.chapters if max_minutes else ():
        if chapter.seconds > max_minutes * 60:
            print_notice(
                f"{chapter.file} lasts {chapter.seconds / 60:.0f} minutes; the profile {settings.profile} "
                f"allows {max_minutes}: part the chapter in two in the story"
            )


def _report_result(report: MakeReport, settings: MakeSettings, quiet: bool, verbose: bool) -> int:
    from audiobook.cli.dry_run import format_action_counts
    from audiobook.cli.formatting import format_count
    from audiobook.text.clock import format_duration

    for text, reason in report.failures:
        print_notice(f"not spoken: “{text}” ({reason})")
    report_synthesis_issues(report.issues, verbose)
    _report_unspoken(report.unspoken, verbose)
    _report_removed_chapters(report.changes, settings.prune)
    for name in report.changed_by_others:
        print_notice(
            f"{report.album.folder / name} was changed by another hand and is left as it is; "
            "remove it to have it made anew"
        )
    if not quiet:
        echo(
            f"{report.album.folder}: {format_count(len(report.chapters), 'chapter')}, {format_duration(report.seconds)}"
            f" of audio, made in {format_duration(report.wall_seconds)}{format_action_counts(report.changes)}"
        )
        output_argument = "" if settings.output == DEFAULT_OUTPUT else f" {shlex.quote(str(settings.output))}"
        echo(f"to listen: open index.html in that folder, or run: audiobook serve{output_argument}")
    return EXIT_INCOMPLETE if report.failures else 0

"""`audiobook update`: looks whether the stories of albums have grown, and makes what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.album_names import ALL, find_named_folders
from audiobook.cli.album_options import ParameterSources
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.json_events import print_error_event, print_event
from audiobook.cli.make import MakeRequest, make
from audiobook.cli.make_album import DisplayOptions, lock_planned_album, make_planned_album
from audiobook.cli.paths import PATH, require_output
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import AudiobookError, InputError, OutputError
from audiobook.settings.settings import DEFAULT_OUTPUT
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    from audiobook.commands.chapter_news import ChapterNews
    from audiobook.commands.source_news import SourceNews
    from audiobook.production.album_record import AlbumRecord
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.context import BuildContext
    from audiobook.production.plan import Plan
    from audiobook.production.story_record import KnownAlbum, StoryRecord
    from audiobook.synthesis.workers import SharedWorkers

# The parameters of `make` that say what one run of it is to do.
RUN_PARAMETERS = ("inputs", "join", "defaults", "progress", "listen", "lan", "dry_run", "quiet", "verbose")
MAX_LISTED_TITLES = 3


@click.command()
@click.argument("albums", metavar="[ALBUM…|all]", nargs=-1)
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT, show_default=True,
              help="The folder of your albums, as in `make`.")  # fmt: skip
@click.option("--recheck", is_flag=True,
              help="Read all chapters of stories on the web again, to find changes in old ones.")  # fmt: skip
@click.option("--accept", is_flag=True, help="Take a story as it is now, even if chapters are gone from it.")
@click.option("--progress", metavar="bar|json", default="bar", show_default=True,
              help="Show progress as a bar, or as JSON lines for other programs.")  # fmt: skip
@click.option("-n", "--dry-run", is_flag=True, help="Only show what is new.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def update(
    albums: tuple[str, ...], output: Path, recheck: bool, accept: bool, progress: str, dry_run: bool, quiet: bool
) -> int:
    """Check whether your stories have grown, and make what's new.

    ALBUM is the folder or the title of an album; without it, all albums are checked. A story that was fetched from the
    web is checked there, any other story in its file or folder. Only new and changed chapters are spoken. Voices,
    numbers, listening positions and the other files stay as they are, and the feed gets the new episodes.

    If a chapter has disappeared from a story, you're told, and your copy and the album stay as they are.

    Exit codes, for cron: 0 if something new was made, 7 if nothing was new, 1 or 5 if something went wrong, 8 if
    another run is already looking.
    """
    from audiobook.production.story_record import find_known_albums

    if output != DEFAULT_OUTPUT:
        require_output(output)
    display = DisplayOptions(dry_run, quiet, False, progress)
    chosen = choose_albums(find_known_albums(output), albums, output)
    updater = Updater(build_request(output), display, recheck, accept)
    if not output.exists():
        return update_albums(chosen, updater)
    return run_alone(output, lambda: update_albums(chosen, updater), display)


def choose_albums(known: tuple[KnownAlbum, ...], names: Iterable[str], output: Path) -> tuple[KnownAlbum, ...]:
    """The albums that were named, by folder or title; all of them without a name. Raises InputError for a wrong one."""
    folders = tuple(album.folder for album in known)
    chosen = {folder for name in tuple(names) or (ALL,) for folder in find_named_folders(name, folders, output)}
    return tuple(album for album in known if album.folder in chosen)


def build_request(output: Path) -> MakeRequest:
    """What `make` would do without any option that is typed but the folder of the albums."""
    in_files = (click.get_current_context().find_root().default_map or {}).get("make", {})
    # The story is only there because there must be one.
    context = make.make_context("make", [f"--output={output}", "story"], default_map=in_files)
    parameters = {name: value for name, value in context.params.items() if name not in RUN_PARAMETERS}
    return MakeRequest(parameters, False, ParameterSources.read(context))


def run_alone(output: Path, action: Callable[[], int], display: DisplayOptions) -> int:
    """Runs the action unless another run is at these albums: then tells who, and returns the code for that."""
    from audiobook.files.locks import LockHolder, lock_album
    from audiobook.files.workspace import WORK_FOLDER, check_writable

    holders: list[LockHolder] = []
    check_writable(output)
    try:
        with lock_album(output / "update", output / WORK_FOLDER, 0.0, holders.append):
            return action()
    except OutputError:
        if not holders:
            raise
    if not display.quiet_option:
        print_notice(f"{holders[0]} is already looking for new chapters; nothing to do here")
    return ExitCode.ALREADY_RUNNING


@dataclass(frozen=True, slots=True)
class Updater:
    """How albums are brought up to date; stories on the web are only looked up with `looks_up`."""

    request: MakeRequest
    display: DisplayOptions
    recheck: bool = False
    accept: bool = False
    looks_up: bool = True

    def update(self, album: KnownAlbum, story: StoryRecord) -> int | None:
        """Makes what is new in an album; the exit code, None where nothing is. Raises AudiobookError."""
        from audiobook.commands.source_news import SourceNews, look_up_source
        from audiobook.settings.story_options import parse_story_options

        missing = next((path for path in story.paths if not path.exists()), None)
        if missing:
            raise InputError(
                f"{missing}, the story of {album.folder}, is gone; put it back, or make the album from its new place"
            )
        source = SourceNews()
        if self.looks_up:
            settings = parse_story_options(story.paths)
            source = look_up_source(settings, self.recheck, self.accept, self.display.dry_run)
        self._report_source(source)
        if source.coming and self.display.dry_run:
            echo(f"{album.folder}: would get {_list_titles(source.coming)}")
            return ExitCode.DONE
        return None if story.has_same_story() else self._make_news(album, story, source)

    def _report_source(self, source: SourceNews) -> None:
        for notice in () if self.display.quiet else source.notices:
            print_notice(notice)

    def _make_news(self, album: KnownAlbum, story: StoryRecord, source: SourceNews) -> int | None:
        """Plans the album anew while the workers start, and makes what is different."""
        from audiobook.album.manifest import read_manifest
        from audiobook.production.album_record import read_record, record_path
        from audiobook.production.shared_workers import share_workers, warm_up

        record = read_record(record_path(self.request.output, album.folder))
        context = self.request.start(story.paths, read_manifest(album.folder).options)
        if self.display.dry_run:
            return self._plan_and_make(album, story, record, context, source, None)
        with share_workers(context.settings.jobs) as workers:
            warm_up(workers, record)
            return self._plan_and_make(album, story, record, context, source, workers)

    def _plan_and_make(
        self, album: KnownAlbum, story: StoryRecord, record: AlbumRecord | None, context: BuildContext,
        source: SourceNews, workers: SharedWorkers | None,
    ) -> int | None:  # fmt: skip
        from audiobook.album.manifest import read_manifest
        from audiobook.cli.follow_up import format_follow_up
        from audiobook.cli.notices import llm_progress_handler
        from audiobook.commands.album_claims import AlbumClaims
        from audiobook.pipeline import plan_album

        claims = AlbumClaims()
        plan = plan_album(context, llm_progress_handler(), claims.identities)
        if plan.album.folder != album.folder:
            raise InputError(
                f"{story.paths[0]} is now called “{plan.album.metadata.title}”, so it would get another album than "
                f"{album.folder}; to keep that one, give its title once: "
                + format_follow_up("make", story.paths, "--title", read_manifest(album.folder).title)
            )
        claims.claim(plan.album.folder, context.story, plan.album.story)
        if self.display.dry_run:
            return self._apply(*self._compare(plan, record, story), source, None)
        with lock_planned_album(plan, claims) as current:
            return self._apply(*self._compare(current, record, story), source, workers)

    def _compare(
        self, plan: Plan, record: AlbumRecord | None, story: StoryRecord
    ) -> tuple[Plan, AlbumChanges, ChapterNews]:
        """The plan with the lines that the album has, unless its cast or the words of its lexicons were changed."""
        from audiobook.commands.chapter_news import find_chapter_news
        from audiobook.commands.make import plan_changes
        from audiobook.production.fingerprint import hash_corrections
        from audiobook.production.held_lines import hold_lines

        if record and story.corrections == hash_corrections(plan.context.fingerprint):
            plan = hold_lines(plan, record)
        changes = plan_changes(plan)
        return plan, changes, find_chapter_news(changes, record)

    def _apply(
        self, plan: Plan, changes: AlbumChanges, news: ChapterNews, source: SourceNews, workers: SharedWorkers | None
    ) -> int | None:
        """Makes what is different, or in a dry run only says so; the exit code, None where nothing is."""
        from audiobook.cli.make_notices import report_result

        self._print_event(plan, news, source)
        if news.lost and not self.accept:
            self._report_loss(plan, news)
            return None
        code = ExitCode.DONE
        if not self.display.dry_run:
            report, code = make_planned_album(plan, changes, self.display, workers)
            report_result(report, plan.context, True, False)
        if not self.display.quiet and not news.is_empty:
            verb = "would get " if self.display.dry_run else ""
            echo(f"{plan.album.folder}: {verb}{describe_news(news)}")
        return None if news.is_empty else code

    def _report_loss(self, plan: Plan, news: ChapterNews) -> None:
        """Tells which chapters are gone, for which the album stays as it is."""
        if not self.display.quiet:
            story, titles = plan.context.story.named_path, _list_titles(news.lost)
            print_notice(
                f"{plan.album.folder} stays as it is, as {titles} is gone from {story}; to take the story as it "
                "is now, give --accept"
            )

    def _print_event(self, plan: Plan, news: ChapterNews, source: SourceNews) -> None:
        if self.display.is_json:
            print_event(
                "update", story=str(plan.context.story.named_path), album=str(plan.album.folder), new=list(news.new),
                changed=list(news.changed), gone=list(news.lost), notices=list(source.notices),
            )  # fmt: skip


def update_albums(albums: Iterable[KnownAlbum], updater: Updater) -> int:
    """Brings albums up to date, one after the other; one that fails costs only itself. The exit code."""
    display = updater.display
    codes: list[int] = []
    failed = looked = 0
    for album in albums:
        if album.story is None:
            if not display.quiet:
                print_notice(f"{album.folder}: its story isn't known here; run `audiobook make` with it once")
            continue
        looked += 1
        try:
            code = updater.update(album, album.story)
        except AudiobookError as error:
            failed += 1
            print_notice(str(error))
            if display.is_json:
                print_error_event(str(error), ExitCode.ERROR, str(album.story.paths[0]))
        else:
            codes += [] if code is None else [code]
    if not (codes or failed or display.quiet):
        echo(f"nothing new in {format_count(looked, 'album')}" if looked else "there are no albums to look at yet")
    if failed:
        return ExitCode.ERROR if failed == looked else ExitCode.SOME_STORIES_FAILED
    return max(codes) if codes else ExitCode.NOTHING_NEW


def describe_news(news: ChapterNews) -> str:
    """What came, in a few words: "2 new chapters, 1 changed (“The Storm”, “Home”, “Tea”)"."""
    parts = []
    if news.new:
        parts.append(format_count(len(news.new), "new chapter"))
    if news.changed:
        parts.append(f"{len(news.changed)} changed" if news.new else format_count(len(news.changed), "changed chapter"))
    if news.lost:
        parts.append(f"{len(news.lost)} gone")
    return f"{', '.join(parts)} ({_list_titles((*news.new, *news.changed, *news.lost))})"


def _list_titles(titles: tuple[str, ...]) -> str:
    more = f" and {len(titles) - MAX_LISTED_TITLES} more" if len(titles) > MAX_LISTED_TITLES else ""
    return ", ".join(f"“{title}”" for title in titles[:MAX_LISTED_TITLES]) + more

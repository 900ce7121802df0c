"""`audiobook make`: a story in, an album out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import (
    ParameterSources,
    describe_options,
    find_yielding,
    is_voice_quality_new,
    kept_parameters,
    report_missing_files,
    typed_options,
)
from audiobook.cli.book_queue import BookQueue, BookResult, run_queue
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.fallback_format import choose_format
from audiobook.cli.json_events import print_error_event
from audiobook.cli.make_album import DisplayOptions, clean_up_unchanged, describe_unchanged, plan_and_make
from audiobook.cli.paths import PATH
from audiobook.cli.process import end_with_caller
from audiobook.cli.renaming import RenamedOption
from audiobook.cli.several_stories import (
    StoryPaths,
    ignore_failure,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import build_story_settings, story_options
from audiobook.cli.terminal import print_notice
from audiobook.model.album_options import ALBUM_OPTIONS, NARRATOR_OPTIONS, NO_OPTIONS, YIELDING_OPTIONS, AlbumOptions
from audiobook.model.output_formats import DEFAULT_PROFILE, OUTPUT_FORMATS, PROFILES
from audiobook.settings.formats import parse_formats
from audiobook.settings.kept_options import parameter_of
from audiobook.settings.parsing import parse_byte_count, parse_cluster, parse_notes_choice, parse_voice_quality
from audiobook.settings.settings import DEFAULT_OUTPUT, QUICK, MakeSettings, StorySettings

if TYPE_CHECKING:
    from audiobook.commands.album_claims import AlbumClaims
    from audiobook.production.context import BuildContext

FORMAT_CHOICES = ", ".join(f"{row.name} ({row.help})" if row.help else row.name for row in OUTPUT_FORMATS.values())


@click.command()
@stories_argument
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT,
              show_default=True, help="The folder for your albums.")  # fmt: skip
@click.option("--chapters", metavar="3,5-7", default="", help="Make only these chapters.")
@story_options
@click.option(
    "--engine",
    metavar="NAME",
    help="The text-to-speech engine: hibari, system and so on; `audiobook voices` lists them.  [default: hibari]",
)
@click.option("--voice", metavar="NAME", help="The narrator's voice; `audiobook voices` lists them.")
@click.option("--voices", "voice_quality", metavar="quick|best", default=QUICK,
              help="best: leading characters get the best voices here; slower.  [default: quick]")  # fmt: skip
@click.option("--speed", metavar="NUMBER", type=float, default=1.0, show_default=True,
              help="How fast every voice talks: 0.5 (slow) to 2 (fast).")  # fmt: skip
@click.option("--single-voice/--full-cast",
              help="The narrator reads everything, including dialogue.  [default: full cast]")  # fmt: skip
@click.option("--no-emotion/--emotion", "flat", cls=RenamedOption, former_names=("--flat",), default=False,
              help="Read whispered and shouted lines like any other line.")  # fmt: skip
@click.option("--notes", metavar="skip|spoken", default="",
              help="Skip author's notes, or read them aloud.  [default: skip]")  # fmt: skip
@click.option("--profile", metavar="NAME", default=DEFAULT_PROFILE, show_default=True,
              help="What the album is for: podcast, acx (ACX/Audible) or small (small files).")  # fmt: skip
@click.option("--format", "form", metavar="NAME,NAME", default="",
              help=f"{FORMAT_CHOICES}. An album keeps the formats it has.  "
                   f"[default: {PROFILES[DEFAULT_PROFILE].format}]")  # fmt: skip
@click.option("--bitrate", metavar="KBITS", type=int,
              help="Higher sounds better, lower saves space.  [default: the profile's]")  # fmt: skip
@click.option("--cache-size", metavar="SIZE", default="4G", show_default=True,
              help="How large the audio cache may get; cached lines aren't synthesized again.")  # fmt: skip
@click.option("-j", "--jobs", metavar="N", type=int, default=0,
              help="How many worker processes to use.  [default: one per processor]")  # fmt: skip
@click.option("--cluster", metavar="ADDRESS|N", default="",
              help="Have a Dask cluster speak: tcp://scheduler:8786, or N processes here to try it.")  # fmt: skip
@click.option("--progress", metavar="bar|json", default="bar", show_default=True,
              help="Show progress as a bar, or as JSON lines for other programs.")  # fmt: skip
@click.option("--base-url", metavar="URL", default="",
              help="The web address where you'll publish FOLDER, for podcast feeds.")  # fmt: skip
@click.option("--again", is_flag=True, help="Record a new take of the chapters, even if nothing changed.")
@click.option("--listen-check", is_flag=True,
              help="Have a speech recognizer hear each line, and record those that it hears wrong again.")  # fmt: skip
@click.option("--listen-model", metavar="FOLDER|NAME", default="",
              help="The Whisper model that listens.  [default: the one of the extra listen]")  # fmt: skip
@click.option("--listen", is_flag=True,
              help="Listen on a page from the first sentence on, while the rest is still being made.")  # fmt: skip
@click.option("--lan", is_flag=True, help="With --listen: let other devices on your network in, such as a phone.")
@click.option("--prune", is_flag=True,
              help="Delete the files of chapters that are no longer in the story, and of formats that --format "
                   "doesn't name.")  # fmt: skip
@click.option("--defaults", is_flag=True, help="Forget the options you gave for this album before.")
@click.option("-n", "--dry-run", is_flag=True,
              help="Only show what would be made, what is up to date, and what is skipped.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors and warnings.")
@click.option("-v", "--verbose", is_flag=True, help="List each piece of text that is skipped, and why.")
@click.option("--end-with-caller", is_flag=True, hidden=True, expose_value=False,
              callback=lambda _context, _option, is_wanted: end_with_caller(is_wanted))  # fmt: skip
def make(
    inputs: StoryInputs, join: bool | None, defaults: bool, progress: str, listen: bool, lan: bool, dry_run: bool,
    quiet: bool, verbose: bool, **options: Any,
) -> int:  # fmt: skip
    """Make an audiobook out of a story: a text, Markdown, HTML, EPUB, AZW3, MOBI, FictionBook, PDF, Word,
    OpenDocument or RTF file, a folder of chapters, or the address of a story on the web.

    The album goes to FOLDER/Author/Title/: one MP3 file per chapter, and next to them the cover, a page to listen from,
    a podcast feed and the text with its times. Title and author are read from the story's own header where it has one.
    Several stories make several albums.

    Run it again whenever something changed: the story, its cast file, the cover. Only what changed is spoken and
    written again. An interrupted run continues where it stopped. What you choose with an option (a voice, the speed,
    the title …) is remembered for that album.
    """
    from audiobook.commands.album_claims import AlbumClaims

    stories = split_stories(inputs, join)
    refuse_for_several(stories, {"--title": options["title"], "--cover": options["cover"]})
    display = DisplayOptions(dry_run, quiet, verbose, progress)
    request = MakeRequest(options, defaults, ParameterSources.read(click.get_current_context()))
    settings = request.settings()  # a wrong option is reported before anything is done
    claims = AlbumClaims()
    if lan and not listen:
        raise click.UsageError("--lan needs --listen: nothing else of `make` is on your network")
    is_heard = listen and not dry_run
    if is_heard:
        refuse_for_several(stories, {"--listen": True})
    if len(stories) > 1 and not dry_run:
        return _make_several(stories, request, display, claims)

    def make_one(paths: StoryPaths) -> int:
        if is_heard:
            return _make_and_listen(paths, request, settings, display, claims, lan)
        return make_story(paths, request, display, claims).code

    return run_stories(
        stories,
        make_one,
        report_failure=_report_failed_story if display.is_json else ignore_failure,
        quiet=quiet,
    )


def _make_and_listen(
    paths: StoryPaths, request: MakeRequest, settings: MakeSettings, display: DisplayOptions, claims: AlbumClaims,
    lan: bool,
) -> int:  # fmt: skip
    """Makes the album of a story, and serves it meanwhile and afterwards; the exit code."""
    from audiobook.cli.live import keep_serving, listen_while_made

    with listen_while_made(settings, lan, display.is_json) as live:
        result = make_story(paths, request, replace(display, live=live), claims)
        live.finish(result.title, Path(result.album))
        keep_serving(display.is_json)
        return result.code


def _make_several(
    stories: tuple[StoryInputs, ...], request: MakeRequest, display: DisplayOptions, claims: AlbumClaims
) -> int:
    """Makes the albums of several stories, with the same workers; the exit code."""
    with BookQueue(stories) as queue:
        shown = replace(display, queue=queue)
        return run_queue(
            queue, stories, lambda paths: make_story(paths, request, shown, claims), display.quiet, display.is_json
        )


def _report_failed_story(story: str, message: str) -> None:
    print_error_event(message, ExitCode.ERROR, story)


def build_make_settings(
    *,
    output: Path,
    chapters: str,
    engine: str | None,
    voice: str | None,
    voice_quality: str,
    speed: float,
    single_voice: bool,
    flat: bool,
    notes: str,
    profile: str,
    form: str,
    bitrate: int | None,
    cache_size: str,
    jobs: int,
    cluster: str,
    again: bool,
    prune: bool,
    listen_check: bool,
    listen_model: str,
) -> MakeSettings:
    """The settings that the options of `make` stand for; raises InputError where an option is wrong."""
    formats = parse_formats(form)
    if cluster:
        from audiobook.cluster.connection import ensure_extra

        ensure_extra()
    return MakeSettings(
        output=output,
        engine=engine,
        voice=voice,
        voice_quality=parse_voice_quality(voice_quality),
        speed=speed,
        chapters=chapters,
        speak_notes=parse_notes_choice(notes),
        single_voice=single_voice,
        flat=flat,
        cache_size=parse_byte_count(cache_size, "--cache-size"),
        jobs=jobs,
        cluster=parse_cluster(cluster),
        again=again,
        prune=prune,
        profile=profile,
        formats=formats,
        bitrate=bitrate,
        default_format="" if formats else choose_format(profile),
        listen_check=listen_check,
        listen_model=listen_model,
    )


MAKE_PARAMETERS = tuple(signature(build_make_settings).parameters)


@dataclass(frozen=True, slots=True)
class MakeRequest:
    """What was typed for `make`, by parameter, and whether to forget what was said for the album before.

    `sources` tell which of the parameters were not typed, but come from the environment or a settings file.
    """

    parameters: Mapping[str, Any]
    defaults: bool
    sources: ParameterSources

    @property
    def output(self) -> Path:
        """The folder of all albums."""
        path: Path = self.parameters["output"]
        return path

    def settings(self, kept: AlbumOptions = NO_OPTIONS) -> MakeSettings:
        """How the album is to be made, with the options that were `kept` with it where none was typed."""
        parameters, usual = self._complete(kept)
        settings = build_make_settings(**{name: parameters[name] for name in MAKE_PARAMETERS})
        yielding = tuple(sorted(usual & YIELDING_OPTIONS))
        return replace(settings, recast=is_voice_quality_new(kept, self.output), yielding=yielding)

    def story(self, paths: StoryPaths, kept: AlbumOptions = NO_OPTIONS) -> StorySettings:
        """The settings of one story, with the options that were `kept` with its album where none was typed."""
        parameters, usual = self._complete(kept)
        return build_story_settings(
            paths, usual, **{name: value for name, value in parameters.items() if name not in MAKE_PARAMETERS}
        )

    def start(self, paths: StoryPaths, kept: AlbumOptions = NO_OPTIONS) -> BuildContext:
        """The build of one story, with the options that were `kept` with its album where none was typed."""
        from audiobook.production.context import BuildContext

        options = kept.merge(typed_options(self.output))
        return BuildContext.start(self.story(paths, kept), self.settings(kept), options)

    def _complete(self, kept: AlbumOptions) -> tuple[Mapping[str, Any], frozenset[str]]:
        """All parameters, and which of them the story's own files come before.

        A voice belongs to its engine: where either is said, a settings file says neither.
        """
        kept_now = kept_parameters(kept, self.parameters, self.output, self.sources)
        usual = find_yielding(self.sources, kept_now)
        parameters = {**self.parameters, **kept_now}
        if any(parameters[name] and name not in usual for name in NARRATOR_OPTIONS):
            parameters |= {name: None for name in NARRATOR_OPTIONS if name in usual}
            usual -= set(NARRATOR_OPTIONS)
        return parameters, usual


def make_story(paths: StoryPaths, request: MakeRequest, display: DisplayOptions, claims: AlbumClaims) -> BookResult:
    """Makes the album of one story, unless it is up to date."""
    from audiobook.production.up_to_date import recall_recorded_options

    kept = NO_OPTIONS if request.defaults else recall_recorded_options(request.output, paths)
    context = request.start(paths, kept)
    story = context.story
    if not (display.dry_run or display.verbose or display.is_json or context.settings.listen_check):
        # Only light modules have been imported so far, so this takes no time.
        from audiobook.production.up_to_date import find_up_to_date_album

        album = find_up_to_date_album(context)
        if album:
            from audiobook.cli.make_notices import report_up_to_date

            claims.claim(album.folder, story, album.manifest.story)
            clean_up_unchanged(replace(context, cast_path=album.cast_path), album.folder, display.queue)
            code = report_up_to_date(album, display.quiet or display.queue is not None)
            return describe_unchanged(album, code)
    return plan_and_make(_recall_options(paths, request, context, display), display, claims)


def _recall_options(
    paths: StoryPaths, request: MakeRequest, context: BuildContext, display: DisplayOptions
) -> BuildContext:
    """The build of one story with what was said for its album before, which is shown.

    It is the `context` of the album on record, unless the story proves to be another, or the cast file says otherwise.
    """
    from audiobook.commands.album_options import NOTHING_RECALLED, recall_options

    recalled = recall_options(request.story(paths), request.output)
    kept = NOTHING_RECALLED.valid if request.defaults else recalled.valid
    report_missing_files(kept, request.output)
    if kept.merge(typed_options(request.output)) != context.options:
        context = request.start(paths, kept)
    overruled = frozenset(recalled.last.as_mapping()) - frozenset(recalled.valid.as_mapping())
    # What the environment says holds for now; what is kept with the album stays as it was.
    fixed = tuple(name for name in ALBUM_OPTIONS if parameter_of(name) in request.sources.environment)
    last, now = recalled.last.without(fixed), context.options.without(fixed)
    message = describe_options(last, now, overruled) if last.values else ""
    if message and not display.quiet:
        print_notice(message)
    return context

"""What `make` tells the user on standard error and at its end."""

from __future__ import annotations

import shlex
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.follow_up import format_follow_up
from audiobook.cli.listening import report_listening
from audiobook.cli.notices import NO_BETTER_VOICES, report_omissions, report_story_notices, report_synthesis_issues
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import InputError
from audiobook.reading.text_decoding import REPLACEMENT_CHARACTER
from audiobook.settings.formats import describe_format_change
from audiobook.settings.settings import BEST, DEFAULT_OUTPUT, MakeSettings
from audiobook.text.clock import format_duration, format_rough_duration
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.commands.make_report import MakeReport
    from audiobook.commands.open_questions import OpenQuestions
    from audiobook.files.locks import LockHolder
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.context import BuildContext
    from audiobook.production.plan import Plan
    from audiobook.production.up_to_date import UpToDateAlbum

# How many unpronounceable pieces of text are listed without -v.
MAX_LISTED_PIECES = 20
# How many of the guessed names the closing words list.
MAX_LISTED_NAMES = 5


def report_plan(plan: Plan, dry_run: bool, quiet: bool = False) -> None:
    """What the user should know of a plan before it is carried out.

    Raises InputError where the voice has no sounds for the story's language, unless in a dry run.
    """
    report_location(plan)
    if plan.mismatch and plan.mismatch.unspeakable and not dry_run:
        raise InputError(plan.mismatch.message)
    if plan.mismatch:
        print_notice(plan.mismatch.message)
    profile = plan.context.settings.product.profile
    if profile.notice and not quiet:
        print_notice(profile.notice)
    for warning in plan.analysis.book.warnings:
        print_notice(warning)
    report_story_notices(plan.analysis, plan.narration_options.speak_notes)
    report_omissions(plan.analysis.book)
    if plan.cover_warning:
        print_notice(f"{plan.cover_warning}")
    _report_returning(plan)
    _report_shared_voices(plan)


def _report_returning(plan: Plan) -> None:
    """Who has their voice from another book of the series."""
    names, series = plan.cast.returning, plan.analysis.series
    if names and series:
        listed = ", ".join(names[:MAX_LISTED_NAMES])
        more = f" and {len(names) - MAX_LISTED_NAMES:,} more" if len(names) > MAX_LISTED_NAMES else ""
        print_notice(f"with the voices that they have in this series ({series.path}): {listed}{more}")


def _report_shared_voices(plan: Plan) -> None:
    """Who has the voice of somebody they are heard with, because the user chose it, and how to change that."""
    from audiobook.casting.shared_voices import find_shared_voices

    for shared in islice(find_shared_voices(plan.analysis.attribution, plan.cast), MAX_LISTED_NAMES):
        both = f"{shared.character} and {shared.other or 'the narrator'} have the same voice, {shared.voice}"
        command = format_follow_up("cast", plan.context.story.paths, "--voice", shared.character, shared.better)
        print_notice(f"{both}; to give {shared.character} another one: {command}")


def report_location(plan: Plan) -> None:
    """Where the album goes, if that is not where the user may look for it."""
    location, story = plan.location, plan.album.story
    assert story is not None  # every planned album knows its story
    if location.other_file:
        message = f"another story with this title and author already has an album (made from {location.other_file})"
        print_notice(f"{message}, so this one goes to {location.path}")
    if location.former_folder:
        print_notice(
            f"this story already has an album under another title, {location.former_folder}, which stays as it is; "
            "delete that folder if you don't want both"
        )
    if location.flat_for:
        series, author = location.flat_for.parent, location.flat_for.parent.parent
        advice = "" if series.exists() else f"; for folders, as Audiobookshelf reads them, create {series}"
        print_notice(f"{author} has no folders for series, so this album of one goes there, too{advice}")
    if location.former_file:
        message = f"{story.file} is the same story as {location.former_file}, and {location.path} is its album"
        print_notice(f"{message}; that album is updated")


def report_format_change(plan: Plan, quiet: bool) -> None:
    """Which formats the album gets, or loses, compared with those that it has."""
    change = describe_format_change(plan.kept_formats, plan.context.settings.formats)
    if change and not quiet:
        print_notice(change)


def report_waiting(holder: LockHolder) -> None:
    """That another run has locked the album."""
    print_notice(f"{holder} is already making this album; waiting…")


def report_voices(plan: Plan, changes: AlbumChanges, dry_run: bool, quiet: bool) -> None:
    """What an engine sends elsewhere, what it costs, and how long better voices take."""
    from audiobook.commands.make import engine_notices

    if quiet:
        return
    for message in engine_notices(changes):
        print_notice(message)
    _report_better_voices(plan, changes, is_new=dry_run or not plan.location.manifest.chapters)


def _report_better_voices(plan: Plan, changes: AlbumChanges, is_new: bool) -> None:
    """How long the better voices take, or would take: those that are not used are only mentioned for a new album."""
    from audiobook.commands.better_voices import find_better_voices

    settings = plan.context.settings
    better = find_better_voices(plan, changes)
    if settings.voice_quality == BEST and not (better or settings.engine or settings.single_voice):
        print_notice(NO_BETTER_VOICES)
    if better is None or not better.characters or not better.seconds or not (better.in_use or is_new):
        return
    who, time = format_count(better.characters, "leading character"), format_rough_duration(better.seconds)
    if better.in_use:
        speak = "speaks" if better.characters == 1 else "speak"
        print_notice(f"{who} {speak} with the better, slower voices of {better.engine}: about {time} of work")
    else:
        command = format_follow_up("make", plan.context.story.paths, "--voices", BEST)
        print_notice(f"{who} could have better voices ({better.engine}), for about {time} more of work: {command}")


def report_lost_characters(plan: Plan) -> None:
    """How many characters of the story could not be decoded."""
    lost_count = plan.analysis.book.text.count(REPLACEMENT_CHARACTER)
    if lost_count:
        print_notice(f"{format_count(lost_count, 'character')} of the story couldn't be read from its file")


def choose_exit_code(is_incomplete: bool, unspoken: tuple[str, ...]) -> ExitCode:
    """The exit code for an album that lacks lines or chapters, or only words that its voice can't pronounce."""
    return ExitCode.LINES_MISSING if is_incomplete else ExitCode.WORDS_UNSPOKEN if unspoken else ExitCode.DONE


def report_up_to_date(album: UpToDateAlbum, quiet: bool) -> ExitCode:
    """That nothing is to be done for an album; what its voice cannot say is reported all the same; the exit code."""
    chapters = album.manifest.chapters
    unspoken = tuple(dict.fromkeys(text for chapter in chapters for text in chapter.unspoken))
    _report_unspoken(unspoken, verbose=False)
    if not quiet:
        duration = format_duration(sum(chapter.seconds for chapter in chapters))
        echo(f"{album.folder}: {format_count(len(chapters), 'chapter')}, {duration} of audio, nothing changed")
    return choose_exit_code(is_incomplete=False, unspoken=unspoken)


def report_result(
    report: MakeReport, context: BuildContext, quiet: bool, verbose: bool, is_one_of_several: bool = False
) -> None:
    """What came of a run: first whatever went wrong or needs a look, then the album, then what is left to decide.

    One of several stories says only what went wrong: the rest is in the table at their end.
    """
    settings = context.settings
    from audiobook.cli.dry_run import format_action_counts

    for text, reason in report.failures:
        print_notice(f"couldn't be spoken: “{text}” ({reason})")
    report_synthesis_issues(report.issues, verbose)
    _report_unspoken(report.unspoken, verbose)
    _report_long_chapters(report, settings)
    _report_removed_chapters(report, settings.prune)
    for name in report.changed_by_others:
        print_notice(
            f"{report.album.folder / name} was edited or replaced, so it wasn't updated; "
            "to get a new one, delete it and run this command again"
        )
    if report.listening:
        report_listening(report.listening, context.story.paths, quiet)
    if not (quiet or is_one_of_several):
        echo(
            f"{report.album.folder}: {format_count(len(report.chapters), 'chapter')}, {format_duration(report.seconds)}"
            f" of audio, made in {format_duration(report.wall_seconds)}{format_action_counts(report.changes)}"
        )
        if report.other_files:
            echo(f"also in that folder: {', '.join(report.other_files)}")
        output_argument = "" if settings.output == DEFAULT_OUTPUT else f" {shlex.quote(str(settings.output))}"
        echo(f"to listen: open index.html in that folder, or run: audiobook serve{output_argument}")
        if report.has_new_questions:
            _show_questions(report.questions, context.story.paths)


def _show_questions(questions: OpenQuestions, paths: tuple[Path, ...]) -> None:
    """What is left to the user to decide, each with the command for it."""
    if questions.notes:
        notes = "1 author's note was" if questions.notes == 1 else f"{questions.notes:,} author's notes were"
        them = "it" if questions.notes == 1 else "them"
        command = format_follow_up("make", paths, "--notes", "spoken")
        echo(f"\n{notes} left out; to hear {them}, too:\n  {command}")
    if questions.unsure:
        lines = f"{questions.unsure:,} of {format_count(questions.lines, 'line')}"
        command = format_follow_up("cast", paths, "--review")
        echo(f"\nnot sure who says {lines} of dialogue; to go through them:\n  {command}")
    if questions.guessed_names:
        names = questions.guessed_names
        listed = ", ".join(names[:MAX_LISTED_NAMES])
        more = f" and {len(names) - MAX_LISTED_NAMES:,} more" if len(names) > MAX_LISTED_NAMES else ""
        command = format_follow_up("words", paths)
        echo(f"\nguessed how to pronounce {listed}{more}; to check:\n  {command}")


def _report_unspoken(pieces: tuple[str, ...], verbose: bool) -> None:
    if not pieces:
        return
    listed = pieces if verbose else pieces[:MAX_LISTED_PIECES]
    more_note = f" and {len(pieces) - len(listed)} more (-v lists them)" if len(listed) < len(pieces) else ""
    print_notice(f"this voice can't pronounce {', '.join(listed)}{more_note}; these words are left out")


def _report_long_chapters(report: MakeReport, settings: MakeSettings) -> None:
    """The chapter files that are longer than the profile allows."""
    profile, has_files = settings.product.profile, _has_visible_files(report)
    for chapter in report.chapters if profile.max_minutes else ():
        if chapter.seconds > profile.max_minutes * 60:
            print_notice(
                f"{chapter.file if has_files else chapter.title} is {chapter.seconds / 60:.0f} minutes long, "
                f"but the profile {profile.name} allows {profile.max_minutes}; split this chapter in the story"
            )


def _report_removed_chapters(report: MakeReport, is_pruned: bool) -> None:
    fate = "was deleted" if is_pruned else "stays (--prune deletes it)"
    for chapter in report.changes.removed_chapters:
        subject = f"its file {chapter.file}" if _has_visible_files(report) else "it"
        print_notice(f"“{chapter.title}” is no longer in the story; {subject} {fate}")


def _has_visible_files(report: MakeReport) -> bool:
    """Whether chapters have files in the album's folder; the parts of a single file lie where nobody looks for them."""
    return all(change.job.target.parent == report.album.folder for change in report.changes.chapters)

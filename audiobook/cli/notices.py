"""Notices about a story: corrections that fit nothing, omitted passages, lines that could not be spoken well."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from audiobook.cli.terminal import overwrite_line, print_notice
from audiobook.text.formatting import format_count, shorten

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import LlmProgress
    from audiobook.model import Book
    from audiobook.production.plan import AnalyzedStory
    from audiobook.synthesis.fallback import SynthesisIssue

MAX_EXCERPT_CHARACTERS = 40
# How many lines that a fallback voice spoke are listed without -v.
MAX_LISTED_LINES = 20
NO_BETTER_VOICES = "--voices best: no better voices are installed; to get some: audiobook voices install kokoro"


def report_story_notices(analysis: AnalyzedStory, speak_notes: bool = True) -> None:
    """Reports rows of the cast file that have no effect, and a model's answers.

    Without `speak_notes`, lines in an author's note are among them: it is certain that no note is read.
    """
    from audiobook.commands.idle_rows import find_idle_rows

    if analysis.cast_location.notice:
        print_notice(analysis.cast_location.notice)
    for idle_row in find_idle_rows(analysis, speak_notes):
        print_notice(idle_row)
    unmatched = [(line.row, line.text, reason) for line, reason in analysis.unmatched_corrections]
    unmatched += [(take.row, take.text, reason) for take, reason in analysis.takes.unmatched]
    for row, text, reason in unmatched:
        print_notice(f"{analysis.cast_path}, line {row}: “{shorten(text, MAX_EXCERPT_CHARACTERS)}”: {reason}")
    if analysis.llm_report:
        print_notice(analysis.llm_report.format_summary())


def report_omissions(book: Book) -> None:
    """Reports passages of the file that were not taken for story, though they may be."""
    from audiobook.commands.inspect import describe_omission

    for omission in book.omissions:
        if message := describe_omission(omission):
            print_notice(
                f"{message}: {shorten(omission.opening, MAX_EXCERPT_CHARACTERS)}" if omission.words else message
            )


def report_synthesis_issues(issues: tuple[SynthesisIssue, ...], verbose: bool) -> None:
    """Reports lines that a fallback voice spoke, and how many needed another try; with `verbose` lists them all."""
    stand_in_issues = [issue for issue in issues if issue.voice]
    for issue in stand_in_issues if verbose else stand_in_issues[:MAX_LISTED_LINES]:
        text = shorten(issue.spoken, MAX_EXCERPT_CHARACTERS)
        print_notice(f"{issue.voice} read this line instead: “{text}” ({issue.reason})")
    retry_issues = [issue for issue in issues if not issue.voice]
    for issue in retry_issues if verbose else ():
        print_notice(f"worked on another try: “{shorten(issue.spoken, MAX_EXCERPT_CHARACTERS)}” ({issue.reason})")
    unlisted_count = len(stand_in_issues[MAX_LISTED_LINES:])
    if unlisted_count and not verbose:
        print_notice(f"and {format_count(unlisted_count, 'more line')} (-v lists them)")
    if retry_issues and not verbose:
        print_notice(f"{format_count(len(retry_issues), 'line')} needed another try (-v lists them)")
    if stand_in_issues:
        print_notice("run the same command again to try these lines in their own voice")


def llm_progress_handler() -> Callable[[LlmProgress], None] | None:
    """Counts the requests to a language model on the terminal; None where standard error is not a terminal."""
    if not sys.stderr.isatty():
        return None

    def show_progress(progress: LlmProgress) -> None:
        overwrite_line(
            f"asking the language model who speaks: {progress.done} of {progress.windows}",
            progress.done == progress.windows,
        )

    return show_progress

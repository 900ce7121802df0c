"""Several stories in one command: one after the other, and one that fails does not keep the others from being done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.story_addresses import STORY, StoryInput, StoryInputs, fetch_stories
from audiobook.cli.terminal import echo, echo_json, print_notice
from audiobook.errors import AudiobookError, InputError
from audiobook.settings.settings import STANDARD_INPUT
from audiobook.text.formatting import format_count

# The files of one story.
StoryPaths = tuple[Path, ...]


def stories_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the stories to a command, and `--join` or `--each`; it gets them as `inputs` and `join` for `split_stories`.

    `join` is True for the first, False for the second, None where neither was said.
    """
    join = click.option(
        "--join/--each",
        default=None,
        help="Files are chapters of one story, in the order of their names; or each is a story of its own, also in "
        "folders.  [default: a folder with e-books has several stories, any other is one]",
    )
    return click.argument("inputs", metavar="STORY...", nargs=-1, type=STORY, required=True)(join(command))


def split_stories(inputs: StoryInputs, join: bool | None) -> tuple[StoryInputs, ...]:
    """The stories that were given: each path or address is one, or all of them are one with `join`.

    A folder of books is several; one line says so. Raises InputError where the choice makes no sense.
    """
    if inputs.count(STANDARD_INPUT) > 1:
        raise InputError("- (standard input) is given twice, but can be read only once")
    if join:
        return (tuple(part for story in inputs for part in _list_joined(story)),)
    return tuple((book,) for story in inputs for book in _list_stories(story, join))


def _list_joined(story: StoryInput) -> StoryInputs:
    """The parts of one story: what was given, or the e-books of a folder that has nothing else."""
    if not isinstance(story, Path) or not story.is_dir():
        return (story,)
    from audiobook.reading.folder.book_folder import list_only_ebooks

    return list_only_ebooks(story) or (story,)


def _list_stories(story: StoryInput, join: bool | None) -> StoryInputs:
    return _list_books(story, join) if isinstance(story, Path) and story.is_dir() else (story,)


def _list_books(folder: Path, join: bool | None) -> StoryPaths:
    """The stories of a folder: itself, or its books, which is reported."""
    from audiobook.reading.folder.book_folder import find_books, find_each

    found = find_books(folder) if join is None else find_each(folder)
    if found is None:
        return _list_numbered(folder)
    if not found.books:
        raise InputError(f"{folder} has no stories, nor have the folders in it; pass another folder, or a story's file")
    others = format_count(len(found.other_formats), "file")
    same = f"; {others} with one of these books in another format left out" if found.other_formats else ""
    hint = " (--join: one story)" if join is None else ""
    print_notice(f"{folder}: {format_count(len(found.books), 'book')}, each a story of its own{hint}{same}")
    return found.books


def _list_numbered(folder: Path) -> StoryPaths:
    """The texts "Book 1", "Book 2" of a folder if they have chapters of their own; else the folder, as one story."""
    from audiobook.reading.folder.book_folder import list_numbered_books

    texts = list_numbered_books(folder)
    if not texts:
        return (folder,)
    if all(map(_has_chapters, texts)):
        print_notice(f"{folder}: {len(texts)} books, as each has chapters of its own (--join: one story)")
        return texts
    print_notice(f"{folder}: one story of {len(texts)} files (--each: each file is a story of its own)")
    return (folder,)


def _has_chapters(text: Path) -> bool:
    """Whether a text has several chapters; one that can't be read has none, and whoever makes it is told why."""
    from audiobook.pipeline import analyze_chapters
    from audiobook.settings.settings import StorySettings

    try:
        return len(analyze_chapters(StorySettings((text,))).chapters) > 1
    except AudiobookError:
        return False


def refuse_for_several(stories: tuple[StoryInputs, ...], options: Mapping[str, object]) -> None:
    """Raises InputError where an option that is for one story was given with several; `options` are by their names."""
    names = [name for name, value in options.items() if value]
    if len(stories) > 1 and names:
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        verb = "is" if len(names) == 1 else "are"
        raise InputError(
            f"{listed} {verb} for one story; give the stories one by one, or --join the files if they are its chapters"
        )


def ignore_failure(story: str, message: str) -> None:
    """Takes a failure that is only reported at the end."""


def run_stories(
    stories: tuple[StoryInputs, ...],
    action: Callable[[StoryPaths], int | None],
    with_headings: bool = False,
    report_failure: Callable[[str, str], None] = ignore_failure,
    quiet: bool = False,
    list_failures: bool = True,
    fetch: Callable[[StoryInputs, bool], StoryPaths] = fetch_stories,
) -> int:
    """Runs the action for the files of each story and returns the exit code: the highest one, unless a story failed.

    Where a story is an address, `fetch` gets its file, and without `quiet` says so. A failure of one of several stories
    is reported at the end, when the others are done; `report_failure` is called at once with the story and the message.
    Without `list_failures` the end only says how many there were.
    """
    if len(stories) == 1:
        try:
            return action(fetch(stories[0], quiet)) or 0
        except AudiobookError as error:
            error.story = str(stories[0][0])
            raise
    codes: list[int] = []
    failures: list[tuple[str, str]] = []
    try:
        for number, paths in enumerate(stories):
            if with_headings:
                echo(f"{chr(10) if number else ''}=== {paths[0]} ===")
            try:
                codes.append(action(fetch(paths, quiet)) or 0)
            except AudiobookError as error:
                failures.append((str(paths[0]), str(error)))
                report_failure(*failures[-1])
    finally:
        # Also after Ctrl-C: what failed before must not be lost.
        _report_failures(failures, len(stories), len(codes), list_failures)
    return max(codes, default=0) if not failures else ExitCode.SOME_STORIES_FAILED if codes else ExitCode.ERROR


def print_stories_json(
    stories: tuple[StoryInputs, ...], build_value: Callable[[StoryPaths], Any], list_name: str = ""
) -> int:
    """Prints the JSON value of a story, or of several a list of objects that each name their `story`; the exit code.

    A value that is itself a list stands in its object under `list_name`.
    """
    values: list[Any] = []

    def add_value(paths: StoryPaths) -> None:
        value = build_value(paths)
        values.append({"story": str(paths[0]), **({list_name: value} if list_name else value)})

    if len(stories) == 1:
        echo_json(build_value(fetch_stories(stories[0])), indent=2)
        return 0
    code = run_stories(stories, add_value)
    echo_json(values, indent=2)
    return code


def _report_failures(failures: list[tuple[str, str]], total: int, done: int, list_all: bool) -> None:
    """Prints which stories failed and why; what is wrong with several of them in the same way is said once."""
    if not failures:
        return
    stories_by_message: dict[str, list[str]] = {}
    for story, message in failures:
        stories_by_message.setdefault(message, []).append(story)
    if len(failures) < total:
        others = "the others are done" if done == total - len(failures) else f"{done} of the others are done"
        print_notice(f"{len(failures)} of {total} stories failed; {others}{':' if list_all else ''}")
    for message, names in stories_by_message.items() if list_all else ():
        is_named = len(names) == total or (len(names) == 1 and names[0] in message)
        print_notice(message if is_named else f"{', '.join(names)}: {message}")

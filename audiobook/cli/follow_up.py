"""The commands that a message proposes: complete, and quoted so that they can be pasted."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

# Options of a run and not of its story, and corrections: a command that follows it up doesn't repeat them.
PASSING_OPTIONS = frozenset(
    {"again", "chapters", "color", "defaults", "dry_run", "jobs", "progress", "prune", "quiet", "verbose"}
    | {"lines", "same", "apart", "renames", "genders", "voices", "narrator", "unset", "undo", "redo", "allow_new"}
    | {"blocks", "joined_chapters", "chapter_titles"}
    | {"said", "forgotten", "everywhere", "lengths", "review", "save", "audition", "every", "as_json", "html"}
)
# Characters that a shell does not take as they are even between double quotation marks.
SPECIAL_IN_QUOTES = frozenset('"$`\\!\n')
# Options that mean something else in other commands than in the one that they were typed for.
OWN_MEANING = frozenset({"engine", "voice"})


def format_follow_up(command: str, paths: Sequence[Path], *extra: str) -> str:
    """The line for another command, or the same one again, about a story: with what was typed that it needs, too.

    `extra` are further words of that line; an option among them replaces what was typed.
    """
    context = click.get_current_context()
    root = context.find_root().command
    target = root.get_command(context, command) if isinstance(root, click.Group) else None
    is_same = target is context.command
    known = {str(option.name): option for option in target.params} if target else {}
    words = ["audiobook", command, *map(_protect_dash, paths)]
    for option in context.command.params:
        name = str(option.name)
        is_known = name in known and set(option.opts) & set(known[name].opts)
        if isinstance(option, click.Option) and is_known and (is_same or name not in OWN_MEANING):
            words += _repeat_option(context, option, extra)
    return " ".join(map(quote_word, [*words, *extra]))


def quote_word(word: str) -> str:
    """A word quoted for a shell, with as few quotation marks as it needs.

    >>> print(quote_word("story.txt"), quote_word("two doors.txt"), quote_word("Ann's story.txt"))
    story.txt 'two doors.txt' "Ann's story.txt"
    """
    return f'"{word}"' if "'" in word and SPECIAL_IN_QUOTES.isdisjoint(word) else shlex.quote(word)


def _repeat_option(context: click.Context, option: click.Option, extra: Sequence[str]) -> Iterator[str]:
    name = str(option.name)
    is_typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if not is_typed or name in PASSING_OPTIONS or not set(option.opts).isdisjoint(extra):
        return
    long_name = next(word for word in option.opts if word.startswith("--"))
    value = context.params[name]
    if option.is_flag:
        yield from [long_name] if value else []
        return
    for item in value if option.multiple else (value,):
        yield long_name
        yield from map(str, item if isinstance(item, tuple) else (item,))


def _protect_dash(path: Path) -> str:
    """A path as a word that no command takes for an option."""
    return f"./{path}" if str(path).startswith("-") and str(path) != "-" else str(path)

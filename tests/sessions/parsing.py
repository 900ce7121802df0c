"""Reads a .session file into steps; what cannot be a step is an error with its file and line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INDENTATION = "    "
FLAGS = ("slow", "processes", "not as root")
# How many words may follow each command of the shell; the program itself takes any number.
SHELL_COMMANDS = {
    "cd": (0, 1),
    "mkdir": (1, 1),
    "rm": (1, 1),
    "mv": (2, 2),
    "cp": (2, 2),
    "ln": (3, 3),
    "chmod": (2, 2),
}
LINE = re.compile(r"(?P<sign>\$|\?!?|=|\+|-|@!?|file|append|columns) (?P<rest>.*\S)")
REDIRECTIONS = ("<", ">")
ABOUT_OUTPUT = ("?", "?!", "=")


class SessionError(Exception):
    """A line that is none of the kinds that a session knows; the message says where."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a session: its sign (`$`, `?`, `file` …), the words after it, and the content of a file."""

    number: int
    sign: str
    rest: str
    content: str = ""

    @property
    def words(self) -> list[str]:
        """The words of a command, split as a shell does."""
        return shlex.split(self.rest)


@dataclass(frozen=True, slots=True)
class Session:
    """A file, what it is about, the marks of the test, and what is done and expected, in order."""

    path: Path
    about: str
    flags: tuple[str, ...]
    steps: tuple[Step, ...]


def read_session(path: Path) -> Session:
    """The session in a file; raises SessionError for a line that it does not understand."""
    return parse_session(path, path.read_text("utf-8"))


def parse_session(path: Path, text: str) -> Session:
    """The session in a text; `path` is for messages.

    >>> parse_session(Path("tea.session"), "Someone asks.\\n\\n$ audiobook --help\\n? make\\n").steps[1].rest
    'make'
    """
    about, _, rest = text.partition("\n\n")
    if not about.strip() or about.lstrip().startswith("$"):
        raise SessionError(f"{path.name}:1: say first what the person wants and sees, and then leave a line blank")
    flags: list[str] = []
    steps: list[Step] = []
    first = about.count("\n") + 3
    for number, line, content in _group(path, rest.splitlines(), first):
        if line in FLAGS and not any(step.sign == "$" for step in steps):
            flags.append(line)
        else:
            steps.append(_parse_step(path, number, line, content, steps))
    if not any(step.sign == "$" for step in steps):
        raise SessionError(f"{path.name}:{first}: a session without a command")
    return Session(path, " ".join(about.split()), tuple(flags), tuple(steps))


def _group(path: Path, lines: list[str], first: int) -> Iterator[tuple[int, str, str]]:
    """Each line that starts in the first column, with its number and with the indented lines below it."""
    index = 0
    while index < len(lines):
        line, start = lines[index].rstrip(), index
        index += 1
        if not line or line.startswith("#"):
            continue
        if line[0].isspace():
            raise SessionError(f"{path.name}:{first + start}: an indented line that belongs to no file: {line}")
        block = []
        while line.startswith(("file ", "append ")) and index < len(lines) and not lines[index][:1].strip():
            if lines[index].strip() and not lines[index].startswith(INDENTATION):
                raise SessionError(f"{path.name}:{first + index}: indent the lines of a file by four spaces")
            block.append(lines[index].removeprefix(INDENTATION))
            index += 1
        content = "\n".join(block).rstrip("\n")
        yield first + start, line, content + "\n" if content else ""


def _parse_step(path: Path, number: int, line: str, content: str, before: list[Step]) -> Step:
    match = LINE.fullmatch(line)
    if match is None:
        raise SessionError(f"{path.name}:{number}: not a line of a session: {line}")
    step = Step(number, match["sign"], match["rest"], content)
    problem = _find_problem(step, before)
    if problem:
        raise SessionError(f"{path.name}:{number}: {problem}: {line}")
    return step


def _find_problem(step: Step, before: list[Step]) -> str:
    """What is wrong with a line whose kind is known; "" if nothing is."""
    since_command = [known.sign for known in before]
    since_command = since_command[len(since_command) - since_command[::-1].index("$") :] if "$" in since_command else []
    commanded = any(known.sign == "$" for known in before)
    match step.sign:
        case "$":
            return _find_command_problem(step)
        case "=" if not step.rest.isdecimal() or "=" in since_command:
            return "one exit code, a number"
        case "columns" if not step.rest.isdecimal():
            return "a width is a number"
        case "@" | "@!" if not all(step.rest.partition(": ")[::2]):
            return "a file, a colon, a space, and the text"
        case sign if sign in ABOUT_OUTPUT and not commanded:
            return "there is no command yet that could have printed or ended"
    return ""


def _find_command_problem(step: Step) -> str:
    try:
        name, *arguments = step.words
    except ValueError as error:
        return str(error)
    if name == "audiobook":
        return "one < and one > only" if any(arguments.count(sign) > 1 for sign in REDIRECTIONS) else ""
    if name not in SHELL_COMMANDS:
        return f"not a command of a session (audiobook, {', '.join(SHELL_COMMANDS)})"
    least, most = SHELL_COMMANDS[name]
    return "" if least <= len(arguments) <= most else f"{name} takes {most} words"


def split_redirections(words: list[str]) -> tuple[list[str], str | None, str | None]:
    """The arguments of a command, the file of its standard input, and that of its standard output.

    >>> split_redirections(["cast", "-", "<", "tea.txt"])
    (['cast', '-'], 'tea.txt', None)
    """
    files: dict[str, str] = {}
    arguments: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word in REDIRECTIONS:
            files[word] = next(remaining, "")
        else:
            arguments.append(word)
    return arguments, files.get("<"), files.get(">")

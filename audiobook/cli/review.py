"""`audiobook cast --review`: asks in the terminal, question by question, who speaks."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence

from rich.text import Text

from audiobook.attribution.review.questions import ChangedTurn, Question, SharedReference
from audiobook.cli.console import SafeConsole
from audiobook.cli.formatting import format_count, shorten
from audiobook.cli.tables import NO_BREAK_SPACE
from audiobook.cli.terminal import echo
from audiobook.commands.review import ReviewSession
from audiobook.commands.review_lines import ShownLine, list_shown_lines
from audiobook.commands.spoken_lines import describe_position

HELP = """  1 to 9  the speaker with that number
  121     the speakers of several lines that are asked (>), one digit a line; 0 leaves one open
  a name  that character; the beginning is enough
  n       the narrator reads it
  Enter   leaves it open (s as well)
  a       what the last answer changed besides is right
  u       takes the last answer back
  q       ends; every answer is saved already"""
PROMPT = "who? (? for help) "
ASKED, NOT_ASKED = ">", " "
MAX_NAME_WIDTH, MAX_LISTED_CHANGES = 22, 6
MIN_TEXT_WIDTH = 20
# How many rows of the terminal the first line that is asked may take, one that follows, and any other.
MAX_FIRST_ROWS, MAX_ASKED_ROWS, MAX_OTHER_ROWS = 3, 2, 1
LEFT_OPEN = "0"
# Speakers less likely than this are offered without a percentage.
MIN_SHOWN = 0.005


class AnswerReader:
    """Reads answers: in a terminal as they are typed, or from a pipe, when they are shown after the question."""

    def __init__(self, first: str = "") -> None:
        self._pending = first

    def read(self, prompt: str) -> str | None:
        """The answer to a question, None if there are no more."""
        if sys.stdin.isatty():
            return self._read_typed(prompt)
        line, self._pending = self._pending or sys.stdin.readline(), ""
        echo(f"{prompt}{line.strip()}")
        return line.strip() if line else None

    @staticmethod
    def _read_typed(prompt: str) -> str | None:
        try:
            return input(prompt).strip()
        except EOFError:
            echo()
            return None


def open_answers() -> AnswerReader | None:
    """The answers of a review: those typed in a terminal, or those piped in; None if there is neither."""
    if sys.stdin is None:
        return None
    if sys.stdin.isatty():
        return AnswerReader() if sys.stdout.isatty() else None
    first = sys.stdin.readline()
    return AnswerReader(first) if first else None


class ReviewDialogue:
    """Asks the questions of a review until none is left, or the person ends it."""

    def __init__(self, session: ReviewSession, answers: AnswerReader) -> None:
        self._session, self._answers = session, answers
        self._console = SafeConsole(highlight=False)

    def run(self) -> None:
        """Asks until the end; Ctrl-C ends it as well, as every answer is saved already."""
        try:
            while (question := self._session.find_next_question()) is not None:
                self._show_question(question)
                if not self._ask(question):
                    return
        except KeyboardInterrupt:
            echo()
        else:
            echo("\nnothing is left to ask")

    def _ask(self, question: Question) -> bool:
        """Asks until there is an answer; whether the review goes on."""
        while True:
            typed = self._answers.read(PROMPT)
            if typed is None or typed == "q":
                return False
            if typed == "?":
                echo(HELP)
            elif self._take(question, typed):
                return True

    def _take(self, question: Question, typed: str) -> bool:
        """Does what an answer says; whether the question is done with."""
        match typed:
            case "" | "s":
                self._session.skip(question)
                return True
            case "u":
                echo("taken back" if self._session.undo() else "there is no answer to take back")
                return True
            case "a":
                count = self._session.accept()
                echo(f"saved: {format_count(count, 'more line')}" if count else "the last answer changed no other line")
                return True
            case "n":
                self._answer({question.turn: ""})
                return True
        if typed.isdecimal():
            return self._take_digits(question, typed)
        return self._take_name(question, typed)

    def _take_digits(self, question: Question, typed: str) -> bool:
        asked = (question.turn, *question.following)
        if len(typed) > len(asked) or any(int(digit) > len(question.choices) for digit in typed):
            echo(f"{format_count(len(asked), 'line')} asked, speakers 1 to {len(question.choices)}")
            return False
        speakers = {
            turn: question.choices[int(digit) - 1].name
            for turn, digit in zip(asked, typed, strict=False)
            if digit != LEFT_OPEN
        }
        if not speakers:
            self._session.skip(question)
            return True
        self._answer(speakers)
        return True

    def _take_name(self, question: Question, typed: str) -> bool:
        found = self._session.find_name(typed)
        if found.name:
            self._answer({question.turn: found.name})
            return True
        if found.others:
            echo(f"several begin like that: {', '.join(found.others[:MAX_LISTED_CHANGES])}")
            return False
        if not self._confirm(f"nobody is called {typed} here: a new character? (y/n) "):
            return False
        name = self._session.add_name(typed)
        self._answer({question.turn: name}, (name,))
        return True

    def _confirm(self, prompt: str) -> bool:
        return (self._answers.read(prompt) or "").lower() in ("y", "yes")

    def _answer(self, speakers: Mapping[int, str], new_names: tuple[str, ...] = ()) -> None:
        effect = self._session.answer(speakers, new_names)
        self._show_changes(effect.changed)
        if effect.reference is not None and self._confirm(self._describe_reference(effect.reference)):
            self._show_changes(self._session.join(effect.reference).changed)

    def _describe_reference(self, reference: SharedReference) -> str:
        count = format_count(len(reference.turns), "other tag")
        return f"“{reference.phrase}” is in {count}: {reference.name} there, too? (y/n) "

    def _show_changes(self, changed: Sequence[ChangedTurn]) -> None:
        """What an answer changes besides its own lines."""
        if not changed:
            return
        listed = "; ".join(self._describe_change(change) for change in changed[:MAX_LISTED_CHANGES])
        more = "; …" if len(changed) > MAX_LISTED_CHANGES else ""
        text = f"{format_count(len(changed), 'other line')} with that (a if right): {listed}{more}"
        self._console.print(Text(text, style="dim"))

    def _describe_change(self, change: ChangedTurn) -> str:
        position = describe_position(self._session.queue.segments_of(change.turn)[0], self._session.queue.script)
        return f"{position} {change.before or 'nobody'} → {change.after or 'nobody'}"

    def _show_question(self, question: Question) -> None:
        queue = self._session.queue
        left = queue.count_unsure_lines()
        self._console.print(Text(f"\n{format_count(left, 'line')} unsure", style="bold"))
        asked = (question.turn, *question.following)
        lines = list_shown_lines(queue, question)
        names = {line.turn: self._name_of(line, asked) for line in lines}
        places = max(len(line.position) for line in lines)
        width = max(len(name) for name in names.values())
        for line in lines:
            rows = MAX_FIRST_ROWS if line.turn == asked[0] else MAX_ASKED_ROWS if line.turn in asked else MAX_OTHER_ROWS
            self._show_line(line, rows, places, names[line.turn].ljust(width))
        echo(self._format_choices(question))

    def _format_choices(self, question: Question) -> str:
        """The likely speakers with their digits, never broken within a name."""
        shown = [
            f"{number} {choice.name}" + (f" {choice.confidence:.0%}" if choice.confidence >= MIN_SHOWN else "")
            for number, choice in enumerate(question.choices, 1)
        ]
        text = "   ".join(choice.replace(" ", NO_BREAK_SPACE) for choice in (*shown, "n narrator"))
        rows = textwrap.wrap(text, self._console.width - 2, break_long_words=False, break_on_hyphens=False)
        return "\n".join(f"  {row}" for row in rows).replace(NO_BREAK_SPACE, " ")

    def _name_of(self, line: ShownLine, asked: Sequence[int]) -> str:
        if line.turn < 0:
            return ""
        queue = self._session.queue
        name = shorten(queue.speaker_of(line.turn) or "nobody", MAX_NAME_WIDTH)
        return f"{name} {queue.confidence_of(line.turn):.0%}" if line.turn in asked else name

    def _show_line(self, line: ShownLine, rows: int, places: int, name: str) -> None:
        """A line of the story, in no more than so many rows of the terminal."""
        is_asked = rows != MAX_OTHER_ROWS
        head = f"{ASKED if is_asked else NOT_ASKED} {line.position.ljust(places)}  {name}  "
        room = max(MIN_TEXT_WIDTH, self._console.width - len(head))
        text = " ".join(line.text.split())
        parts = textwrap.wrap(text, room, max_lines=rows, placeholder=" …") or [""]
        style = "bold" if is_asked else "dim"
        for number, part in enumerate(parts):
            self._console.print(Text((head if number == 0 else " " * len(head)) + part, style=style), soft_wrap=True)


def review_story(session: ReviewSession, answers: AnswerReader) -> None:
    """Asks who speaks the lines that matter most; says first what can be answered."""
    echo("Whose line is it? Type a number, a name, Enter to leave it open, or ? for more; every answer is saved.")
    ReviewDialogue(session, answers).run()

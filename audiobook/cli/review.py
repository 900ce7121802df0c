"""`audiobook cast --review`: asks in the terminal, question by question, who speaks."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Mapping, Sequence

from rich.text import Text

from audiobook.attribution.review.questions import ChangedTurn, Question, SharedReference, Stage
from audiobook.attribution.review.review_queue import MAX_SHOWN_LINES
from audiobook.cli.console import SafeConsole
from audiobook.cli.name_completion import complete_names
from audiobook.cli.tables import NO_BREAK_SPACE
from audiobook.cli.terminal import echo
from audiobook.commands.review import ReviewSession
from audiobook.commands.review_answers import LEFT_OPEN, NARRATED, split_answers
from audiobook.commands.review_lines import ShownLine, list_shown_lines
from audiobook.commands.spoken_lines import describe_position
from audiobook.text.formatting import format_count, shorten

HELP = """  1 to 9  the speaker with that number
  121     a digit for each line marked >, from the first; 0 leaves a line open
  12..    the same, repeated for the other lines: 121212
  a name  that character; the beginning is enough, and Tab completes it
  1,Ann,n several answers, separated by commas
  y       every line marked > is right as shown
  1=3     these two are the same person; the first name is kept
  n       the narrator reads it
  Enter   leave these lines open (s does the same)
  a       the other lines that your last answer changed are right, too
  u       take back the last answer
  q       quit; every answer is saved already"""
PROMPT = "who? (? for help) "
# Two speakers who are one.
SAME = re.compile(r"(\d) ?= ?(\d)")
ASKED, NOT_ASKED = ">", " "
# Who reads a line that nobody is known to speak.
NOBODY = "narrator"
MAX_NAME_WIDTH, MAX_LISTED_CHANGES = 22, 6
MIN_TEXT_WIDTH = 20
# How many rows of the terminal the first line that is asked may take, one that follows if there is room, and any other.
MAX_FIRST_ROWS, MAX_ASKED_ROWS, MAX_OTHER_ROWS = 3, 2, 1
# What else a question takes of a terminal (its head, the choices, the prompt); on a small one, its head scrolls away.
OTHER_ROWS, MIN_ROWS = 8, 24
# What is asked about after the unsure lines, as a question to the person, and how such lines are counted.
NEXT_STAGES = {
    Stage.PROBABLE: "Go on to lines that are only probably right? (y/n) ",
    Stage.ANY: "Go on to the most doubtful of the rest? (y/n) ",
}
COUNTED = {Stage.UNSURE: "unsure", Stage.PROBABLE: "probably right", Stage.ANY: "left that may be wrong"}
# Speakers less likely than this are offered without a percentage.
MIN_SHOWN = 0.005


class AnswerReader:
    """Reads answers: in a terminal as they are typed, or from a pipe, when they are shown after the question."""

    def __init__(self, first: str = "") -> None:
        self._pending = first

    @property
    def is_typed(self) -> bool:
        """Whether somebody is there to answer."""
        return sys.stdin.isatty()

    def read(self, prompt: str) -> str | None:
        """The answer to a question, None if there are no more."""
        if self.is_typed:
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
            with complete_names(self._session.list_names()):
                while self._ask_next():
                    pass
        except KeyboardInterrupt:
            echo()

    def _ask_next(self) -> bool:
        """Asks the next question; whether the review goes on."""
        self._session.queue.room = self._rows
        question = self._session.find_next_question()
        if question is None:
            return self._go_on()
        self._show_question(question)
        return self._ask(question)

    @property
    def _rows(self) -> int:
        """How many rows the lines of a question may take; as many as they like, if nobody is looking."""
        return max(MIN_ROWS, self._console.height - OTHER_ROWS) if self._answers.is_typed else MAX_SHOWN_LINES

    def _go_on(self) -> bool:
        """Goes on with lines that are less doubtful; whether there are any, and the person wants to."""
        is_unsure = self._session.queue.stage is Stage.UNSURE
        stage = self._session.go_on()
        if stage is None:
            echo("\nnothing is left to ask")
            return False
        echo(self._describe_unsure() if is_unsure else "\nThat was the last of those.")
        return not self._answers.is_typed or self._confirm(NEXT_STAGES[stage])

    def _describe_unsure(self) -> str:
        left = self._session.queue.count_unsure_lines()
        return f"\nThat was the last of the unsure lines{f', except for {left:,} that you left open' if left else ''}."

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
                self._session.skip((question.turn, *question.following))
                return True
            case "u":
                echo("taken back" if self._session.undo() else "there is no answer to take back")
                return True
            case "a":
                count = self._session.accept()
                echo(f"saved: {format_count(count, 'more line')}" if count else "the last answer changed no other line")
                return True
            case "y":
                queue = self._session.queue
                self._answer({turn: queue.speaker_of(turn) for turn in (question.turn, *question.following)})
                return True
        same = SAME.fullmatch(typed)
        return self._join(question, *map(int, same.groups())) if same else self._take_answers(question, typed)

    def _join(self, question: Question, first: int, second: int) -> bool:
        """Makes two of the likely speakers one."""
        names = {number: choice.name for number, choice in enumerate(question.choices, 1)}
        if first == second or not {first, second} <= names.keys():
            echo(f"choose two different speakers from 1 to {len(names)}")
            return False
        self._show_changes(self._session.join_people(names[second], names[first]).changed)
        return True

    def _take_answers(self, question: Question, typed: str) -> bool:
        """Does what the answers for one line or several say."""
        asked = (question.turn, *question.following)
        answers = split_answers(typed, len(asked))
        digits = [int(answer) for answer in answers if answer.isdecimal()]
        if len(answers) > len(asked) or any(digit > len(question.choices) for digit in digits):
            echo(f"{format_count(len(asked), 'line')} asked, speakers 1 to {len(question.choices)}")
            return False
        names = [self._read_speaker(question, answer) for answer in answers]
        if any(name is None for name in names):
            return False
        named = dict(zip(asked, names, strict=False))
        left_open = [turn for turn, answer in zip(asked, answers, strict=False) if answer in LEFT_OPEN]
        if left_open:
            self._session.skip(left_open)
        if len(left_open) < len(named):
            self._answer({turn: name for turn, name in named.items() if name is not None and turn not in left_open})
        return True

    def _read_speaker(self, question: Question, answer: str) -> str | None:
        """The speaker that an answer names, "" for the narrator or nobody; None if it has to be typed again."""
        if answer in LEFT_OPEN or answer == NARRATED:
            return ""
        if answer.isdecimal():
            return question.choices[int(answer) - 1].name
        return self._find_name(answer)

    def _find_name(self, typed: str) -> str | None:
        found = self._session.find_name(typed)
        if found.name:
            return found.name
        if found.others:
            echo(f"several begin like that: {', '.join(found.others[:MAX_LISTED_CHANGES])}")
            return None
        if not self._confirm(f"nobody is called {typed} here: a new character? (y/n) "):
            return None
        return self._session.add_name(typed)

    def _confirm(self, prompt: str) -> bool:
        return (self._answers.read(prompt) or "").lower() in ("y", "yes")

    def _answer(self, speakers: Mapping[int, str]) -> None:
        effect = self._session.answer(speakers)
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
        text = f"this also changes {format_count(len(changed), 'other line')} (a if right): {listed}{more}"
        self._console.print(Text(text, style="dim"))

    def _describe_change(self, change: ChangedTurn) -> str:
        position = describe_position(self._session.queue.segments_of(change.turn)[0], self._session.queue.script)
        return f"{position} {change.before or NOBODY} → {change.after or NOBODY}"

    def _show_question(self, question: Question) -> None:
        queue = self._session.queue
        count = format_count(queue.count_lines(), "line")
        self._console.print(Text(f"\n{count} {COUNTED[queue.stage]}", style="bold"))
        asked = (question.turn, *question.following)
        lines = list_shown_lines(queue, question)
        digits = {choice.name: number for number, choice in enumerate(question.choices, 1)}
        names = {line.turn: self._name_of(line, asked, digits) for line in lines}
        places = max(len(line.position) for line in lines)
        width = max(len(name) for name in names.values())
        has_room = len(lines) + len(asked) <= self._rows
        asked_rows = MAX_ASKED_ROWS if has_room else MAX_OTHER_ROWS
        for line in lines:
            rows = MAX_FIRST_ROWS if line.turn == asked[0] else asked_rows if line.turn in asked else MAX_OTHER_ROWS
            mark = ASKED if line.turn in asked else NOT_ASKED
            head = f"{mark} {line.position.ljust(places)}  {names[line.turn].ljust(width)}  "
            self._show_line(line.text, rows, head)
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

    def _name_of(self, line: ShownLine, asked: Sequence[int], digits: Mapping[str, int]) -> str:
        """The speaker of a line; if it is asked about, with the digit to type, and how likely that speaker is."""
        if line.turn < 0:
            return ""
        speaker = self._session.queue.speaker_of(line.turn)
        name = shorten(speaker or NOBODY, MAX_NAME_WIDTH)
        if line.turn not in asked:
            return f"  {name}"
        return f"{digits.get(speaker, NARRATED if not speaker else ' ')} {name}{self._format_share(line.turn)}"

    def _format_share(self, turn: int) -> str:
        confidence = self._session.queue.confidence_of(turn)
        return f" {confidence:.0%}" if confidence >= MIN_SHOWN else ""

    def _show_line(self, text: str, rows: int, head: str) -> None:
        """A line of the story behind its head, in no more than so many rows of the terminal."""
        room = max(MIN_TEXT_WIDTH, self._console.width - len(head))
        parts = textwrap.wrap(" ".join(text.split()), room, max_lines=rows, placeholder=" …") or [""]
        style = "bold" if head.startswith(ASKED) else "dim"
        for number, part in enumerate(parts):
            self._console.print(Text((head if number == 0 else " " * len(head)) + part, style=style), soft_wrap=True)


def review_story(session: ReviewSession, answers: AnswerReader) -> None:
    """Asks who speaks the lines that matter most; says first what can be answered."""
    echo("Whose line is it? Type a number, a name, Enter to leave it open, or ? for more; every answer is saved.")
    ReviewDialogue(session, answers).run()

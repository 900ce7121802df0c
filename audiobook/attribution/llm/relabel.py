"""Asks a language model about a whole script, window by window, and gives back what it is sure to have made better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.attribution.llm.answer_cache import KeptAnswers
from audiobook.attribution.llm.answers import Labels, labels_in
from audiobook.attribution.llm.client import Client, NoAnswerError, Server, connected
from audiobook.attribution.llm.compare import LlmReport, weighed
from audiobook.attribution.llm.naming import Meant, NameBook
from audiobook.attribution.llm.prompt import Request, request_for
from audiobook.attribution.llm.windows import Window, windows_of
from audiobook.model import Attribution

# So many requests in a row without an answer: the server is down, or the model cannot do this.
MOST_FAILURES = 3
NO_LABELS = "the answer is not the JSON that was asked for"
LINE_MISSING = "the answer leaves the line out"
NOT_ASKED = "not asked any more"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the asking is: `done` windows of `windows`."""

    done: int
    windows: int


def relabelled(
    attribution: Attribution,
    server: Server,
    watch: Callable[[Progress], None] | None = None,
    keep: Path | None = None,
) -> tuple[Attribution, LlmReport]:
    """The attribution as a language model sees it, where its answers hold; all else stays as it was.

    The model only gives names to numbered lines; whatever else it writes is not read. Answers are kept in the folder
    `keep` and not asked for again. Raises LlmUnavailableError where the server cannot be reached, lets nobody in or
    has no such model; any other mishap only costs the lines that it concerns, and is counted in the report.
    """
    windows = windows_of(attribution.script)
    if not windows:
        return attribution, LlmReport(server.model)
    with connected(server) as client:
        asker = _Asker(client, client.model(), KeptAnswers(keep))
        names = NameBook(attribution.characters)
        answers: dict[int, Meant] = {}
        for number, window in enumerate(windows, 1):
            answers.update(asker.answers(window, request_for(window, attribution.characters), names))
            if watch:
                watch(Progress(number, len(windows)))
    report = LlmReport(asker.model, requests=client.requests, recalled=asker.recalled, stopped=asker.stopped)
    return weighed(attribution, answers, report)


@dataclass
class _Asker:
    """Asks about one window after the other, until too many in a row have failed."""

    client: Client
    model: str
    kept: KeptAnswers
    recalled: int = 0
    failures: list[str] = field(default_factory=list)
    stopped: str = ""

    def answers(self, window: Window, request: Request, names: NameBook) -> dict[int, Meant]:
        """What is known of each line of a window, by its place in the script."""
        try:
            labels = self._labels(request)
        except NoAnswerError as error:
            return dict.fromkeys(window.places, Meant(trouble=str(error), answered=False))
        return _meant(window, labels, names)

    def _labels(self, request: Request) -> Labels:
        """The labels of a request's lines, from an earlier run or from the server; raises NoAnswerError."""
        before = self.kept.read(self.model, request)
        if before is not None and (labels := labels_in(before, request.count)):
            self.recalled += 1
            return labels
        if self.stopped:
            raise NoAnswerError(NOT_ASKED)
        try:
            labels = self._asked(request)
        except NoAnswerError as error:
            self._failed(str(error))
            raise
        self.failures.clear()
        return labels

    def _asked(self, request: Request) -> Labels:
        answer = self.client.answer(self.model, request)
        labels = labels_in(answer, request.count)
        if not labels:
            raise NoAnswerError(NO_LABELS)
        self.kept.write(self.model, request, answer)
        return labels

    def _failed(self, why: str) -> None:
        self.failures.append(why)
        if len(self.failures) >= MOST_FAILURES:
            self.stopped = f"{len(self.failures)} requests in a row came to nothing, the last because {why}"


def _meant(window: Window, labels: Labels, names: NameBook) -> dict[int, Meant]:
    missing = Meant(trouble=LINE_MISSING, answered=False)
    text = f"{window.before}\n{window.text}"
    numbered: Sequence[tuple[int, int]] = tuple(enumerate(window.places, 1))
    return {place: names.meant(labels[number], text) if number in labels else missing for number, place in numbered}

"""Asks a language model about a whole script, window by window, and merges its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.attribution.llm.answer_cache import AnswerCache
from audiobook.attribution.llm.answers import Labels, parse_labels
from audiobook.attribution.llm.client import LlmClient, LlmServer, NoAnswerError, open_client
from audiobook.attribution.llm.merge_answers import LlmReport, merge_answers
from audiobook.attribution.llm.name_resolution import NameResolver, ResolvedAnswer
from audiobook.attribution.llm.prompt import LabelRequest, build_request
from audiobook.attribution.llm.prompt_windows import PromptWindow, split_windows
from audiobook.model import Attribution

# After this many requests in a row without an answer the server is down, or the model can't do this.
MAX_CONSECUTIVE_FAILURES = 3
NO_LABELS = "the answer is not the requested JSON"
MISSING_LABEL = "the line is missing from the answer"
NOT_ASKED = "not asked after earlier failures"


@dataclass(frozen=True, slots=True)
class LlmProgress:
    """The progress: `done` windows of `windows`."""

    done: int
    windows: int


def relabel_quotes(
    attribution: Attribution,
    server: LlmServer,
    report_progress: Callable[[LlmProgress], None] | None = None,
    cache_folder: Path | None = None,
) -> tuple[Attribution, LlmReport]:
    """The attribution with a language model's answers merged in, and a report of what came of them.

    The model only names the speakers of numbered lines; anything else that it writes is ignored. Answers are cached in
    `cache_folder` and not requested again. Raises LlmUnavailableError if the server can't be reached, rejects the key
    or doesn't have the model. Any other failure only affects its own lines, and is counted in the report.
    """
    windows = split_windows(attribution.script)
    if not windows:
        return attribution, LlmReport(server.model)
    with open_client(server) as client:
        labeller = _WindowLabeller(client, client.resolve_model(), AnswerCache(cache_folder))
        names = NameResolver(attribution.characters)
        answers: dict[int, ResolvedAnswer] = {}
        for number, window in enumerate(windows, 1):
            answers.update(labeller.resolve_window(window, build_request(window, attribution.characters), names))
            if report_progress:
                report_progress(LlmProgress(number, len(windows)))
    report = LlmReport(
        labeller.model, requests=client.requests, recalled=labeller.cached_windows, stopped=labeller.stop_reason
    )
    return merge_answers(attribution, answers, report)


@dataclass
class _WindowLabeller:
    """Asks about one window after the other, until too many requests in a row have failed."""

    client: LlmClient
    model: str
    cache: AnswerCache
    cached_windows: int = 0
    failures: list[str] = field(default_factory=list)
    stop_reason: str = ""

    def resolve_window(
        self, window: PromptWindow, request: LabelRequest, names: NameResolver
    ) -> dict[int, ResolvedAnswer]:
        """The resolved answer for each line of a window, by its index in the script."""
        try:
            labels = self._get_labels(request)
        except NoAnswerError as error:
            return dict.fromkeys(window.indexes, ResolvedAnswer(problem=str(error), is_answered=False))
        return _resolve_labels(window, labels, names)

    def _get_labels(self, request: LabelRequest) -> Labels:
        """The labels of a request's lines, from the cache or the server; raises NoAnswerError."""
        cached_answer = self.cache.read(self.model, request)
        if cached_answer is not None and (labels := parse_labels(cached_answer, request.line_count)):
            self.cached_windows += 1
            return labels
        if self.stop_reason:
            raise NoAnswerError(NOT_ASKED)
        try:
            labels = self._request_labels(request)
        except NoAnswerError as error:
            self._record_failure(str(error))
            raise
        self.failures.clear()
        return labels

    def _request_labels(self, request: LabelRequest) -> Labels:
        answer = self.client.request_answer(self.model, request)
        labels = parse_labels(answer, request.line_count)
        if not labels:
            raise NoAnswerError(NO_LABELS)
        self.cache.write(self.model, request, answer)
        return labels

    def _record_failure(self, why: str) -> None:
        self.failures.append(why)
        if len(self.failures) >= MAX_CONSECUTIVE_FAILURES:
            self.stop_reason = f"{len(self.failures)} requests in a row failed ({why})"


def _resolve_labels(window: PromptWindow, labels: Labels, names: NameResolver) -> dict[int, ResolvedAnswer]:
    missing = ResolvedAnswer(problem=MISSING_LABEL, is_answered=False)
    text = f"{window.before}\n{window.text}"
    numbered_positions: Sequence[tuple[int, int]] = tuple(enumerate(window.indexes, 1))
    return {
        index: names.resolve(labels[number], text) if number in labels else missing
        for number, index in numbered_positions
    }

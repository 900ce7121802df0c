"""A language model beside the built-in result: a small server that answers well, badly, late or not at all."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiobook.attribution.llm.client import BROKE_OFF, EMPTY_ANSWER, LATE, MAX_ATTEMPTS, TOO_LONG, LlmServer
from audiobook.attribution.llm.merge_answers import LLM_CONFIDENCE, LlmReport
from audiobook.attribution.llm.name_resolution import UNKNOWN_NAME, WRONG_TYPE
from audiobook.attribution.llm.relabel import (
    MAX_CONSECUTIVE_FAILURES,
    MISSING_LABEL,
    NO_LABELS,
    NOT_ASKED,
    LlmProgress,
    relabel_quotes,
)
from audiobook.errors import LlmUnavailableError
from audiobook.model import Attribution, Character
from tests.attribution.llm.server import (
    Behaviour,
    Model,
    breaks_off,
    closed_address,
    drips,
    endless,
    fails,
    late,
    names,
    running,
    says,
    sends,
    takes_only,
)
from tests.attribution.llm.stories import BEA, NOBODY, TOM, UNSURE, Given, attribution_of, speakers, spoken

TWO = "Bea sat with Tom.\n\n“It is late.”\n\n“I know.”"
RIGHT = names({"late": "Tom", "know": "Bea"})
BY_TOM: Given = ("Tom", LLM_CONFIDENCE, "turn")


@pytest.fixture
def model() -> Iterator[Model]:
    with running() as started:
        yield started


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.attribution.llm.client.INITIAL_BACKOFF_SECONDS", 0.001)


def asked(model: Model, attribution: Attribution, *behaviours: Behaviour, timeout: float = 5, keep: Path | None = None,
          name: str = "small") -> tuple[Attribution, LlmReport]:  # fmt: skip
    model.behaviours = list(behaviours)
    return relabel_quotes(attribution, LlmServer(model.address, name, "secret", timeout), cache_folder=keep)


def windows_full(count: int) -> str:
    """A story of so many windows, one line in each."""
    rain = "\n\n".join(["Rain fell on the roof of the house, and nobody said a word about it. " * 12] * 7)
    return f"\n\n{rain}\n\n".join(f"“It is late, {number}.”" for number in range(count))


def total(report: LlmReport) -> int:
    return report.agreed + report.taken + report.kept + report.unknown + report.refused + report.fell_back


def test_relabel_takes_answers_and_raises_confidence_on_agreement(model: Model) -> None:
    result, report = asked(model, attribution_of(TWO), RIGHT)
    assert spoken(result) == [BY_TOM, ("Bea Marlow", 0.75, "turn")]
    assert report == LlmReport("small", asked=2, agreed=1, taken=1, requests=1)
    assert [(one.name, one.aliases, one.lines) for one in result.characters] == [
        ("Bea Marlow", BEA.aliases, 1),
        ("Tom", TOM.aliases, 1),
    ]


def test_relabel_changes_nothing_but_speakers(model: Model) -> None:
    before = attribution_of(TWO)
    result, _ = asked(model, before, RIGHT)
    assert [(one.span, one.kind, one.spoken) for one in result.script.segments] == [
        (one.span, one.kind, one.spoken) for one in before.script.segments
    ]


def test_requests_are_bounded_and_go_to_the_server(model: Model) -> None:
    asked(model, attribution_of(TWO), RIGHT)
    (question,) = model.seen
    assert question.path == "/v1/chat/completions"
    assert question.headers["Authorization"] == "Bearer secret"
    assert (question.body["model"], question.body["stream"], question.body["temperature"]) == ("small", False, 0)
    assert question.body["response_format"]["json_schema"]["schema"]["required"] == ["1", "2"]
    assert question.lines == {"1": "It is late.", "2": "I know."}


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_addresses_work_with_and_without_the_protocols_path(model: Model, ending: str) -> None:
    model.behaviours = [RIGHT]
    relabel_quotes(attribution_of(TWO), LlmServer(model.address + ending, "small"))
    assert [one.path for one in model.seen] == ["/v1/chat/completions"]
    assert "Authorization" not in model.seen[0].headers


def test_the_servers_first_model_is_the_default(model: Model) -> None:
    _, report = asked(model, attribution_of(TWO), RIGHT, name="")
    assert [one.path for one in model.seen] == ["/v1/models", "/v1/chat/completions"]
    assert report.model == model.questions[0].body["model"] == "first"


def test_a_script_without_quotes_needs_no_server(model: Model) -> None:
    before = attribution_of("It rained.")
    assert asked(model, before, RIGHT, name="") == (before, LlmReport(""))
    assert model.seen == []


# What it is about; what the lines had; what the model says of them; what they have then.
SURE_TAG: Given = ("Bea Marlow", 0.9, "explicit")
SURE: Given = ("Bea Marlow", 0.96, "turn")
UNSURE_TAG: Given = ("Bea Marlow", 0.6, "explicit")
CORRECTED: Given = ("Bea Marlow", 1.0, "correction")
WEIGHED: dict[str, tuple[list[Given], dict[str, str], list[Given]]] = {
    "a sure tag is kept": ([SURE_TAG, UNSURE], {"late": "Tom"}, [SURE_TAG, UNSURE]),
    "a sure line is kept": ([SURE, UNSURE], {"late": "Tom"}, [SURE, UNSURE]),
    "an unsure tag is not": ([UNSURE_TAG, UNSURE], {"late": "Tom"}, [BY_TOM, UNSURE]),
    "nobody is replaced": ([NOBODY, UNSURE], {"late": "Tom"}, [BY_TOM, UNSURE]),
    "null changes nothing": ([NOBODY, UNSURE], {}, [NOBODY, UNSURE]),
    "a correction is not asked for": ([CORRECTED, UNSURE], {"late": "Tom", "know": "Tom"}, [CORRECTED, BY_TOM]),
    "agreement keeps its evidence": ([UNSURE_TAG, UNSURE], {"late": "Bea"}, [("Bea Marlow", 0.8, "explicit"), UNSURE]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "said", "expected"), WEIGHED.values(), ids=WEIGHED.keys())
def test_merge_answers(model: Model, given: list[Given], said: dict[str, str], expected: list[Given]) -> None:
    result, report = asked(model, attribution_of(TWO, *given), names(said))
    assert spoken(result) == expected
    assert report.asked == total(report) == sum(evidence != "correction" for _, _, evidence in given)


CONTINUED: Given = ("Bea Marlow", 0.5, "continuation")


def test_lines_without_an_answer_follow_their_turn(model: Model) -> None:
    text = "“It is late,” came the voice, “and dark.\n\n“And cold.”"
    result, _ = asked(model, attribution_of(text, UNSURE, UNSURE, CONTINUED), names({"late": "Tom"}))
    assert speakers(result) == ["Tom", "Tom", "Tom"]
    result, _ = asked(model, attribution_of(text, UNSURE, UNSURE, CONTINUED), names({"late": "Tom", "dark": "Bea"}))
    assert speakers(result) == ["Tom", "Bea Marlow", "Bea Marlow"]


def test_a_name_from_the_text_becomes_a_character(model: Model) -> None:
    text = "Harriet Grey came in.\n\n“It is late.”\n\n“I know.”"
    result, report = asked(model, attribution_of(text), names({"late": "Harriet Grey", "know": "Voldemar"}))
    assert speakers(result) == ["Harriet Grey", "Bea Marlow"]
    assert Character("Harriet Grey", (), "female", 1) in result.characters
    assert (report.taken, report.refused, report.reasons) == (1, 1, ((UNKNOWN_NAME, 1),))


# What it is about; the answer; what is said of the line "know" then, and why.
LEFT: dict[str, tuple[Behaviour, str]] = {
    "a name of nobody": (says('{"1": "Tom", "2": "Voldemar"}'), UNKNOWN_NAME),
    "a wrong type": (says('{"1": "Tom", "2": 7}'), WRONG_TYPE),
    "left out": (says('{"1": "Tom", "3": "Tom", "22": "Tom"}'), MISSING_LABEL),
    "half an answer": (says('<think>hm</think>```json\n{"1": "Tom", "2": "B'), MISSING_LABEL),
}


@pytest.mark.parametrize(("behaviour", "reason"), LEFT.values(), ids=LEFT.keys())
def test_each_line_falls_back_on_its_own(model: Model, behaviour: Behaviour, reason: str) -> None:
    result, report = asked(model, attribution_of(TWO), behaviour)
    assert spoken(result) == [BY_TOM, UNSURE]
    assert report.reasons == ((reason, 1),)


# What it is about; what the server does; the reason that is told; how often it is asked.
FAILURES: dict[str, tuple[Behaviour, str, int]] = {
    "late": (late, LATE, 1),
    "dripping": (drips, LATE, 1),
    "endless": (endless, TOO_LONG, 1),
    "broken off": (breaks_off, BROKE_OFF, MAX_ATTEMPTS),
    "busy": (fails(503, "loading"), "HTTP 503: loading", MAX_ATTEMPTS),
    "too many": (fails(429, Retry_After="0"), "HTTP 429: ", MAX_ATTEMPTS),
    "no words": (says(None), EMPTY_ANSWER, 1),
    "an error for an answer": (sends({"error": "overloaded"}), "the answer is not in OpenAI's form", 1),
    "no JSON": (sends(b"<html>"), "the answer is not in OpenAI's form", 1),
    "prose": (says("Tom says it."), NO_LABELS, 1),
    "too long a question": (fails(400, "context\nfull of secret"), "HTTP 400: context full of …", 4),
}  # fmt: skip


@pytest.mark.parametrize(("behaviour", "reason", "times"), FAILURES.values(), ids=FAILURES.keys())
def test_without_an_answer_nothing_changes(model: Model, behaviour: Behaviour, reason: str, times: int) -> None:
    before = attribution_of(TWO)
    result, report = asked(model, before, behaviour, timeout=0.3 if behaviour in (late, drips) else 5)
    assert spoken(result) == spoken(before)
    assert (report.fell_back, report.reasons) == (2, ((reason, 2),))
    assert report.requests == len(model.questions) == times
    assert report.stopped == ""


@pytest.mark.parametrize("trouble", [breaks_off, fails(503), fails(429), fails(500)])
def test_temporary_failures_are_retried(model: Model, trouble: Behaviour) -> None:
    result, report = asked(model, attribution_of(TWO), trouble, trouble, RIGHT)
    assert speakers(result) == ["Tom", "Bea Marlow"]
    assert report.requests == 3


# What a server takes of the settings of a question, and how many are asked till it is found out.
TAKES = {
    "a schema": (lambda _: True, 1),
    "any JSON": (lambda body: body.get("response_format", {}).get("type") != "json_schema", 2),
    "no form": (lambda body: "response_format" not in body, 3),
    "no temperature": (lambda body: "temperature" not in body, 4),
}


@pytest.mark.parametrize(("wanted", "count"), TAKES.values(), ids=TAKES.keys())
def test_an_unsupported_setting_is_dropped_once(model: Model, wanted, count: int) -> None:  # type: ignore[no-untyped-def]
    result, _ = asked(model, attribution_of(windows_full(3)), takes_only(wanted, names({"late": "Tom"})))
    assert speakers(result) == ["Tom"] * 3
    assert len(model.questions) == count + 2


def test_a_failed_window_leaves_the_others_alone(model: Model) -> None:
    result, report = asked(
        model, attribution_of(windows_full(3)), names({"late": "Tom"}), says("?"), names({"late": "Tom"})
    )
    assert speakers(result) == ["Tom", "Bea Marlow", "Tom"]
    assert (report.taken, report.fell_back, report.stopped) == (2, 1, "")


def test_asking_stops_after_failures_in_a_row(model: Model) -> None:
    result, report = asked(model, attribution_of(windows_full(6)), says("?"))
    assert speakers(result) == ["Bea Marlow"] * 6
    assert len(model.questions) == MAX_CONSECUTIVE_FAILURES
    assert dict(report.reasons) == {NO_LABELS: MAX_CONSECUTIVE_FAILURES, NOT_ASKED: 6 - MAX_CONSECUTIVE_FAILURES}
    assert "3 requests in a row" in report.stopped
    assert report.stopped in report.format_summary()


def test_an_answer_resets_the_count_of_failures(model: Model) -> None:
    good, bad = names({"late": "Tom"}), says("?")
    result, report = asked(model, attribution_of(windows_full(6)), bad, bad, good, bad, bad, good)
    assert speakers(result) == ["Bea Marlow", "Bea Marlow", "Tom"] * 2
    assert report.stopped == ""


def test_a_server_may_go_away_between_windows(model: Model) -> None:
    def once(handler, seen) -> None:  # type: ignore[no-untyped-def]
        handler.server.shutdown()
        handler.server.server_close()
        names({"late": "Tom"})(handler, seen)

    result, report = asked(model, attribution_of(windows_full(2)), once)
    assert speakers(result) == ["Tom", "Bea Marlow"]
    assert report.reasons == ((BROKE_OFF, 1),)


# What it is about; what the server does with the first question; words of the error line.
FATAL: dict[str, tuple[Behaviour, str]] = {
    "no key": (fails(401, "bad key secret"), "bad key …); set AUDIOBOOK_LLM_KEY"),
    "forbidden": (fails(403), "HTTP 403"),
    "no such model": (fails(404, "model 'small' not found"), "model 'small' not found"),
    "sent on": (
        sends(b"", 307, Location="http://203.0.113.1/v1/chat/completions"),
        "redirects to http://203.0.113.1/v1",
    ),
}


@pytest.mark.parametrize(("behaviour", "words"), FATAL.values(), ids=FATAL.keys())
def test_a_permanent_failure_is_reported_in_one_line(model: Model, behaviour: Behaviour, words: str) -> None:
    with pytest.raises(LlmUnavailableError) as error:
        asked(model, attribution_of(TWO), behaviour)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)
    assert len(model.seen) == 1


@pytest.mark.parametrize("address", ["", "ftp://127.0.0.1", "http://[::1", "//", "http://127.0.0.1:port"])
def test_an_address_without_a_server_is_reported_in_one_line(address: str) -> None:
    with pytest.raises(LlmUnavailableError, match="the language model at"):
        relabel_quotes(attribution_of(TWO), LlmServer(address or closed_address(), "small", timeout=2))


def test_an_unknown_host_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(LlmUnavailableError, match=r"can't be reached \(.*not known\)"):
        relabel_quotes(attribution_of(TWO), LlmServer("http://nowhere.invalid", "small", timeout=2))


# Lists of models that name none.
NO_MODELS = [sends({"data": []}), sends({"data": [{"id": 7}]}), sends([]), sends(b"{"), fails(404), late]


@pytest.mark.parametrize("models", NO_MODELS)
def test_a_server_without_a_list_of_models_is_reported_in_one_line(model: Model, models: Behaviour) -> None:
    model.models = models
    with pytest.raises(LlmUnavailableError):
        asked(model, attribution_of(TWO), RIGHT, name="", timeout=0.3)
    assert model.questions == []


def test_without_httpx_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(LlmUnavailableError, match="pip install"):
        relabel_quotes(attribution_of(TWO), LlmServer("http://127.0.0.1", "small"))


def test_no_proxy_is_used_for_local_servers(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, closed_address())
    assert asked(model, attribution_of(TWO), RIGHT)[1].taken == 1


def test_answers_are_cached(model: Model, tmp_path: Path) -> None:
    first = asked(model, attribution_of(TWO), RIGHT, keep=tmp_path)
    again, report = asked(model, attribution_of(TWO), fails(500), keep=tmp_path)
    assert again == first[0]
    assert (report.requests, report.recalled) == (0, 1)
    asked(model, attribution_of(TWO), RIGHT, keep=tmp_path, name="other")
    asked(model, attribution_of(f"{TWO} he said."), RIGHT, keep=tmp_path)
    assert len(model.questions) == 3


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"answer": 7}', '{"answer": "?"}', "[" * 99_999])
def test_damaged_cache_files_are_ignored(model: Model, tmp_path: Path, damaged: str) -> None:
    asked(model, attribution_of(TWO), RIGHT, keep=tmp_path)
    (kept,) = tmp_path.rglob("*.json")
    kept.write_text(damaged)
    assert asked(model, attribution_of(TWO), RIGHT, keep=tmp_path)[1].requests == 1
    assert "Tom" in json.loads(kept.read_text())["answer"]


def test_unusable_answers_are_not_cached(model: Model, tmp_path: Path) -> None:
    asked(model, attribution_of(TWO), says("?"), keep=tmp_path)
    assert list(tmp_path.rglob("*.json")) == []


def test_an_unusable_cache_folder_is_ignored(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert asked(model, attribution_of(TWO), RIGHT, keep=tmp_path / "file")[1].taken == 1


def test_progress_is_reported(model: Model) -> None:
    model.behaviours = [names({})]
    told: list[LlmProgress] = []
    relabel_quotes(attribution_of(windows_full(3)), LlmServer(model.address, "small"), told.append)
    assert told == [LlmProgress(1, 3), LlmProgress(2, 3), LlmProgress(3, 3)]

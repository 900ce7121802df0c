"""Asks an OpenAI-compatible server over HTTP, with retries and limits, and reports what goes wrong."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audiobook.attribution.llm.prompt import LabelRequest
from audiobook.errors import LlmUnavailableError
from audiobook.web.client import ExchangeError, ExchangeFailure, ExchangeLimits, WebClient, WebResponse
from audiobook.web.redaction import excerpt, redact

CONNECT_SECONDS = 10.0
# An answer is a few hundred bytes; reasoning makes it longer, but never this long.
MAX_ANSWER_BYTES = 2_000_000
MAX_ATTEMPTS = 3
INITIAL_BACKOFF_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 20.0

OK, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 401, 403, 404
RETRYABLE_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
# A server that doesn't support one of a request's settings answers with one of these.
UNSUPPORTED_STATUSES = frozenset({400, 415, 422, 501})

LATE, TOO_LONG, BROKE_OFF = ExchangeFailure.LATE.value, ExchangeFailure.TOO_LONG.value, ExchangeFailure.BROKE_OFF.value
# Failures of the connection, which may pass.
INSECURE_FAILURES = frozenset({ExchangeFailure.UNTRUSTED, ExchangeFailure.UNKNOWN_CERTIFICATE})
CONNECTION_FAILURES = frozenset({ExchangeFailure.BROKE_OFF, ExchangeFailure.UNREACHABLE, *INSECURE_FAILURES})
EMPTY_ANSWER = "the answer has no text"
VERSION_IN_PATH = re.compile(r"//[^/]+/(?:.*/)?v\d\w*(?:/|$)")


@dataclass(frozen=True, slots=True)
class LlmServer:
    """A server with OpenAI's protocol, by its address ("http://localhost:11434/v1").

    `model` is "" for the server's first; `key` is only sent to this address; `timeout` is how many seconds an answer
    may take.
    """

    address: str
    model: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 120.0

    @property
    def base_url(self) -> str:
        """The address in front of the protocol's own paths.

        >>> LlmServer("http://localhost:11434/").base_url, LlmServer("https://ai.example/api/v1").base_url
        ('http://localhost:11434/v1', 'https://ai.example/api/v1')
        """
        plain = self.address.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")
        return plain if VERSION_IN_PATH.search(plain) else f"{plain}/v1"


class NoAnswerError(Exception):
    """A request without a usable answer; its text says why. It never leaves this package."""


@contextlib.contextmanager
def open_client(server: LlmServer) -> Iterator[LlmClient]:
    """A client of the server; raises LlmUnavailableError without httpx or with a wrong address."""
    try:
        http = WebClient(server.base_url, server.key)
    except ImportError as error:
        raise LlmUnavailableError(
            "asking a language model needs the package httpx; install it with: pip install 'storycast[llm]'"
        ) from error
    except ExchangeError as error:
        raise _unavailable_error(server, str(error)) from error
    try:
        yield LlmClient(server, http)
    finally:
        http.close()


def _unavailable_error(server: LlmServer, why: str) -> LlmUnavailableError:
    return LlmUnavailableError(f"the language model at {redact(server.address, (server.key,))}: {why}")


class LlmClient:
    """A client that remembers which settings the server accepts, and whether it has answered yet."""

    def __init__(self, server: LlmServer, http: WebClient) -> None:
        self.server = server
        self.requests = 0
        self._http = http
        self._request_mode = 0
        self._has_answered = False

    def resolve_model(self) -> str:
        """The model's name: as given, or the server's first; raises LlmUnavailableError if there is none."""
        if self.server.model:
            return self.server.model
        try:
            model_id = _parse_body(self._request_checked("GET", "models"))["data"][0]["id"]
        except NoAnswerError as error:
            raise self._unavailable(str(error)) from None
        except (KeyError, IndexError, TypeError):
            raise self._unavailable("it doesn't list its models; name one with --llm-model") from None
        if not isinstance(model_id, str):
            raise self._unavailable("it doesn't list its models; name one with --llm-model")
        return model_id

    def request_answer(self, model: str, request: LabelRequest) -> str:
        """The text of the model's answer; raises NoAnswerError, or LlmUnavailableError if no request can succeed."""
        for mode in range(self._request_mode, REQUEST_MODE_COUNT):
            reply = self._send_with_retries("POST", "chat/completions", _build_body(model, request, mode))
            if reply.status in UNSUPPORTED_STATUSES and mode + 1 < REQUEST_MODE_COUNT:
                continue
            text = _extract_text(_parse_body(self._check_status(reply)))
            self._request_mode, self._has_answered = mode, True
            return text
        raise AssertionError("the last mode always returns or raises")

    def _request_checked(self, method: str, path: str) -> WebResponse:
        return self._check_status(self._send_with_retries(method, path, None))

    def _check_status(self, reply: WebResponse) -> WebResponse:
        if reply.status == OK:
            return reply
        if not self._has_answered:
            self._raise_if_permanent(reply)
        raise NoAnswerError(f"HTTP {reply.status}{self._error_message(reply)}")

    def _raise_if_permanent(self, reply: WebResponse) -> None:
        """Raises LlmUnavailableError if a first reply shows that no other will be better."""
        message = self._error_message(reply)
        if reply.status in (UNAUTHORIZED, FORBIDDEN):
            raise self._unavailable(f"it rejects the key (HTTP {reply.status}{message}); set AUDIOBOOK_LLM_KEY")
        if reply.status == NOT_FOUND:
            raise self._unavailable(f"it has no such model or address (HTTP 404{message}); see --llm-model")
        if 300 <= reply.status < 400:
            redirect_target = self._excerpt(reply.headers.get("location", "another address"))
            raise self._unavailable(f"it redirects to {redirect_target}; use that address if you trust it")

    def _unavailable(self, why: str) -> LlmUnavailableError:
        return _unavailable_error(self.server, why)

    def _error_message(self, reply: WebResponse) -> str:
        """The server's own error message, shortened and without the key."""
        try:
            error = json.loads(reply.body)["error"]
            words = error["message"] if isinstance(error, dict) else error
        except (ValueError, RecursionError, KeyError, TypeError):
            return ""
        return f": {self._excerpt(str(words))}"

    def _excerpt(self, words: str) -> str:
        return excerpt(words, (self.server.key,))

    def _send_with_retries(self, method: str, path: str, body: dict[str, Any] | None) -> WebResponse:
        """The reply to a request, which is repeated a few times if that may help."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                reply = self._send_once(method, path, body)
            except _ConnectionLostError:
                if attempt == MAX_ATTEMPTS:
                    raise NoAnswerError(BROKE_OFF) from None
                time.sleep(_backoff_seconds(attempt, ""))
                continue
            if reply.status not in RETRYABLE_STATUSES or attempt == MAX_ATTEMPTS:
                return reply
            time.sleep(_backoff_seconds(attempt, reply.headers.get("retry-after", "")))
        raise AssertionError("the last attempt always returns or raises")

    def _send_once(self, method: str, path: str, body: dict[str, Any] | None) -> WebResponse:
        self.requests += 1
        try:
            return self._http.send(
                method, path, body, ExchangeLimits(self.server.timeout, MAX_ANSWER_BYTES, CONNECT_SECONDS)
            )
        except ExchangeError as error:
            if error.failure is ExchangeFailure.WRONG_ADDRESS:
                raise self._unavailable("this is not an address; write it like http://localhost:11434/v1") from error
            if error.failure is ExchangeFailure.UNREACHABLE and not self._has_answered:
                raise self._unavailable(
                    f"it can't be reached ({error.detail or 'no reply'}); is it running?"
                ) from error
            if error.failure in INSECURE_FAILURES and not self._has_answered:
                raise self._unavailable(str(error)) from error
            if error.failure in CONNECTION_FAILURES:
                raise _ConnectionLostError from error
            raise NoAnswerError(error.failure.value) from error


class _ConnectionLostError(Exception):
    """The connection was lost in the middle of a request."""


# The ways to ask, from the strictest to the simplest: with a JSON schema of the answer, with "some JSON", with the
# prompt alone, and without a temperature, which some models reject.
REQUEST_MODE_COUNT = 4


def _build_body(model: str, request: LabelRequest, mode: int) -> dict[str, Any]:
    body: dict[str, Any] = {"model": model, "messages": request.messages(), "stream": False}
    if mode < REQUEST_MODE_COUNT - 1:
        body["temperature"] = 0
    if mode == 0:
        schema = {"name": "speakers", "strict": True, "schema": request.schema()}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif mode == 1:
        body["response_format"] = {"type": "json_object"}
    return body


def _backoff_seconds(attempt: int, retry_after: str) -> float:
    """How many seconds to wait before attempt `attempt` + 1: what the server says, or twice as long each time."""
    seconds = (
        float(retry_after)
        if retry_after.isdecimal() and len(retry_after) < 5
        else INITIAL_BACKOFF_SECONDS * 2.0 ** (attempt - 1)
    )
    return min(seconds, MAX_BACKOFF_SECONDS)


def _parse_body(reply: WebResponse) -> Any:
    try:
        return json.loads(reply.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NoAnswerError("the answer is not in OpenAI's form") from None


def _extract_text(body: Any) -> str:
    """The model's text in a server's reply."""
    try:
        content = body["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise NoAnswerError("the answer is not in OpenAI's form") from None
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str) or not content.strip():
        raise NoAnswerError(EMPTY_ANSWER)
    return content

"""Asks an OpenAI-compatible server over HTTP, and is patient, bounded and plain about what goes wrong."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audiobook.attribution.llm.prompt import Request
from audiobook.errors import LlmUnavailableError
from audiobook.web.client import Answer, ExchangeError, Failure, Limits, WebClient
from audiobook.web.redaction import excerpt, redact

CONNECT_SECONDS = 10.0
# An answer is a few hundred bytes; thinking aloud makes it longer, but never this long.
MOST_BYTES = 2_000_000
TRIES = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 20.0

OK, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 401, 403, 404
WORTH_ANOTHER_TRY = frozenset({408, 429, 500, 502, 503, 504})
# How a server says that it does not know one of a request's settings.
DOES_NOT_TAKE = frozenset({400, 415, 422, 501})

LATE, TOO_LONG, BROKE_OFF = Failure.LATE.value, Failure.TOO_LONG.value, Failure.BROKE_OFF.value
# The connection was lost, or there was none; that may pass.
LOST = frozenset({Failure.BROKE_OFF, Failure.UNREACHABLE, Failure.UNTRUSTED})
EMPTY = "the answer has no text"
VERSION_IN_PATH = re.compile(r"//[^/]+/(?:.*/)?v\d\w*(?:/|$)")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a language model is asked: an address that speaks OpenAI's protocol, "http://localhost:11434/v1".

    `model` is one that the server has, "" for its first; `key` is only sent to this address; `timeout` is how many
    seconds an answer may take.
    """

    address: str
    model: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 120.0

    @property
    def base(self) -> str:
        """The address that the protocol's own paths follow.

        >>> Server("http://localhost:11434/").base, Server("https://ai.example/api/v1").base
        ('http://localhost:11434/v1', 'https://ai.example/api/v1')
        """
        plain = self.address.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")
        return plain if VERSION_IN_PATH.search(plain) else f"{plain}/v1"


class NoAnswerError(Exception):
    """One request came to nothing; its text says why. It never leaves this package."""


@contextlib.contextmanager
def connected(server: Server) -> Iterator[Client]:
    """A client of the server; raises LlmUnavailableError where httpx is not installed."""
    try:
        http = WebClient(server.base, server.key)
    except ImportError as error:
        raise LlmUnavailableError(
            "asking a language model needs the package httpx; install it with: pip install 'audiobook[llm]'"
        ) from error
    except ExchangeError as error:
        raise _unavailable(server, str(error)) from error
    try:
        yield Client(server, http)
    finally:
        http.close()


def _unavailable(server: Server, why: str) -> LlmUnavailableError:
    return LlmUnavailableError(f"the language model at {redact(server.address, (server.key,))}: {why}")


class Client:
    """One conversation with a server: it remembers which settings the server takes, and whether it ever answered."""

    def __init__(self, server: Server, http: WebClient) -> None:
        self.server = server
        self.requests = 0
        self._http = http
        self._manner = 0
        self._answered = False

    def model(self) -> str:
        """The model's name: as given, or the first that the server has; raises LlmUnavailableError."""
        if self.server.model:
            return self.server.model
        try:
            found = _parsed(self._replied("GET", "models"))["data"][0]["id"]
        except NoAnswerError as error:
            raise self._unavailable(str(error)) from None
        except (KeyError, IndexError, TypeError):
            raise self._unavailable("it does not say which models it has; name one with --llm-model") from None
        if not isinstance(found, str):
            raise self._unavailable("it does not say which models it has; name one with --llm-model")
        return found

    def answer(self, model: str, request: Request) -> str:
        """What the model writes; raises NoAnswerError, and LlmUnavailableError where no request can succeed."""
        for manner in range(self._manner, MANNERS):
            reply = self._sent("POST", "chat/completions", _question(model, request, manner))
            if reply.status in DOES_NOT_TAKE and manner + 1 < MANNERS:
                continue
            text = _text_of(_parsed(self._checked(reply)))
            self._manner, self._answered = manner, True
            return text
        raise AssertionError("the last manner always returns or raises")

    def _replied(self, method: str, path: str) -> Answer:
        return self._checked(self._sent(method, path, None))

    def _checked(self, reply: Answer) -> Answer:
        if reply.status == OK:
            return reply
        if not self._answered:
            self._refuse_for_good(reply)
        raise NoAnswerError(f"HTTP {reply.status}{self._said(reply)}")

    def _refuse_for_good(self, reply: Answer) -> None:
        """Raises LlmUnavailableError where a first reply shows that no other will be better."""
        said = self._said(reply)
        if reply.status in (UNAUTHORIZED, FORBIDDEN):
            raise self._unavailable(f"it wants another key (HTTP {reply.status}{said}); set AUDIOBOOK_LLM_KEY")
        if reply.status == NOT_FOUND:
            raise self._unavailable(f"it knows no such model or address (HTTP 404{said}); see --llm-model")
        if 300 <= reply.status < 400:
            there = self._excerpt(reply.headers.get("location", "another address"))
            raise self._unavailable(f"it sends on to {there}; give that address if you trust it")

    def _unavailable(self, why: str) -> LlmUnavailableError:
        return _unavailable(self.server, why)

    def _said(self, reply: Answer) -> str:
        """The server's own words about an error, short and without the key."""
        try:
            error = json.loads(reply.body)["error"]
            words = error["message"] if isinstance(error, dict) else error
        except (ValueError, RecursionError, KeyError, TypeError):
            return ""
        return f": {self._excerpt(str(words))}"

    def _excerpt(self, words: str) -> str:
        return excerpt(words, (self.server.key,))

    def _sent(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        """The reply to a request, which is sent anew a few times where that may help."""
        for number in range(1, TRIES + 1):
            try:
                reply = self._once(method, path, body)
            except _BrokeOffError:
                if number == TRIES:
                    raise NoAnswerError(BROKE_OFF) from None
                time.sleep(_pause(number, ""))
                continue
            if reply.status not in WORTH_ANOTHER_TRY or number == TRIES:
                return reply
            time.sleep(_pause(number, reply.headers.get("retry-after", "")))
        raise AssertionError("the last try always returns or raises")

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        self.requests += 1
        try:
            return self._http.send(method, path, body, Limits(self.server.timeout, MOST_BYTES, CONNECT_SECONDS))
        except ExchangeError as error:
            if error.failure is Failure.WRONG_ADDRESS:
                raise self._unavailable("this is no address; write it like http://localhost:11434/v1") from error
            if error.failure is Failure.UNREACHABLE and not self._answered:
                raise self._unavailable(
                    f"it cannot be reached ({error.detail or 'no reply'}); is it running?"
                ) from error
            if error.failure is Failure.UNTRUSTED and not self._answered:
                raise self._unavailable(str(error)) from error
            if error.failure in LOST:
                raise _BrokeOffError from error
            raise NoAnswerError(error.failure.value) from error


class _BrokeOffError(Exception):
    """The connection was lost in the middle of a request."""


# From the most exact way to ask down to the plainest: the form of the answer as a schema, as "some JSON", in the
# request's words alone, and without a temperature, which some models refuse.
MANNERS = 4


def _question(model: str, request: Request, manner: int) -> dict[str, Any]:
    question: dict[str, Any] = {"model": model, "messages": request.messages(), "stream": False}
    if manner < MANNERS - 1:
        question["temperature"] = 0
    if manner == 0:
        schema = {"name": "speakers", "strict": True, "schema": request.schema()}
        question["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif manner == 1:
        question["response_format"] = {"type": "json_object"}
    return question


def _pause(number: int, wanted: str) -> float:
    """How many seconds to wait before try `number` + 1: what the server says, or twice as long each time."""
    asked = float(wanted) if wanted.isdecimal() and len(wanted) < 5 else FIRST_PAUSE * 2.0 ** (number - 1)
    return min(asked, LONGEST_PAUSE)


def _parsed(reply: Answer) -> Any:
    try:
        return json.loads(reply.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NoAnswerError("the answer is not in OpenAI's form") from None


def _text_of(body: Any) -> str:
    """What the model wrote, in a server's answer."""
    try:
        content = body["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise NoAnswerError("the answer is not in OpenAI's form") from None
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str) or not content.strip():
        raise NoAnswerError(EMPTY)
    return content

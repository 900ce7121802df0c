"""Responses of the studio: values as JSON, and every failure in words for the person."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from audiobook.errors import AudiobookError, InputError
from audiobook.serving.security_headers import DENY_ALL_POLICY, SECURITY_HEADERS
from audiobook.studio.messages import describe_for_page
from audiobook.studio.view_model import Problem

JSON_TYPE = "application/json"
# No request of the page is longer than this, uploads excepted.
MAX_BODY_BYTES = 1_000_000
MAX_MESSAGE = 400
MAX_TEXT = 2000
# Control characters; a line may go over several lines of the text.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
API_HEADERS = {**SECURITY_HEADERS, "Content-Security-Policy": DENY_ALL_POLICY, "Cache-Control": "no-store"}
Wanted = TypeVar("Wanted")
Endpoint = Callable[[Request], Awaitable[Response]]


def json_response(value: Any, status: int = 200) -> Response:
    """A value of the view model as JSON."""
    return Response(msgspec.json.encode(value), status, API_HEADERS, JSON_TYPE)


def refuse(message: str, status: int = 400) -> Response:
    """A problem in words, as JSON: one line, and no longer than anybody reads."""
    line = " ".join(message.split())
    return json_response(Problem(line if len(line) <= MAX_MESSAGE else f"{line[: MAX_MESSAGE - 1]}…"), status)


def read_number(request: Request) -> int:
    """The number in the address of a request; raises HTTPException if it can't be that of anything."""
    typed = str(request.path_params["number"])
    if not NUMBER.fullmatch(typed):
        raise HTTPException(404)
    return int(typed)


async def refuse_address(request: Request, error: Exception) -> Response:
    """The answer for an address that there isn't, and for a wrong method."""
    del request
    status = error.status_code if isinstance(error, HTTPException) else 404
    return refuse("the studio has no such page; reload the one you came from", status)


async def confess(request: Request, error: Exception) -> Response:
    """The answer where the studio itself has a fault; what went wrong is told in the terminal."""
    del request, error
    return refuse("something went wrong in the studio; reload the page, and look in the terminal for the reason", 503)


async def read_body(request: Request, kind: type[Wanted]) -> Wanted:
    """The body of a request as a value; raises InputError if it is something else, or too long."""
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > MAX_BODY_BYTES:
                raise InputError("that is too much at once")
    except ClientDisconnect as error:
        raise InputError("the connection was lost; try again") from error
    try:
        found = msgspec.json.decode(bytes(data) or b"{}", type=kind)
    # Older versions of msgspec say UnicodeDecodeError of bytes that are no UTF-8.
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the page sent something unexpected ({error}); reload it") from error
    for text in _list_texts(msgspec.to_builtins(found)):
        check_text(text)
    return found


def check_text(text: str) -> None:
    """Raises InputError for a text that is too long for a name or a line, or has characters that mean nothing.

    >>> check_text("Tilly\\0")
    Traceback (most recent call last):
    audiobook.errors.InputError: “Tilly” has characters in it that can't be written; type it anew
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"“{text[:30]}…” is too long; the most is {MAX_TEXT:,} characters")
    if UNWRITABLE.search(text):
        shown = UNWRITABLE.sub("", text)[:30]
        raise InputError(f"“{shown}” has characters in it that can't be written; type it anew")


def _list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for item in pair for text in _list_texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _list_texts(item))


def endpoint(answer: Callable[[Request], Any]) -> Endpoint:
    """An endpoint that answers with a value, or a response of its own, found in a thread of its own."""

    async def respond(request: Request) -> Response:
        return await _respond(lambda: answer(request))

    return respond


def endpoint_with_body(kind: type[Wanted], answer: Callable[[Request, Wanted], Any]) -> Endpoint:
    """An endpoint whose request has a body of that kind."""

    async def respond(request: Request) -> Response:
        try:
            body = await read_body(request, kind)
        except InputError as error:
            return refuse(str(error))
        return await _respond(lambda: answer(request, body))

    return respond


async def _respond(find: Callable[[], Any]) -> Response:
    try:
        found = await run_in_threadpool(find)
    except AudiobookError as error:
        return refuse(describe_for_page(str(error)))
    except OSError as error:
        return refuse(f"{error.filename or 'the disk'}: {error.strerror or error}", 503)
    return found if isinstance(found, Response) else json_response(found)

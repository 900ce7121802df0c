"""Responses of the studio: values as JSON, and every failure in words for the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from audiobook.errors import AudiobookError, InputError
from audiobook.serving.security_headers import DENY_ALL_POLICY, SECURITY_HEADERS
from audiobook.studio.messages import describe_for_page
from audiobook.studio.view_model import Problem

JSON_TYPE = "application/json"
# No request of the page is longer than this, uploads excepted.
MAX_BODY_BYTES = 1_000_000
API_HEADERS = {**SECURITY_HEADERS, "Content-Security-Policy": DENY_ALL_POLICY, "Cache-Control": "no-store"}
Wanted = TypeVar("Wanted")
Endpoint = Callable[[Request], Awaitable[Response]]


def json_response(value: Any, status: int = 200) -> Response:
    """A value of the view model as JSON."""
    return Response(msgspec.json.encode(value), status, API_HEADERS, JSON_TYPE)


def refuse(message: str, status: int = 400) -> Response:
    """A problem in words, as JSON."""
    return json_response(Problem(message), status)


async def read_body(request: Request, kind: type[Wanted]) -> Wanted:
    """The body of a request as a value; raises InputError if it is something else, or too long."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY_BYTES:
            raise InputError("that is too much at once")
    try:
        return msgspec.json.decode(bytes(data) or b"{}", type=kind)
    except msgspec.MsgspecError as error:
        raise InputError(f"the page sent something unexpected ({error}); reload it") from error


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

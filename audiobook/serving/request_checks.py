"""Refuses requests that a proxy in front of the server could understand differently.

Such a proxy takes two requests for one or one for two, so that somebody's request ends up in another's connection. The
HTTP library already refuses what is malformed; these are well-formed.
"""

from __future__ import annotations

from starlette.responses import PlainTextResponse

from audiobook.serving.access import App, Receive, Scope, Send
from audiobook.serving.security_headers import SECURITY_HEADERS

VERSIONS = ("1.0", "1.1")
BAD_REQUEST, NOT_ALLOWED, VERSION_UNKNOWN = 400, 405, 505


def refuse_ambiguous(app: App) -> App:
    """The application, which ambiguous requests don't reach; their connection is closed after the response."""

    async def check(scope: Scope, receive: Receive, send: Send) -> None:
        status = _find_fault(scope) if scope["type"] == "http" else 0
        if not status:
            await app(scope, receive, send)
            return
        headers = {**SECURITY_HEADERS, "Connection": "close"}
        await PlainTextResponse("this request isn't understood\n", status, headers)(scope, receive, send)

    return check


def _find_fault(scope: Scope) -> int:
    """The status code for a request that is not answered, 0 for all others.

    Both a length and chunks (RFC 9112, 6.1), a version whose rules are unknown, and tunnels, after which anything may
    follow.
    """
    names = {name for name, _ in scope["headers"]}
    if names >= {b"content-length", b"transfer-encoding"}:
        return BAD_REQUEST
    if scope["http_version"] not in VERSIONS:
        return VERSION_UNKNOWN
    return NOT_ALLOWED if scope["method"] == "CONNECT" else 0

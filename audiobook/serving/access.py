"""Access control: requests need the token, or without one, a loopback name of this machine as their host."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# The path segment before the token. Podcast apps request every file by its full address, so each has the token.
TOKEN_FOLDER = "t"
# DNS rebinding: a foreign web page may point its own host name at this machine, but requests then have that name.
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# Hosts that may be written into feeds.
ANY_HOST = re.compile(r"([\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def require_token(app: App, token: str, refuse: App) -> App:
    """The application behind access control; every other request gets the response of `refuse`.

    With a token, paths begin with `/t/TOKEN/`, and the application sees the rest. Without one, only requests to the
    loopback names of this machine are allowed.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        allowed = _with_token(scope, token) if token else _on_loopback(scope)
        # If a file or its drive disappears while it is sent, the response can only end early.
        with contextlib.suppress(OSError):
            await (app(allowed, receive, send) if allowed is not None else refuse(scope, receive, send))

    return guard


def host_of(scope: Scope) -> str:
    """The host of a request, with its port; "" where it has none, or several."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return hosts[0] if len(hosts) == 1 else ""


def _on_loopback(scope: Scope) -> Scope | None:
    return scope if LOOPBACK.fullmatch(host_of(scope)) else None


def _with_token(scope: Scope, token: str) -> Scope | None:
    """The request without the token in its path, None where the token is missing or wrong."""
    _, folder, candidate, *rest = [*scope["path"].split("/", 3), "", ""][:4]
    is_right = secrets.compare_digest(candidate.encode("utf-8", "replace"), token.encode())
    if not is_right or folder != TOKEN_FOLDER or not ANY_HOST.fullmatch(host_of(scope)):
        return None
    return {**scope, "path": "/" + rest[0], "prefix": f"/{TOKEN_FOLDER}/{token}"}

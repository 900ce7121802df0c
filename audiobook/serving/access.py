"""Who is let in: whoever knows the token, or, without one, whoever asks this machine by its own name."""

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

# Before the token in a path; podcast apps ask for every file by its full address, so it stands in each.
TOKEN_FOLDER = "t"
# A web page elsewhere may have its own name point to this machine; then it asks by that name.
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# What may stand in an address that is written into feeds.
ANY_HOST = re.compile(r"([\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def require_token(app: App, token: str, refuse: App) -> App:
    """The application for those who may come in; everybody else gets what `refuse` says, whatever they asked for.

    With a token, paths begin with `/t/TOKEN/`, and the application sees what follows. Without one, only requests to
    this machine's loopback names come in.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        inner = _with_token(scope, token) if token else _on_loopback(scope)
        # Where a file goes, or its drive, while it is sent, its answer can only end early.
        with contextlib.suppress(OSError):
            await (app(inner, receive, send) if inner is not None else refuse(scope, receive, send))

    return guard


def host_of(scope: Scope) -> str:
    """The host, with its port, that a request was made to; "" where it names none, or several."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return found[0] if len(found) == 1 else ""


def _on_loopback(scope: Scope) -> Scope | None:
    return scope if LOOPBACK.fullmatch(host_of(scope)) else None


def _with_token(scope: Scope, token: str) -> Scope | None:
    """The request without the token in front of its path, None where that is not right."""
    _, folder, given, *rest = [*scope["path"].split("/", 3), "", ""][:4]
    is_right = secrets.compare_digest(given.encode("utf-8", "replace"), token.encode())
    if not is_right or folder != TOKEN_FOLDER or not ANY_HOST.fullmatch(host_of(scope)):
        return None
    return {**scope, "path": "/" + rest[0], "prefix": f"/{TOKEN_FOLDER}/{token}"}

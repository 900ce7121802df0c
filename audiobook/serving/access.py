"""Access control: requests need the token, or without one, a loopback name of this machine as their host."""

from __future__ import annotations

import base64
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
# Reading apps are given this address and a password.
CATALOG_PATH = "/opds"
# DNS rebinding: a foreign web page may point its own host name at this machine, but requests then have that name.
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# Hosts that may be written into feeds.
ANY_HOST = re.compile(r"([\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def require_token(app: App, token: str, refuse: App, ask: App | None = None) -> App:
    """The application behind access control; every other request gets the response of `refuse`.

    With a token, paths begin with `/t/TOKEN/`, and the application sees the rest; or the token is the password of the
    request, as reading apps send it, and `ask` answers those that come for the catalogue without one. Without a token,
    only requests to the loopback names of this machine are allowed.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        allowed = _with_token(scope, token) if token else _on_loopback(scope)
        # If a file or its drive disappears while it is sent, the response can only end early.
        with contextlib.suppress(OSError):
            if allowed is not None:
                await app(allowed, receive, send)
            elif token and ask and scope["path"].rstrip("/") == CATALOG_PATH:
                await ask(scope, receive, send)
            else:
                await refuse(scope, receive, send)

    return guard


def host_of(scope: Scope) -> str:
    """The host of a request, with its port; "" where it has none, or several."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return hosts[0] if len(hosts) == 1 else ""


def _on_loopback(scope: Scope) -> Scope | None:
    return scope if LOOPBACK.fullmatch(host_of(scope)) else None


def _with_token(scope: Scope, token: str) -> Scope | None:
    """The request without the token in its path, None where the token is missing or wrong."""
    if _has_password(scope, token):
        return scope if ANY_HOST.fullmatch(host_of(scope)) else None
    _, folder, candidate, *rest = [*scope["path"].split("/", 3), "", ""][:4]
    is_right = secrets.compare_digest(candidate.encode("utf-8", "replace"), token.encode())
    if not is_right or folder != TOKEN_FOLDER or not ANY_HOST.fullmatch(host_of(scope)):
        return None
    return {**scope, "path": "/" + rest[0], "prefix": f"/{TOKEN_FOLDER}/{token}"}


def _has_password(scope: Scope, token: str) -> bool:
    """Whether the token is the password of a request (HTTP Basic, RFC 7617), whatever the user's name."""
    values = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, code = values[0].partition(b" ") if len(values) == 1 else (b"", b"", b"")
    try:
        password = base64.b64decode(code.strip(), validate=True).partition(b":")[2]
    except ValueError:
        return False
    return scheme.lower() == b"basic" and secrets.compare_digest(password, token.encode())

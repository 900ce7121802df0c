"""Who may use the studio: pages of its own, with the token in their address, under a name of this machine."""

from __future__ import annotations

from audiobook.serving.access import App, Receive, Scope, Send, host_of, require_token

WRITING_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# What a browser says of a request that another site has caused.
FOREIGN_SITES = ("cross-site", "same-site")


def guard_studio(app: App, token: str, hosts: frozenset[str], refuse: App) -> App:
    """The application behind its guards; every other request gets the response of `refuse`.

    `hosts` are the names with port under which the studio is reached: a page that points its own name at this machine
    (DNS rebinding) has another. Requests that another site causes are refused by what the browser says of them, and
    whatever changes something needs the studio's own origin. There is no CORS, so nobody else can read an answer.
    """

    async def check_origin(scope: Scope, receive: Receive, send: Send) -> None:
        allowed = scope["type"] != "http" or (host_of(scope) in hosts and _is_own(scope, hosts))
        await (app if allowed else refuse)(scope, receive, send)

    return require_token(check_origin, token, refuse)


def _is_own(scope: Scope, hosts: frozenset[str]) -> bool:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if headers.get("sec-fetch-site", "none") in FOREIGN_SITES:
        # Somebody may follow a link to the studio from elsewhere, but only to look at it.
        return scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin")
    if origin is None:
        return scope["method"] not in WRITING_METHODS
    return origin.removeprefix("http://") in hosts

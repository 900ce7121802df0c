"""Finds out what a target is: a folder here, or which kind of server."""

from __future__ import annotations

import base64
from pathlib import Path

from audiobook.errors import InputError, OutputError
from audiobook.sending.audiobookshelf import TOKEN_VARIABLE, AudiobookshelfTarget
from audiobook.sending.folder import FolderTarget
from audiobook.sending.plan import Target
from audiobook.sending.server import Server
from audiobook.sending.webdav import PASSWORD_VARIABLE, USER_VARIABLE, WebDavTarget
from audiobook.settings.environment import read_variable
from audiobook.web.addresses import is_token, parse_web_address

# The schemes of file managers for WebDAV.
DAV_SCHEMES = {"davs://": "https://", "dav://": "http://"}
UNAUTHORIZED = 401


def open_target(text: str, library: str = "") -> Target:
    """The target that was typed: a path, or the address of Audiobookshelf or of a WebDAV folder.

    Raises InputError where it can't be one, OutputError where it can't be reached.
    """
    is_dav = text.lower().startswith(tuple(DAV_SCHEMES))
    for scheme, web_scheme in DAV_SCHEMES.items():
        if text.lower().startswith(scheme):
            text = web_scheme + text[len(scheme) :]
    if "://" not in text:
        if library:
            raise InputError("--library is for Audiobookshelf; a folder has no libraries")
        return FolderTarget(Path(text).expanduser())
    parts = parse_web_address(text)
    if parts is None:
        raise InputError(f"--to {text}: this is no address; it looks like https://books.example.org")
    if parts.username or parts.password:
        raise InputError(
            f"--to: a password in an address can be read by others; set {USER_VARIABLE} and {PASSWORD_VARIABLE} instead"
        )
    if not is_dav and _is_audiobookshelf(text):
        return AudiobookshelfTarget(_connect_with_token(text), library)
    if library:
        raise InputError(f"--library is for Audiobookshelf, which {text} is not")
    return WebDavTarget(_connect_with_password(text, is_dav))


def _is_audiobookshelf(address: str) -> bool:
    response = Server(address, {}, (), TOKEN_VARIABLE).request("GET", "status", accept=tuple(range(300, 600)))
    try:
        data = response.json()
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("app") == "audiobookshelf"


def _connect_with_token(address: str) -> Server:
    token = read_variable(TOKEN_VARIABLE)
    if not token or not is_token(token):
        raise InputError(f"set {TOKEN_VARIABLE} to an API key of {address} (there: Settings, API Keys)")
    return Server(address, {"Authorization": f"Bearer {token}"}, (token,), TOKEN_VARIABLE)


def _connect_with_password(address: str, is_dav: bool) -> Server:
    user, password = read_variable(USER_VARIABLE), read_variable(PASSWORD_VARIABLE)
    code = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {code}"} if user else {}
    server = Server(address, headers, (password, code) if user else (), f"{USER_VARIABLE} and {PASSWORD_VARIABLE}")
    response = server.request("OPTIONS", "", accept=tuple(code for code in range(300, 600) if code != UNAUTHORIZED))
    if "dav" not in response.headers and not is_dav:
        raise OutputError(f"{address} is neither Audiobookshelf nor a WebDAV folder; check the address")
    return server

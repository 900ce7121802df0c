"""Finds out what a target is: a folder here, or which kind of server."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

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
UNAUTHORIZED, NOT_FOUND = 401, 404
# What an address may have besides letters and digits, as RFC 3986 lists it.
PATH_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"


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
    text = _quote_path(text)
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


def _quote_path(address: str) -> str:
    """The address with the spaces and letters of its path as servers expect them.

    >>> _quote_path("https://nas.example/dav/My Books/%20")
    'https://nas.example/dav/My%20Books/%20'
    """
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{quote(path, safe=PATH_CHARACTERS)}"


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
    if response.status_code == NOT_FOUND:
        raise OutputError(f"{address} is not there; create that folder on the server, or check the address")
    if "dav" not in response.headers and not is_dav:
        raise OutputError(f"{address} is neither Audiobookshelf nor a WebDAV folder; check the address")
    return server

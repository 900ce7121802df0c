"""Responses to requests: complete files, byte ranges, or "not modified"."""

from __future__ import annotations

import hashlib
import re
from email.utils import formatdate, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from audiobook.serving.files import ServedFile
from audiobook.serving.security_headers import FILE_POLICY, SECURITY_HEADERS

# One byte range; no file size has more digits.
RANGE = r"(\d{1,18}-\d{0,18}|-\d{1,18})"
RANGES = re.compile(rf"bytes=\s*{RANGE}(\s*,\s*{RANGE})*\s*", re.IGNORECASE | re.ASCII)
NANOSECONDS = 1_000_000_000


def not_found() -> Response:
    """The response for everything that is not served; always the same, so that it reveals nothing."""
    return Response("not found\n", 404, {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY}, "text/plain")


def password_needed() -> Response:
    """The response for a catalogue of e-books without the token, so that reading apps ask for a password."""
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY}
    challenge = {"WWW-Authenticate": 'Basic realm="Audiobooks", charset="UTF-8"'}
    return Response("the password is the token of the address\n", 401, {**headers, **challenge}, "text/plain")


def service_unavailable() -> Response:
    """The response where a file cannot be read at the moment, so that the client tries again."""
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY, "Retry-After": "5"}
    return Response("not now, try again\n", 503, headers, "text/plain")


def bytes_response(request: Request, data: bytes, mime: str, policy: str = FILE_POLICY) -> Response:
    """A response with generated data; its ETag is a digest of it."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy, "ETag": tag}
    if _is_not_modified(request, tag, None):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=mime)


def file_response(request: Request, file: ServedFile) -> Response:
    """A file, or the requested ranges of it; an invalid range is ignored (RFC 9110).

    Raises OSError where the file cannot be read.
    """
    changed = file.stat.st_mtime_ns // NANOSECONDS
    tag = f'"{file.stat.st_mtime_ns:x}-{file.stat.st_size:x}"'
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY, "ETag": tag,
               "Last-Modified": formatdate(changed, usegmt=True)}  # fmt: skip
    if _is_not_modified(request, tag, changed):
        return Response(status_code=304, headers=headers)
    _drop_invalid_range(request)
    with file.path.open("rb"):  # once a response has begun, it is too late to report that the file cannot be read
        pass
    return FileResponse(file.path, headers=headers, media_type=file.mime, stat_result=file.stat)


def _is_not_modified(request: Request, tag: str, changed: int | None) -> bool:
    """Whether the client already has it; If-None-Match takes precedence over If-Modified-Since."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(candidate.strip().removeprefix("W/") in (tag, "*") for candidate in tags.split(","))
    since = request.headers.get("if-modified-since")
    try:
        return changed is not None and since is not None and changed <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):
        return False


def _drop_invalid_range(request: Request) -> None:
    if not _is_valid_range(request.headers.get("range", "")):
        request.scope["headers"] = [row for row in request.scope["headers"] if row[0] != b"range"]


def _is_valid_range(header: str) -> bool:
    """Whether a Range header is well-formed, and no range ends before it begins.

    >>> [_is_valid_range(f"bytes={parts}") for parts in ("0-", "5-9, -3", "9-5", "x")]
    [True, True, False, False]
    """
    if not RANGES.fullmatch(header):
        return False
    pairs = (part.strip().split("-") for part in header.partition("=")[2].split(","))
    return all(not first or not last or int(first) <= int(last) for first, last in pairs)

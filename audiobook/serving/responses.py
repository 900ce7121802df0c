"""Answers to requests: whole, in parts, or only that nothing has changed."""

from __future__ import annotations

import hashlib
import re
from email.utils import formatdate, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from audiobook.serving.files import ServedFile
from audiobook.serving.security_headers import FILE_POLICY, SECURITY_HEADERS

# One part of a file; no file has so many bytes that their count has more digits.
RANGE = r"(\d{1,18}-\d{0,18}|-\d{1,18})"
RANGES = re.compile(rf"bytes=\s*{RANGE}(\s*,\s*{RANGE})*\s*", re.IGNORECASE | re.ASCII)
NANOSECONDS = 1_000_000_000


def not_found() -> Response:
    """The one answer to everything that is not served, so that it tells nothing of what is there."""
    return Response("not found\n", 404, {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY}, "text/plain")


def service_unavailable() -> Response:
    """The answer where a file cannot be read at the moment, so that whoever asks tries again."""
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY, "Retry-After": "5"}
    return Response("not now, try again\n", 503, headers, "text/plain")


def bytes_response(request: Request, data: bytes, mime: str, policy: str = FILE_POLICY) -> Response:
    """An answer that is made anew each time; its tag is a digest of it."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy, "ETag": tag}
    if _is_not_modified(request, tag, None):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=mime)


def file_response(request: Request, file: ServedFile) -> Response:
    """A file or the parts of it that are asked for; a range that makes no sense is as good as none (RFC 9110).

    Raises OSError where the file may not be read.
    """
    changed = file.stat.st_mtime_ns // NANOSECONDS
    tag = f'"{file.stat.st_mtime_ns:x}-{file.stat.st_size:x}"'
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY, "ETag": tag,
               "Last-Modified": formatdate(changed, usegmt=True)}  # fmt: skip
    if _is_not_modified(request, tag, changed):
        return Response(status_code=304, headers=headers)
    _drop_invalid_range(request)
    with file.path.open("rb"):  # once an answer has begun, it is too late to say that the file may not be read
        pass
    return FileResponse(file.path, headers=headers, media_type=file.mime, stat_result=file.stat)


def _is_not_modified(request: Request, tag: str, changed: int | None) -> bool:
    """Whether whoever asks has it already; what they know of its tag goes before what they know of its time."""
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
    """Whether a range is written as it should be, and none of its parts ends before it begins.

    >>> [_is_valid_range(f"bytes={parts}") for parts in ("0-", "5-9, -3", "9-5", "x")]
    [True, True, False, False]
    """
    if not RANGES.fullmatch(header):
        return False
    pairs = (part.strip().split("-") for part in header.partition("=")[2].split(","))
    return all(not first or not last or int(first) <= int(last) for first, last in pairs)

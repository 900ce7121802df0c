"""The application: paths of the library, of albums and of their files, and what stands at each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audiobook.album.addresses import address
from audiobook.album.library import FEED, albums_below, library_opml
from audiobook.album.library_index import LIBRARY_PAGE_NAME
from audiobook.errors import OutputError
from audiobook.publishing.feed import rebased
from audiobook.publishing.page.library_page import library_page
from audiobook.serving.access import App, guarded, host_of
from audiobook.serving.files import TYPES, ServedFile, served_file
from audiobook.serving.responses import not_now, nothing_here, of_bytes, of_file
from audiobook.serving.security_headers import USUAL_HEADERS, page_policy

OPML = "library.opml"


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: the albums below an output folder, to those who know the token; "" for this machine alone."""

    output: Path
    token: str = ""


def application(served: Served) -> App:
    """The ASGI application; it looks at the folder anew for each request."""

    def answer(request: Request) -> Response:
        try:
            return _answer(served, request)
        except OSError:  # too many files are open, or the drive does not answer
            return not_now()

    inner = Starlette(routes=[Route("/{path:path}", answer)])
    return guarded(inner, served.token, nothing_here())


def _answer(served: Served, request: Request) -> Response:
    path = request.scope["path"].removeprefix("/")
    if path in ("", LIBRARY_PAGE_NAME):
        page = library_page(albums_below(served.output))
        return of_bytes(request, page, TYPES[".html"], page_policy(page))
    if path == OPML:
        return of_bytes(request, library_opml(albums_below(served.output), _base(request)), TYPES[".opml"])
    file = served_file(served.output, f"{path}{LIBRARY_PAGE_NAME}" if path.endswith("/") else path)
    if file is None:
        return _way_to_folder(served, request, path)
    return _of_album(request, path, file)


def _of_album(request: Request, path: str, file: ServedFile) -> Response:
    try:
        if file.path.name == FEED:
            feed = rebased(file.path.read_bytes(), address(path.rpartition("/")[0] + "/", _base(request)))
            return of_bytes(request, feed, file.mime)
        if file.path.name == LIBRARY_PAGE_NAME:
            page = file.path.read_bytes()
            return of_bytes(request, page, file.mime, page_policy(page))
        return of_file(request, file)
    except (OSError, OutputError):  # gone since it was looked for, or no feed of ours
        return nothing_here()


def _way_to_folder(served: Served, request: Request, path: str) -> Response:
    """To an album's page for those who leave out the last slash, which its links need."""
    if served_file(served.output, f"{path}/{LIBRARY_PAGE_NAME}"):
        return RedirectResponse(address(path + "/", _base(request)), 307, USUAL_HEADERS)
    return nothing_here()


def _base(request: Request) -> str:
    """The address of the output folder as whoever asks knows it."""
    return f"{request.scope.get('scheme', 'http')}://{host_of(request.scope)}{request.scope.get('prefix', '')}/"

"""The ASGI application: the paths of the library, of albums and of their files, and the response for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audiobook.album.addresses import file_url
from audiobook.album.file_names import FEED_FILE, OPML_FILE, PAGE_FILE, ZIP_FILE
from audiobook.album.library import build_opml, find_albums
from audiobook.errors import OutputError
from audiobook.publishing.feed import rebase_feed
from audiobook.publishing.page.library_page import build_library_page
from audiobook.serving.access import App, host_of, require_token
from audiobook.serving.app_files import find_app_file, mark_as_served
from audiobook.serving.files import MIME_TYPES, ServedFile, find_served_file
from audiobook.serving.opds import PATHS, CatalogRequest, build_catalog
from audiobook.serving.responses import bytes_response, file_response, not_found, password_needed, service_unavailable
from audiobook.serving.security_headers import SECURITY_HEADERS, page_policy
from audiobook.serving.zip_download import find_zip_files, zip_response

MAX_SEARCH_CHARACTERS = 200
PAGE_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The output folder to serve, and the token for access; "" means access from this machine only."""

    output: Path
    token: str = ""


def build_application(options: ServerOptions) -> App:
    """The ASGI application behind its access control."""
    return require_token(build_album_application(options), options.token, not_found(), password_needed())


def build_album_application(options: ServerOptions) -> App:
    """The ASGI application without access control; it reads the output folder again for each request."""

    def answer(request: Request) -> Response:
        try:
            return _respond(options, request)
        except OSError:  # too many open files, or a drive that does not respond
            return service_unavailable()

    return Starlette(routes=[Route("/{path:path}", answer)])


def _respond(options: ServerOptions, request: Request) -> Response:
    path = request.scope["path"].removeprefix("/")
    if path in ("", PAGE_FILE):
        page = mark_as_served(build_library_page(find_albums(options.output)), "")
        return bytes_response(request, page, MIME_TYPES[".html"], page_policy(page))
    if path == OPML_FILE:
        return bytes_response(request, build_opml(find_albums(options.output), base_url(request)), MIME_TYPES[".opml"])
    if path in PATHS:
        return _respond_with_catalog(options, request, path)
    app_file = find_app_file(path)
    if app_file:
        return bytes_response(request, *app_file)
    if path.endswith(f"/{ZIP_FILE}"):
        return _respond_with_zip(options, request, path.removesuffix(f"/{ZIP_FILE}"))
    file = find_served_file(options.output, f"{path}{PAGE_FILE}" if path.endswith("/") else path)
    if file is None:
        return _redirect_to_folder(options, request, path)
    return _respond_with_file(request, path, file)


def _respond_with_catalog(options: ServerOptions, request: Request, path: str) -> Response:
    """The e-books for reading apps; a page that is no number is the first."""
    page, words = (request.query_params.get(name, "") for name in ("page", "q"))
    asked = CatalogRequest(path, int(page) if PAGE_NUMBER.fullmatch(page) else 1, words[:MAX_SEARCH_CHARACTERS])
    return bytes_response(request, *build_catalog(find_albums(options.output), asked, base_url(request)))


def _respond_with_file(request: Request, path: str, file: ServedFile) -> Response:
    try:
        if file.path.name == FEED_FILE:
            feed = rebase_feed(file.path.read_bytes(), file_url(path.rpartition("/")[0] + "/", base_url(request)))
            return bytes_response(request, feed, file.mime)
        if file.path.name == PAGE_FILE:
            page = mark_as_served(file.path.read_bytes(), "../" * path.removeprefix("/").count("/"))
            return bytes_response(request, page, file.mime, page_policy(page))
        return file_response(request, file)
    except (OSError, OutputError):  # deleted meanwhile, or not a feed of this program
        return not_found()


def _respond_with_zip(options: ServerOptions, request: Request, folder: str) -> Response:
    files = find_zip_files(options.output, folder)
    return zip_response(request, folder.rpartition("/")[2], files) if files else not_found()


def _redirect_to_folder(options: ServerOptions, request: Request, path: str) -> Response:
    """Redirects to an album's page where the final slash is missing, which its links need."""
    if find_served_file(options.output, f"{path}/{PAGE_FILE}"):
        return RedirectResponse(file_url(path + "/", base_url(request)), 307, SECURITY_HEADERS)
    return not_found()


def base_url(request: Request) -> str:
    """The address of the output folder as the client knows it."""
    return f"{request.scope.get('scheme', 'http')}://{host_of(request.scope)}{request.scope.get('prefix', '')}/"

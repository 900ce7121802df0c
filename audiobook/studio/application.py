"""The studio's application: its page, what that asks for, and the albums to listen to."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from audiobook.publishing.page.assets import PALETTE, read_asset
from audiobook.serving.access import App, Receive, Scope, Send
from audiobook.serving.application import ServerOptions, build_album_application
from audiobook.serving.responses import bytes_response, not_found
from audiobook.serving.security_headers import DENY_ALL_POLICY
from audiobook.studio.desk import Desk
from audiobook.studio.events import EventBroker
from audiobook.studio.guard import guard_studio
from audiobook.studio.jobs import JobQueue
from audiobook.studio.responses import API_HEADERS, confess, refuse, refuse_address
from audiobook.studio.shelf import Shelf
from audiobook.studio.shelf_model import CANCELLED, DONE, FAILED, JobView
from audiobook.studio.shelf_routes import shelf_routes
from audiobook.studio.story_routes import story_routes

# The states of a job that goes no further.
ENDED = (DONE, FAILED, CANCELLED)
NO_FILE = "the studio has no such file; reload the page"
PAGE, ALBUMS = "index.html", "/albums"
STATIC_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
# The page's own scripts, styles and addresses, sound that it has just fetched, and pictures that were just chosen.
PAGE_POLICY = (
    f"{DENY_ALL_POLICY}; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob:; "
    "img-src 'self' data: blob:"
)


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """The output folder, the folder of stories, the stories that were given, the token, and the hosts with port."""

    output: Path
    inputs: Path
    stories: tuple[Path, ...]
    token: str
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Studio:
    """The application and what has to be closed with it."""

    app: App
    desk: Desk
    jobs: JobQueue

    def close(self) -> None:
        """Ends what goes on in the background."""
        self.jobs.close()
        self.desk.close()


def _report_job(desk: Desk, job: JobView) -> None:
    """Tells the pages how a job goes on; when it ends, what is made of its story is looked up anew."""
    desk.events.publish("job", job)
    if job.state in ENDED:
        desk.refresh_states(job.story, job.album)


def build_studio(options: StudioOptions) -> Studio:
    """The studio of a workspace."""
    events = EventBroker()
    desk = Desk(options.output, events)
    shelf = Shelf(options.output, options.inputs, options.stories)
    jobs = JobQueue(options.output, lambda job: _report_job(desk, job))

    async def stream_events(_: Request) -> Response:
        async def stream() -> AsyncIterator[bytes]:
            with contextlib.suppress(OSError):
                async for event in events.listen():
                    yield event

        return StreamingResponse(stream(), 200, API_HEADERS, "text/event-stream")

    inner = Starlette(
        routes=[
            Route("/", _send_page),
            Route("/static/{name}", _send_static),
            Route("/api/events", stream_events),
            *shelf_routes(shelf, jobs),
            *story_routes(desk, shelf),
            Mount(ALBUMS, _serve_below(build_album_application(ServerOptions(options.output)))),
        ],
        exception_handlers={HTTPException: refuse_address, Exception: confess},
    )
    return Studio(guard_studio(inner, options.token, options.hosts, not_found()), desk, jobs)


def _serve_below(app: App) -> App:
    """The application of the albums, below their folder: it sees the rest of the path, and writes full addresses."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        inner = {**scope, "path": scope["path"].removeprefix(ALBUMS), "prefix": f"{scope.get('prefix', '')}{ALBUMS}"}
        await app({**inner, "root_path": ""}, receive, send)

    return serve


def _send_page(request: Request) -> Response:
    return _send(request, PAGE)


def _send_static(request: Request) -> Response:
    return _send(request, request.path_params["name"])


def _send(request: Request, name: str) -> Response:
    mime = STATIC_TYPES.get(Path(name).suffix)
    if mime is None or "/" in name or "\\" in name:
        return refuse(NO_FILE, 404)
    if name == PALETTE:
        return bytes_response(request, read_asset(PALETTE).encode(), mime, PAGE_POLICY)
    file = files(__package__).joinpath("static", name)
    try:
        data = file.read_bytes()
    except (OSError, ValueError):  # there is none, or there can't be any with such a name
        return refuse(NO_FILE, 404)
    return bytes_response(request, data, mime, PAGE_POLICY)

"""What the page asks about the shelf, the queue and albums, and what it sends for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from audiobook.errors import InputError
from audiobook.reading.covers import MAX_CHOSEN_COVER_BYTES
from audiobook.studio.album_views import AlbumChecks, build_album_view
from audiobook.studio.cover_folder import find_cover, save_cover, save_drawn_cover
from audiobook.studio.jobs import JobQueue
from audiobook.studio.make_request import MakeRequest
from audiobook.studio.responses import API_HEADERS, Endpoint, endpoint, endpoint_with_body, read_number, refuse
from audiobook.studio.shelf import Shelf
from audiobook.studio.shelf_model import AlbumView, CheckView, CoverView, JobView, ShelfEntry, ShelfView
from audiobook.studio.uploads import MAX_UPLOAD_BYTES

COVERS_ADDRESS = "api/covers/"
# How long an upload may send nothing (seconds).
STALLED_SECONDS = 60.0
TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """The address of a story on the web."""

    address: str


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """The texts of a cover that is to be drawn."""

    title: str
    author: str = ""


def shelf_routes(shelf: Shelf, jobs: JobQueue) -> list[Route]:
    """The routes of the shelf and of the queue."""
    checks = AlbumChecks(shelf.output)

    def show_shelf(_: Request) -> ShelfView:
        return ShelfView(shelf.list_entries(), jobs.list_jobs())

    def add_upload(request: Request, chunks: Iterator[bytes]) -> ShelfEntry:
        return shelf.add(request.query_params.get("name", ""), chunks)

    def fetch(_: Request, wanted: FetchRequest) -> ShelfEntry:
        return shelf.fetch(wanted.address)

    def make(request: Request, wanted: MakeRequest) -> JobView:
        entry = shelf.find_entry(request.path_params["identity"])
        return jobs.add(entry.id, entry.title, shelf.find(entry.id), wanted, find_chosen(wanted))

    def resume(request: Request) -> JobView:
        number = read_number(request)
        identity, wanted = jobs.find_request(number)
        return jobs.resume(number, shelf.find(identity), find_chosen(wanted))

    def find_chosen(wanted: MakeRequest) -> Path | None:
        return find_cover(shelf.output, wanted.cover) if wanted.cover else None

    def show_album(request: Request) -> AlbumView:
        return build_album_view(shelf.output, shelf.find_entry(request.path_params["identity"]))

    def check_album(request: Request) -> CheckView:
        return checks.check(shelf.find_entry(request.path_params["identity"]).album)

    def choose_cover(request: Request, chunks: Iterator[bytes]) -> CoverView:
        shelf.find(request.path_params["identity"])
        return _view_cover(save_cover(shelf.output, b"".join(chunks)))

    def draw_cover(request: Request, wanted: DrawRequest) -> CoverView:
        shelf.find(request.path_params["identity"])
        return _view_cover(save_drawn_cover(shelf.output, wanted.title, wanted.author))

    def send_cover(request: Request) -> Response:
        return FileResponse(find_cover(shelf.output, request.path_params["name"]), headers=API_HEADERS)

    def cancel(request: Request) -> JobView:
        return jobs.cancel(read_number(request))

    story = "/api/story/{identity}"
    return [
        Route("/api/shelf", endpoint(show_shelf)),
        Route("/api/upload", endpoint_with_stream(MAX_UPLOAD_BYTES, add_upload), methods=["POST"]),
        Route("/api/fetch", endpoint_with_body(FetchRequest, fetch), methods=["POST"]),
        Route("/api/jobs", endpoint(lambda _: jobs.list_jobs())),
        Route("/api/jobs/{number}/cancel", endpoint(cancel), methods=["POST"]),
        Route("/api/jobs/{number}/resume", endpoint(resume), methods=["POST"]),
        Route(f"{story}/make", endpoint_with_body(MakeRequest, make), methods=["POST"]),
        Route(f"{story}/album", endpoint(show_album)),
        Route(f"{story}/check", endpoint(check_album)),
        Route(f"{story}/cover", endpoint_with_stream(MAX_CHOSEN_COVER_BYTES, choose_cover), methods=["POST"]),
        Route(f"{story}/cover/drawn", endpoint_with_body(DrawRequest, draw_cover), methods=["POST"]),
        Route("/api/covers/{name}", endpoint(send_cover)),
    ]


def _view_cover(name: str) -> CoverView:
    return CoverView(name, f"{COVERS_ADDRESS}{name}")


def endpoint_with_stream(limit: int, answer: Callable[[Request, Iterator[bytes]], Any]) -> Endpoint:
    """An endpoint that reads a body of up to `limit` bytes piece by piece, in a thread of its own."""

    async def respond(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            return refuse(f"the file is too large; the most is {limit // 1_000_000} MB", TOO_LARGE)
        loop = asyncio.get_running_loop()
        return await endpoint(lambda one: answer(one, _read_chunks(one, loop, limit)))(request)

    return respond


def _read_chunks(request: Request, loop: asyncio.AbstractEventLoop, limit: int) -> Iterator[bytes]:
    """The pieces of a body, for a thread beside the loop; raises InputError if it is too long, or ends too early."""
    stream = request.stream()
    size = 0
    while chunk := asyncio.run_coroutine_threadsafe(_read_chunk(stream), loop).result():
        size += len(chunk)
        if size > limit:
            raise InputError(f"the file is too large; the most is {limit // 1_000_000} MB")
        yield chunk


async def _read_chunk(stream: AsyncIterator[bytes]) -> bytes:
    """The next piece of a body, b"" at its end."""
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            async for chunk in stream:
                if chunk:
                    return chunk
    except (TimeoutError, ClientDisconnect) as error:
        raise InputError("the file didn't arrive whole; try again") from error
    return b""

"""The ASGI application: the page, the growing chapters, and everything of the album that is finished."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from audiobook.live.page.live_page import build_live_page
from audiobook.live.playlist import PIECE_SECONDS, build_playlist, cut_piece
from audiobook.live.segments import SegmentStore, stamp_segment
from audiobook.live.session import LiveSession
from audiobook.live.streams import LiveStream, StreamRegistry
from audiobook.live.timeline import BEFORE_ALL, Place
from audiobook.live.views import view_book, view_chapter, view_stream
from audiobook.serving.access import App, require_token
from audiobook.serving.application import ServerOptions, base_url, build_album_application
from audiobook.serving.responses import bytes_response, not_found, service_unavailable
from audiobook.serving.security_headers import FILE_POLICY, SECURITY_HEADERS, page_policy

LIVE_FOLDER = "live"
SOUND, PLAYLIST = "audio/mpeg", "application/vnd.apple.mpegurl"
# How often to look whether the next line is spoken (s).
POLL_SECONDS = 0.2
# A playlist without any segment is an error for players, so it waits for the first one; at most this long (s).
FIRST_LINE_SECONDS = 60.0
# The names that pages give to their streams, and places in a chapter ("12.1").
STREAM_NAME = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII)
PLACE = re.compile(r"(\d{1,7})\.(\d{1,7})", re.ASCII)
# A playlist grows by at most so many seconds of sound each time that it is asked for.
PLAYLIST_SECONDS = 60.0
HEADERS = {**SECURITY_HEADERS, "Content-Security-Policy": FILE_POLICY}


@dataclass(frozen=True, slots=True)
class LiveServer:
    """What is served: the session, its sound, and the feed of what is finished, by the address of the output folder."""

    session: LiveSession
    segments: SegmentStore
    build_feed: Callable[[str], bytes | None]


def build_live_application(server: LiveServer, options: ServerOptions) -> App:
    """The application behind the access control of `audiobook serve`, which has the finished albums, too."""
    routes = [
        Route("/", lambda _: RedirectResponse(f"{LIVE_FOLDER}/", 307, SECURITY_HEADERS)),
        Mount(f"/{LIVE_FOLDER}", routes=_Routes(server).list_routes()),
        Mount("/", app=build_album_application(options)),
    ]
    return require_token(Starlette(routes=routes), options.token, not_found())


class _Routes:
    """The paths below the folder of what is being made."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.streams = StreamRegistry(server.session, server.segments)

    def list_routes(self) -> list[Route]:
        return [
            Route("/", self.send_page),
            Route("/book", lambda _: JSONResponse(view_book(self.server.session.book), headers=HEADERS)),
            Route("/feed.xml", self.send_feed),
            Route("/chapter/{number:int}", self.send_chapter),
            Route("/lines/{name}", self.send_lines),
            Route("/{name}/{number:int}.mp3", self.send_sound),
            Route("/{name}/{number:int}/list.m3u8", self.send_playlist),
            Route("/{name}/{number:int}/{index:int}.{piece:int}.mp3", self.send_segment),
        ]

    def send_page(self, request: Request) -> Response:
        page = build_live_page()
        return bytes_response(request, page, "text/html; charset=utf-8", page_policy(page))

    def send_feed(self, request: Request) -> Response:
        feed = self.server.build_feed(base_url(request))
        return bytes_response(request, feed, "application/rss+xml; charset=utf-8") if feed else service_unavailable()

    def send_chapter(self, request: Request) -> Response:
        chapter = self.server.session.book.find_chapter(request.path_params["number"])
        return JSONResponse(view_chapter(chapter), headers=HEADERS) if chapter else not_found()

    def send_lines(self, request: Request) -> Response:
        name, since = request.path_params["name"], request.query_params.get("since", "0")
        if not STREAM_NAME.fullmatch(name) or not since.isdecimal() or len(since) > len("9999999"):
            return not_found()
        # A page may ask for lines before its player has asked for the sound.
        return JSONResponse(view_stream(self.streams.find(name), int(since)), headers=HEADERS)

    async def send_sound(self, request: Request) -> Response:
        """A chapter as one stream, which ends when the chapter does; for players that take sound of unknown length."""
        stream = self._open_stream(request)
        if stream is None:
            return not_found()
        return StreamingResponse(_follow(stream), media_type=SOUND, headers=HEADERS)

    async def send_playlist(self, request: Request) -> Response:
        stream = self._open_stream(request)
        if stream is None:
            return not_found()
        await run_in_threadpool(_advance, stream)
        waited = 0.0
        while not (stream.sent or stream.has_ended) and waited < FIRST_LINE_SECONDS:
            await asyncio.sleep(POLL_SECONDS)
            waited += POLL_SECONDS
            await run_in_threadpool(_advance, stream)
        return Response(build_playlist(stream), media_type=PLAYLIST, headers=HEADERS)

    def send_segment(self, request: Request) -> Response:
        stream = self.streams.find(request.path_params["name"])
        index, piece = request.path_params["index"], request.path_params["piece"]
        sound = cut_piece(stream.read_segment(index) or b"", piece) if stream else b""
        if stream is None or not sound:
            return not_found()
        start = stream.sent[index].start + piece * PIECE_SECONDS
        return Response(stamp_segment(sound, start), media_type=SOUND, headers=HEADERS)

    def _open_stream(self, request: Request) -> LiveStream | None:
        name, number = request.path_params["name"], request.path_params["number"]
        after = _parse_place(request.query_params.get("after", ""))
        book = self.server.session.book
        if not STREAM_NAME.fullmatch(name) or after is None or (book.chapters and not book.find_chapter(number)):
            return None
        return self.streams.open(name, number, after)


def _parse_place(text: str) -> Place | None:
    """The place after which to begin, the chapter's beginning for "", None for anything else."""
    match = PLACE.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None if text else BEFORE_ALL


async def _follow(stream: LiveStream) -> AsyncIterator[bytes]:
    """The lines of a stream as they are spoken, until its end; a player may ask for the same stream several times."""
    index = 0
    while index < len(stream.sent) or not stream.has_ended:
        if index < len(stream.sent):
            sound = await run_in_threadpool(stream.read_segment, index)
            yield sound or b""
            index += 1
        elif stream.is_ahead() or not (await run_in_threadpool(stream.advance) or stream.has_ended):
            await asyncio.sleep(POLL_SECONDS)


def _advance(stream: LiveStream) -> None:
    """Takes spoken lines, as many as last for a while: players soon ask again, and each line has to be encoded."""
    limit = stream.seconds + PLAYLIST_SECONDS
    while stream.seconds < limit and not stream.is_ahead() and stream.advance():
        pass

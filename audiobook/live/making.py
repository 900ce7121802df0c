"""An album that is listened to while it is made: its server, its workers, and what each side knows of the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.album.manifest import read_manifest
from audiobook.live.application import LiveServer, build_live_application
from audiobook.live.folder import open_sound_folder
from audiobook.live.segments import SegmentStore
from audiobook.live.session import LiveSession
from audiobook.production.wanted_line import WantedLine
from audiobook.serving.addresses import BindAddress
from audiobook.serving.application import ServerOptions
from audiobook.serving.server import build_server
from audiobook.settings.settings import MakeSettings
from audiobook.synthesis.clip_store import clip_folder
from audiobook.synthesis.workers import SharedWorkers

if TYPE_CHECKING:
    import uvicorn

    from audiobook.live.ahead import AheadSpeaker
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.context import BuildContext
    from audiobook.production.plan import AnalyzedStory, Plan
    from audiobook.production.scheduler import ProgressReport, ReportHandler

# How long the server may take to end (s).
STOP_SECONDS = 2.0


class LiveMaking:
    """Serves an album while it is made.

    The server runs in a thread of this process, as it needs little: it sends sound that others have spoken.
    """

    def __init__(self, settings: MakeSettings, workers: SharedWorkers, address: BindAddress, token: str = "") -> None:
        self.session, self.workers = LiveSession(), workers
        self._settings, self._address, self._token = settings, address, token
        self._build_feed: Callable[[str], bytes] | None = None
        self._stack = ExitStack()
        self._ahead: AheadSpeaker | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> LiveMaking:
        folder = self._stack.enter_context(open_sound_folder(self._settings.output))
        segments = SegmentStore(clip_folder(self._settings.output), folder)
        served = LiveServer(self.session, segments, self._serve_feed)
        options = ServerOptions(self._settings.output, self._token)
        self._server = build_server(build_live_application(served, options))
        self._thread = threading.Thread(target=self._serve, name="serve what is made", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._ahead:
            self._ahead.stop()
        if self._server and self._thread:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(STOP_SECONDS)
        self._stack.__exit__(*error)  # type: ignore[arg-type]

    def find_wanted_line(self) -> WantedLine | None:
        """The line that somebody waits for."""
        return self.session.wanted

    def start_ahead(self, context: BuildContext, read: AnalyzedStory) -> None:
        """Begins to speak a story whose chapters are known, while the whole of it is analyzed."""
        from audiobook.live.ahead import AheadSpeaker

        with self.workers.lend(self.workers.count) as pool:
            self._ahead = AheadSpeaker(self.session, context, pool)
        self._ahead.start(read)

    def show_plan(self, plan: Plan, changes: AlbumChanges) -> None:
        """Shows the album as it will be; from now on it is made by its plan."""
        from audiobook.live.feed import build_growing_feed
        from audiobook.live.planned_lines import build_live_book

        if self._ahead:
            self._ahead.stop()
        jobs = tuple(change.job for change in changes.chapters)
        self._build_feed = lambda base: build_growing_feed(plan, jobs, read_manifest(plan.chapter_folder), base)
        self.session.show_book(build_live_book(plan, changes))

    def watch(self, report_handler: ReportHandler) -> ReportHandler:
        """The handler for progress reports, which also tells the listeners what they mean for them."""
        from audiobook.production.render_chapter import EpisodeReport
        from audiobook.synthesis.synthesize import BatchReport

        def handle(report: ProgressReport) -> None:
            if isinstance(report, EpisodeReport):
                self.session.finish_chapter(report.number, report.path.name)
            elif isinstance(report, BatchReport):
                for issue in report.issues:
                    self.session.note_issue(issue)
            report_handler(report)

        return handle

    def finish(self, title: str, folder: Path) -> None:
        """Tells the listeners that the album is finished, and where; it may have been before anything was made."""
        self.session.finish(title, folder.relative_to(self._settings.output).as_posix())

    def _serve(self) -> None:
        assert self._server is not None  # the thread is started after it
        with self._address.socket:
            self._server.run(sockets=[self._address.socket])

    def _serve_feed(self, base_url: str) -> bytes | None:
        return self._build_feed(base_url) if self._build_feed else None

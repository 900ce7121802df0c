"""The stories that are open in the studio, and what watches their files."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from audiobook.album.manifest import read_manifest
from audiobook.errors import AudiobookError, InputError
from audiobook.studio.chapter_states import find_chapter_states
from audiobook.studio.events import EventBroker
from audiobook.studio.open_story import OpenStory
from audiobook.studio.sound import Speaker
from audiobook.studio.view_model import READY

# How often files are looked at (seconds).
WATCH_SECONDS = 1.0


class Desk:
    """Opens stories by their identity, and tells the pages when one of them changes."""

    def __init__(self, output: Path, events: EventBroker) -> None:
        self.output, self.events = output, events
        self.speaker = Speaker(output)
        self._stories: dict[str, OpenStory] = {}
        self._states: dict[str, tuple[int, Mapping[int, str]]] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watch stories", daemon=True)
        self._watcher.start()

    def open(self, identity: str, paths: tuple[Path, ...]) -> OpenStory:
        """The story of that identity, opened now if it isn't yet."""
        with self._lock:
            if identity not in self._stories:
                self._stories[identity] = OpenStory(
                    identity, paths, self.output, lambda event: self.events.publish("story", event)
                )
            return self._stories[identity]

    def find(self, identity: str) -> OpenStory:
        """An open story; raises InputError if there is none of that identity."""
        found = self._stories.get(identity)
        if found is None:
            raise InputError("this story isn't open any more; go back to the shelf and open it again")
        return found

    def states_of(self, story: OpenStory) -> Mapping[int, str]:
        """What of the chapters is made, as far as it is known by now."""
        return self._states.get(story.identity, (0, {}))[1]

    def refresh_states(self, identity: str, album: str) -> None:
        """Has what is made looked up anew, as an album has just been made in that folder below the output folder.

        Where something else was said for the album than before, such as to read the notes, the story is read again.
        """
        self._states.pop(identity, None)
        story = self._stories.get(identity)
        if album and story is not None and story.status == READY:
            options = read_manifest(self.output / album).options
            if options.values != story.snapshot.context.options.values:
                story.request_analysis()

    def close(self) -> None:
        """Ends the watching and the voice."""
        self._closed.set()
        self.speaker.close()

    def _watch(self) -> None:
        while not self._closed.wait(WATCH_SECONDS):
            for story in tuple(self._stories.values()):
                story.check_files()
                self._check_states(story)

    def _check_states(self, story: OpenStory) -> None:
        """Finds out what of the album is made, once a story has not changed for a while."""
        if story.status != READY or story.is_busy:
            return
        snapshot = story.snapshot
        if self._states.get(story.identity, (0, {}))[0] == snapshot.version:
            return
        try:
            states = find_chapter_states(snapshot)
        except AudiobookError:
            states = {}  # nothing can be made of it; the page says why when somebody tries
        known = self.states_of(story)
        self._states[story.identity] = (snapshot.version, states)
        if states != known:
            self.events.publish("states", {"id": story.identity, "states": states})

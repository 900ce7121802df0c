"""The names of the files that an album's folder and an output folder hold next to the sound."""

from __future__ import annotations

COVER_FILE = "cover.jpg"
FEED_FILE = "feed.xml"
# The page of an album in its folder, and that of the library in the output folder.
PAGE_FILE = "index.html"
# What the album is, in the form of Audiobookshelf.
METADATA_FILE = "metadata.json"
# A list of all feeds of an output folder, which podcast players import.
OPML_FILE = "library.opml"
# All files of an album in one, which only the server has: it is written while it is sent.
ZIP_FILE = "download.zip"
TRANSCRIPT_FOLDER = "transcripts"

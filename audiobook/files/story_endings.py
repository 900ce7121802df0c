"""The endings of story files."""

from __future__ import annotations

# Files in a folder with these endings count as chapters of a story.
STORY_EXTENSIONS = frozenset(
    (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".odt", ".fodt", ".rtf")
)
# Files with these endings are whole books.
BOOK_EXTENSIONS = frozenset((".epub", ".pdf", ".fb2", ".mobi", ".azw3", ".azw", ".prc"))
# A book or its chapters, packed; in a folder it may be anything, so only one that is given by name is opened.
ARCHIVE_EXTENSION = ".zip"

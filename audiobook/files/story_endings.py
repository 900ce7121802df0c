"""The endings of the files that stories come in."""

from __future__ import annotations

# Endings of the files of a folder that are taken for chapters of a story.
STORY_EXTENSIONS = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx"))

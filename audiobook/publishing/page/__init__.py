"""Pages to listen from, in any browser: an album's with a player, and the library of an output folder."""

from audiobook.publishing.page.album_page import page_files
from audiobook.publishing.page.library_page import library_page

__all__ = ["library_page", "page_files"]

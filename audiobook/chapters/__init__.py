"""From a Manuscript to a Book: chapters, author's notes, scene breaks; every character of the source accounted for."""

from audiobook.chapters.layout import Wish
from audiobook.chapters.markup import with_markup
from audiobook.chapters.splitting import split

__all__ = ["Wish", "split", "with_markup"]

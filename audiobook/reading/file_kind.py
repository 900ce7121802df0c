"""Detects the format of a story file by its content; the file's name decides only if the content could be either."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from audiobook.errors import InputError


class FileKind(StrEnum):
    """The text formats; EPUB and DOCX are recognized by the files in their archive."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


HTML_ENDINGS = frozenset((".html", ".htm", ".xhtml", ".xht"))
MARKDOWN_ENDINGS = frozenset((".md", ".markdown", ".mdown"))

# The first bytes of files that are not stories, what to call them, and what to do instead.
REJECTED_SIGNATURES = (
    (b"\x89PNG", "a picture", "pass the story's file instead"),
    (b"\xff\xd8\xff", "a picture", "pass the story's file instead"),
    (b"GIF8", "a picture", "pass the story's file instead"),
    (b"ID3", "a sound file", "pass the story's file instead"),
    (b"OggS", "a sound file", "pass the story's file instead"),
    (b"RIFF", "a sound or video file", "pass the story's file instead"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and pass the folder"),
    (b"Rar!", "a RAR archive", "unpack it and pass the folder"),
    (b"\xd0\xcf\x11\xe0", "an old word-processor document", "save it as .docx or plain text in a word processor"),
    (b"TPZ", "a Topaz book from a Kindle", "get another copy of it, as EPUB or AZW3"),
    (b"CONT\x02", "a Kindle book in the format KFX", "get a copy of it as EPUB or AZW3"),
    (b"\xeaDRMION\xee", "a Kindle book that is protected by DRM", "get a copy without DRM"),
    (b"ITOLITLS", "a Microsoft Reader book", "convert it to EPUB (calibre does)"),
    (b"\x7fELF", "a program", "pass the story's file instead"),
    (b"MZ\x90", "a program", "pass the story's file instead"),
    (b"SQLite format 3", "a database", "pass the story's file instead"),
)
# A page saved "as a single file" is an email message with the page in it.
MHTML_HEADER = re.compile(rb"\A(?:[\w-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+){0,12}?MIME-Version:", re.IGNORECASE)

_PROLOG = r"\A[\s\ufeff]*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*"
HTML_PAGE = re.compile(_PROLOG + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
HTML_FRAGMENT = re.compile(
    _PROLOG + r"<(?:p|div|h[1-6]|article|section|main|meta|title|center|table|hr|br|span|em|i|b|strong"
    r"|blockquote)\b[^<>]{0,500}/?>",
    re.IGNORECASE | re.DOTALL,
)
BLOCK_TAG = re.compile(r"</(?:p|div|h[1-6]|article|section|center|table|blockquote|body)\s*>|<br\s*/?>", re.IGNORECASE)
# HTML without a page's frame has several paragraphs; plain text may have a stray "<i>" too.
MIN_BLOCK_TAGS = 3
ATX_OPENING = re.compile(r"\ufeff?\s*#{1,3}[ \t]+\S")
ATX_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)


def reject_unsupported(data: bytes, path: Path) -> None:
    """Raises InputError with advice for file formats that can't be read."""
    for signature, description, advice in REJECTED_SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{path} is {description}, not a story that can be read; {advice}")
    if MHTML_HEADER.match(data[:8192]):
        raise InputError(f"{path} is a saved web archive (MHTML); save the page as 'HTML only' and try again")


def detect_text_kind(text: str, path: Path, has_front_matter: bool) -> FileKind:
    """The format of a text file; `has_front_matter` says whether it begins with a YAML block."""
    suffix = path.suffix.lower()
    if HTML_PAGE.match(text):
        return FileKind.HTML
    if HTML_FRAGMENT.match(text) and (suffix in HTML_ENDINGS or _has_block_tags(text)):
        return FileKind.HTML
    if suffix in HTML_ENDINGS and _has_block_tags(text):
        return FileKind.HTML
    if suffix in MARKDOWN_ENDINGS or (has_front_matter and ATX_HEADING.search(text)):
        return FileKind.MARKDOWN
    if not suffix and ATX_OPENING.match(text):  # standard input, for one, has no name that would say so
        return FileKind.MARKDOWN
    return FileKind.TEXT


def is_html_page(data: bytes) -> bool:
    """Whether bytes in a still unknown encoding begin like a complete HTML page."""
    return bool(HTML_PAGE.match(data[:8192].removeprefix(b"\xef\xbb\xbf").decode("latin-1")))


def _has_block_tags(text: str) -> bool:
    return sum(1 for _, _ in zip(BLOCK_TAG.finditer(text), range(MIN_BLOCK_TAGS), strict=False)) == MIN_BLOCK_TAGS

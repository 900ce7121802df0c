"""Single pages of the web, and files that an address leads to."""

from __future__ import annotations

import codecs
import email.message
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from audiobook.errors import FetchError
from audiobook.fetching.statuses import describe_status
from audiobook.web.client import ExchangeError, ExchangeFailure, WebResponse
from audiobook.web.pages import fetch_page

ZIP_SIGNATURE, PDF_SIGNATURE = b"PK\x03\x04", b"%PDF-"
# The members by which files of that signature are told apart, near their beginning or in their directory at the end.
ZIP_MEMBERS = ((b"META-INF/container.xml", ".epub"), (b"word/document.xml", ".docx"))
PAGE_TYPES = ("text/html", "application/xhtml+xml")
TEXT_ENDINGS = (".md", ".markdown")
MARKUP_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|\?xml)", re.IGNORECASE)
TITLE_SEARCH_CHARACTERS = 500_000
TITLE = re.compile(r"<title[^>]*>([^<]{1,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: where it was found, its bytes, the ending of its file, and its title, "" for none."""

    address: str
    data: bytes
    ending: str
    title: str


def fetch_story_page(url: str) -> FetchedPage:
    """Fetches a page or a file; raises FetchError, StoryGoneError where the site doesn't have it."""
    try:
        address, response = fetch_page(url)
    except ExchangeError as error:
        raise FetchError(_explain(url, error)) from None
    if not response.is_success:
        raise describe_status(url, response.status, response.phrase, response.headers.get("retry-after", ""))
    if not response.body.strip():
        raise FetchError(f"{url} is empty; check the address in your browser")
    ending = _choose_ending(address, response)
    data = _with_declared_encoding(response) if ending in (".html", ".txt", ".md") else response.body
    title = _find_title(data) if ending == ".html" else ""
    return FetchedPage(address, data, ending, title or _title_from_address(address))


def _explain(url: str, error: ExchangeError) -> str:
    advice = {
        ExchangeFailure.UNREACHABLE: "check the address and the connection, and try again",
        ExchangeFailure.LATE: "try again later",
        ExchangeFailure.BROKE_OFF: "try again",
        ExchangeFailure.TOO_LONG: "no story is that long; check the address",
    }.get(error.failure, "save the page with your browser and pass that file")
    return f"{url} can't be fetched: {error}; {advice}"


def _choose_ending(address: str, response: WebResponse) -> str:
    """The ending of the file, by what is in it; the address and the type that the server names decide between texts."""
    data = response.body
    if data.startswith(ZIP_SIGNATURE):
        return next((ending for member, ending in ZIP_MEMBERS if member in data), ".zip")
    if data.startswith(PDF_SIGNATURE):
        return ".pdf"
    path = urlsplit(address).path.lower()
    if _content_type(response)[0] in PAGE_TYPES or MARKUP_START.match(data):
        return ".html"
    return ".md" if path.endswith(TEXT_ENDINGS) else ".txt"


def _content_type(response: WebResponse) -> tuple[str, str]:
    """The type and the encoding that a server names, "" for none."""
    message = email.message.Message()
    message["content-type"] = response.headers.get("content-type", "")
    charset = message.get_param("charset", "")
    return message.get_content_type(), charset if isinstance(charset, str) else ""


def _with_declared_encoding(response: WebResponse) -> bytes:
    """The bytes as they came if they are UTF-8; otherwise, where the server names their encoding, the same in UTF-8.

    A file has no header that would say it. The byte order mark goes before what the page itself declares.
    """
    data, name = response.body, _content_type(response)[1]
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + data.decode(name).encode("utf-8") if name else data
        except (LookupError, ValueError):
            return data  # a wrong name: the reader guesses
    return data


def _find_title(data: bytes) -> str:
    import html

    found = TITLE.search(data.decode("utf-8", "replace"), 0, TITLE_SEARCH_CHARACTERS)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def _title_from_address(address: str) -> str:
    """A name for a page without a title.

    >>> _title_from_address("https://example.org/stories/the-long_way.html"), _title_from_address("https://example.org/")
    ('the long way', 'example.org')
    """
    parts = urlsplit(address)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2])
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("-", " ").replace("_", " ").split()) or parts.hostname or "story"

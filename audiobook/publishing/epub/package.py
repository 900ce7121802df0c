"""The package document of the e-book: its metadata, its files, and their reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from audiobook.publishing.epub.content_pages import ContentPage
from audiobook.publishing.epub.overlays import format_smil_duration
from audiobook.publishing.published_album import PublishedAlbum, sound_mime_type
from audiobook.publishing.tags.values import DATE
from audiobook.text.languages.document_language import book_language
from audiobook.text.xml_text import to_single_line

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# The CSS classes (see style.css) of the sentence that is being read, and of the page while audio plays.
ACTIVE_CLASS, PLAYING_CLASS = "-epub-media-overlay-active", "-epub-media-overlay-playing"
# Accessibility metadata in the terms of schema.org.
ACCESSIBILITY_METADATA = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "auditory"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessModeSufficient", "auditory"),
    ("schema:accessibilityFeature", "synchronizedAudioText"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityHazard", "none"),
    (
        "schema:accessibilitySummary",
        "The whole text is read aloud, each sentence marked while it is heard. The only picture is the cover.",
    ),
)


def build_package(album: PublishedAlbum, pages: Sequence[ContentPage], cover: str) -> str:
    """The package document; `cover` is the name of the cover file."""
    language = quoteattr(book_language(album.metadata.language))
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="identity" '
            f"xml:lang={language}>",
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *_metadata_lines(album, pages),
            "</metadata>",
            "<manifest>",
            *_manifest_lines(album, pages, cover),
            "</manifest>",
            "<spine>",
            '<itemref idref="title"/>',
            *(f'<itemref idref="{page.name}"/>' for page in pages),
            "</spine>",
            "</package>",
            "",
        )
    )


def _metadata_lines(album: PublishedAlbum, pages: Sequence[ContentPage]) -> Iterator[str]:
    metadata = album.metadata
    yield f'<dc:identifier id="identity">{_text(album.identity)}</dc:identifier>'
    yield f"<dc:title>{_text(metadata.title)}</dc:title>"
    yield f"<dc:language>{_text(book_language(metadata.language))}</dc:language>"
    yield from _element_lines("dc:description", metadata.summary)
    yield from _element_lines("dc:source", metadata.source)
    yield from (line for genre in metadata.genres for line in _element_lines("dc:subject", genre))
    if DATE.fullmatch(metadata.published):
        yield f"<dc:date>{metadata.published}</dc:date>"
    yield f'<meta property="dcterms:modified">{_format_utc(album.created)}</meta>'
    yield from _credit_lines(album)
    if to_single_line(metadata.series):
        yield f'<meta property="belongs-to-collection" id="series">{_text(metadata.series)}</meta>'
        yield '<meta refines="#series" property="collection-type">series</meta>'
    yield from _duration_lines(album, pages)
    yield from (f'<meta property="{name}">{value}</meta>' for name, value in ACCESSIBILITY_METADATA)


def _element_lines(element: str, value: str) -> Iterator[str]:
    if to_single_line(value):
        yield f"<{element}>{_text(value)}</{element}>"


def _credit_lines(album: PublishedAlbum) -> Iterator[str]:
    """Author and narrator, with the role codes of libraries (MARC relators)."""
    people = (("creator", "author", album.metadata.author, "aut"), ("contributor", "narrator", album.narrator, "nrt"))
    for element, identity, name, role in people:
        if to_single_line(name):
            yield f'<dc:{element} id="{identity}">{_text(name)}</dc:{element}>'
            yield f'<meta refines="#{identity}" property="role" scheme="marc:relators">{role}</meta>'


def _duration_lines(album: PublishedAlbum, pages: Sequence[ContentPage]) -> Iterator[str]:
    yield f'<meta property="media:duration">{format_smil_duration(sum(page.milliseconds for page in pages))}</meta>'
    for page in pages:
        length = format_smil_duration(page.milliseconds)
        yield f'<meta refines="#{page.name}-overlay" property="media:duration">{length}</meta>'
    if to_single_line(album.narrator):
        yield f'<meta property="media:narrator">{_text(album.narrator)}</meta>'
    yield f'<meta property="media:active-class">{ACTIVE_CLASS}</meta>'
    yield f'<meta property="media:playback-active-class">{PLAYING_CLASS}</meta>'


def _manifest_lines(album: PublishedAlbum, pages: Sequence[ContentPage], cover: str) -> Iterator[str]:
    yield '<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="style" href="style.css" media-type="text/css"/>'
    yield f'<item id="cover" href="{cover}" media-type="{album.cover.mime}" properties="cover-image"/>'
    yield '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>'
    for page in pages:
        yield (
            f'<item id="{page.name}" href="{page.name}.xhtml" media-type="application/xhtml+xml" '
            f'media-overlay="{page.name}-overlay"/>'
        )
        yield f'<item id="{page.name}-overlay" href="{page.name}.smil" media-type="application/smil+xml"/>'
    for number, sound in enumerate(dict.fromkeys(page.sound for page in pages), 1):
        yield f'<item id="sound-{number:03d}" href="{sound}" media-type="{sound_mime_type(sound)}"/>'


def _format_utc(created: str) -> str:
    """A time as the standard requires it: in UTC, to the second."""
    moment = datetime.fromisoformat(created)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: str) -> str:
    return escape(to_single_line(text))

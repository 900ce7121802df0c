"""What the e-book says of itself: its metadata, its files, and the order in which they are read."""

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
# Classes that readers give to the sentence that is heard, and to the page while it is read; style.css has them.
ACTIVE, PLAYING = "-epub-media-overlay-active", "-epub-media-overlay-playing"
# What a person who cannot see, or cannot hear, asks of a book before they open it (schema.org's words).
ACCESSIBLE = (
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


def build_package(album: PublishedAlbum, leaves: Sequence[ContentPage], cover: str) -> str:
    """The package document; `cover` is the name of the cover's file."""
    language = quoteattr(book_language(album.metadata.language))
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="identity" '
            f"xml:lang={language}>",
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *_metadata(album, leaves),
            "</metadata>",
            "<manifest>",
            *_manifest(album, leaves, cover),
            "</manifest>",
            "<spine>",
            '<itemref idref="title"/>',
            *(f'<itemref idref="{leaf.name}"/>' for leaf in leaves),
            "</spine>",
            "</package>",
            "",
        )
    )


def _metadata(album: PublishedAlbum, leaves: Sequence[ContentPage]) -> Iterator[str]:
    about = album.metadata
    yield f'<dc:identifier id="identity">{_text(album.identity)}</dc:identifier>'
    yield f"<dc:title>{_text(about.title)}</dc:title>"
    yield f"<dc:language>{_text(book_language(about.language))}</dc:language>"
    yield from _meta_element("dc:description", about.summary)
    yield from _meta_element("dc:source", about.source)
    yield from (line for genre in about.genres for line in _meta_element("dc:subject", genre))
    if DATE.fullmatch(about.published):
        yield f"<dc:date>{about.published}</dc:date>"
    yield f'<meta property="dcterms:modified">{_format_utc(album.created)}</meta>'
    yield from _people(album)
    if to_single_line(about.series):
        yield f'<meta property="belongs-to-collection" id="series">{_text(about.series)}</meta>'
        yield '<meta refines="#series" property="collection-type">series</meta>'
    yield from _duration_metadata(album, leaves)
    yield from (f'<meta property="{name}">{value}</meta>' for name, value in ACCESSIBLE)


def _meta_element(element: str, value: str) -> Iterator[str]:
    if to_single_line(value):
        yield f"<{element}>{_text(value)}</{element}>"


def _people(album: PublishedAlbum) -> Iterator[str]:
    """Author and narrator, told apart by the codes that libraries use."""
    people = (("creator", "author", album.metadata.author, "aut"), ("contributor", "narrator", album.narrator, "nrt"))
    for element, place, name, role in people:
        if to_single_line(name):
            yield f'<dc:{element} id="{place}">{_text(name)}</dc:{element}>'
            yield f'<meta refines="#{place}" property="role" scheme="marc:relators">{role}</meta>'


def _duration_metadata(album: PublishedAlbum, leaves: Sequence[ContentPage]) -> Iterator[str]:
    yield f'<meta property="media:duration">{format_smil_duration(sum(leaf.milliseconds for leaf in leaves))}</meta>'
    for leaf in leaves:
        length = format_smil_duration(leaf.milliseconds)
        yield f'<meta refines="#{leaf.name}-overlay" property="media:duration">{length}</meta>'
    if to_single_line(album.narrator):
        yield f'<meta property="media:narrator">{_text(album.narrator)}</meta>'
    yield f'<meta property="media:active-class">{ACTIVE}</meta>'
    yield f'<meta property="media:playback-active-class">{PLAYING}</meta>'


def _manifest(album: PublishedAlbum, leaves: Sequence[ContentPage], cover: str) -> Iterator[str]:
    yield '<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="style" href="style.css" media-type="text/css"/>'
    yield f'<item id="cover" href="{cover}" media-type="{album.cover.mime}" properties="cover-image"/>'
    yield '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>'
    for leaf in leaves:
        yield (
            f'<item id="{leaf.name}" href="{leaf.name}.xhtml" media-type="application/xhtml+xml" '
            f'media-overlay="{leaf.name}-overlay"/>'
        )
        yield f'<item id="{leaf.name}-overlay" href="{leaf.name}.smil" media-type="application/smil+xml"/>'
    for number, sound in enumerate(dict.fromkeys(leaf.sound for leaf in leaves), 1):
        yield f'<item id="sound-{number:03d}" href="{sound}" media-type="{sound_mime_type(sound)}"/>'


def _format_utc(created: str) -> str:
    """A time as the standard asks for it: to the second, in UTC."""
    moment = datetime.fromisoformat(created)
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: str) -> str:
    return escape(to_single_line(text))

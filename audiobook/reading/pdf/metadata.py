"""Reads a PDF's properties, apart from what programs write there on their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from audiobook.model import Metadata
from audiobook.reading.metadata_labels import metadata_from_labels

# Titles that come from programs: the name of a file, a template's, a window's.
PROGRAM_TITLE = re.compile(
    r"(?:microsoft )?(?:word|powerpoint|publisher) ?[-–] .*"
    r"|.*\.(?:docx?|rtf|odt|indd|pdf|html?|txt|tex|wpd|pages|md|epub|qxd|fm)"
    r"|\(?(?:untitled|anonymous|unspecified|unknown|no title|none)\)?(?: ?-?\d{0,3}| document.*)"
    r"|(?:title|document|layout|print|book|default|new|full page|ebook)\W?\d{0,3}"
    r"|https?:.*|file:.*|about:blank|[\W\d_]*|[0-9A-F-]{12,}",
    re.IGNORECASE,
)
PROGRAM_AUTHOR = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|none|author|user|owner|admin(?:istrator)?|root|pc|home|windows user|default|"
    r"microsoft.*|calibre.*|python-docx|.*@.*|https?:.*|www\..*|[\W\d_]*)\)?",
    re.IGNORECASE,
)
# What sites add behind a name: "Orla Venn - www.example.com".
SITE_NAME = re.compile(
    r"\s*[-–|(]\s*(?:https?:|www\.)\S+$|\s+(?:https?:|www\.)\S+$|\s+(?:at|from|on|-)\s+[\w-]+\.(?:com|net|org)$",
    re.IGNORECASE,
)


def read_metadata(properties: Mapping[str, str]) -> Metadata:
    """The title, the author and the language in a PDF's properties.

    >>> read_metadata({"Title": "Microsoft Word - draft.doc", "Author": "Orla Venn"}).author
    'Orla Venn'
    """
    title, author = (SITE_NAME.sub("", properties.get(name, "")) for name in ("Title", "Author"))
    labels = [("title", "" if PROGRAM_TITLE.fullmatch(title) else title)]
    labels.append(("author", "" if PROGRAM_AUTHOR.fullmatch(author) else author))
    labels.append(("language", properties.get("Language", "")))
    return metadata_from_labels(labels)

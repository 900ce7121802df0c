"""Which pages of a book are no story: covers, title pages, lists of contents, copyright, logs."""

from __future__ import annotations

from audiobook.reading.html_page import letters

COVER, TITLE_PAGE, CONTENTS, COPYRIGHT, LOG = "cover", "title page", "table of contents", "copyright", "log of updates"
OUTSIDE = "outside of the reading order"
# By what a file says that it is: epub:type, a landmark, the guide of EPUB 2.
BY_TYPE = {
    "cover": COVER, "titlepage": TITLE_PAGE, "title-page": TITLE_PAGE, "halftitlepage": TITLE_PAGE,
    "halftitle-page": TITLE_PAGE, "half-title": TITLE_PAGE, "toc": CONTENTS, "loi": CONTENTS, "lot": CONTENTS,
    "landmarks": CONTENTS, "page-list": CONTENTS, "index": "index", "copyright-page": COPYRIGHT,
    "imprint": COPYRIGHT, "imprimatur": COPYRIGHT, "colophon": "colophon", "seriespage": "list of other books",
    "other-credits": COPYRIGHT, "loi-page": CONTENTS,
}  # fmt: skip
# By the title that the table of contents gives them, in letters alone.
BY_TITLE = {
    letters(title): reason
    for reason, titles in (
        (COVER, "Cover|Cover Page|Cover Image|Front Cover|Back Cover"),
        (TITLE_PAGE, "Title Page|Title|Half Title|Half Title Page|Story Information|Information|Book Information"),
        (CONTENTS, "Contents|Table of Contents|TOC|List of Illustrations"),
        (COPYRIGHT, "Copyright|Copyright Page|Copyright Notice|Imprint|Uncopyright|Legal"),
        ("colophon", "Colophon"),
        (LOG, "Update Log|Log|Log Page|Changelog"),
        ("Project Gutenberg's licence", "The Full Project Gutenberg License|Full Project Gutenberg License"
         "|THE FULL PROJECT GUTENBERG™ LICENSE|Project Gutenberg License"),
        ("words of the site", "About this ebook|Newsletter|Newsletter Sign-up"),
    )
    for title in titles.split("|")
}  # fmt: skip
# What AO3 names its own pages before and after a work; other books have prefaces and afterwords that are read.
BY_AO3_TITLE = {letters("Preface"): TITLE_PAGE, letters("Afterword"): "afterword of the archive"}


def reason_by_title(title: str, from_ao3: bool) -> str:
    """Why a page with that title is no story, "" for what is."""
    name = letters(title)
    return BY_TITLE.get(name, "") or (BY_AO3_TITLE.get(name, "") if from_ao3 else "")


def reason_by_types(types: frozenset[str]) -> str:
    """Why a page that says it is of these types is no story, "" for what is."""
    return next((BY_TYPE[one] for one in sorted(types) if one in BY_TYPE), "")

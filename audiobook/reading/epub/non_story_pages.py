"""Which pages of a book are no story: covers, title pages, lists of contents, copyright, logs."""

from __future__ import annotations

from audiobook.reading.html_page import alphanumerics

COVER_PAGE, TITLE_PAGE, TOC_PAGE, COPYRIGHT, UPDATE_LOG = (
    "cover",
    "title page",
    "table of contents",
    "copyright",
    "log of updates",
)
OUTSIDE_READING_ORDER = "outside of the reading order"
# By what a file says that it is: epub:type, a landmark, the guide of EPUB 2.
REASONS_BY_TYPE = {
    "cover": COVER_PAGE, "titlepage": TITLE_PAGE, "title-page": TITLE_PAGE, "halftitlepage": TITLE_PAGE,
    "halftitle-page": TITLE_PAGE, "half-title": TITLE_PAGE, "toc": TOC_PAGE, "loi": TOC_PAGE, "lot": TOC_PAGE,
    "landmarks": TOC_PAGE, "page-list": TOC_PAGE, "index": "index", "copyright-page": COPYRIGHT,
    "imprint": COPYRIGHT, "imprimatur": COPYRIGHT, "colophon": "colophon", "seriespage": "list of other books",
    "other-credits": COPYRIGHT, "loi-page": TOC_PAGE,
}  # fmt: skip
# By the title that the table of contents gives them, in letters alone.
REASONS_BY_TITLE = {
    alphanumerics(title): reason
    for reason, titles in (
        (COVER_PAGE, "Cover|Cover Page|Cover Image|Front Cover|Back Cover"),
        (TITLE_PAGE, "Title Page|Title|Half Title|Half Title Page|Story Information|Information|Book Information"),
        (TOC_PAGE, "Contents|Table of Contents|TOC|List of Illustrations"),
        (COPYRIGHT, "Copyright|Copyright Page|Copyright Notice|Imprint|Uncopyright|Legal"),
        ("colophon", "Colophon"),
        (UPDATE_LOG, "Update Log|Log|Log Page|Changelog"),
        ("Project Gutenberg's licence", "The Full Project Gutenberg License|Full Project Gutenberg License"
         "|THE FULL PROJECT GUTENBERG™ LICENSE|Project Gutenberg License"),
        ("words of the site", "About this ebook|Newsletter|Newsletter Sign-up"),
    )
    for title in titles.split("|")
}  # fmt: skip
# What AO3 names its own pages before and after a work; other books have prefaces and afterwords that are read.
REASONS_BY_AO3_TITLE = {alphanumerics("Preface"): TITLE_PAGE, alphanumerics("Afterword"): "afterword of the archive"}


def reason_by_title(title: str, from_ao3: bool) -> str:
    """Why a page with that title is no story, "" for what is."""
    name = alphanumerics(title)
    return REASONS_BY_TITLE.get(name, "") or (REASONS_BY_AO3_TITLE.get(name, "") if from_ao3 else "")


def reason_by_type(types: frozenset[str]) -> str:
    """Why a page that says it is of these types is no story, "" for what is."""
    return next((REASONS_BY_TYPE[page_type] for page_type in sorted(types) if page_type in REASONS_BY_TYPE), "")

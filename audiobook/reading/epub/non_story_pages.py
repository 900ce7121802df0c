"""Which pages of a book are not story: covers, title pages, tables of contents, copyright pages, update logs."""

from __future__ import annotations

from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import (
    ARCHIVE_AFTERWORD,
    BOOK_INDEX,
    COLOPHON,
    COPYRIGHT,
    COVER_PAGE,
    GUTENBERG_LICENSE,
    OTHER_BOOKS,
    SITE_TEXT,
    TABLE_OF_CONTENTS,
    TITLE_PAGE,
    UPDATE_LOG,
)

# By the type that the file declares: epub:type, an EPUB 3 landmark or an entry of the EPUB 2 guide.
REASONS_BY_TYPE = {
    page_type: reason
    for reason, types in (
        (COVER_PAGE, "cover"),
        (TITLE_PAGE, "titlepage title-page halftitlepage halftitle-page half-title"),
        (TABLE_OF_CONTENTS, "toc loi lot loi-page landmarks page-list"),
        (BOOK_INDEX, "index"),
        (COPYRIGHT, "copyright-page imprint imprimatur other-credits"),
        (COLOPHON, "colophon"),
        (OTHER_BOOKS, "seriespage"),
    )
    for page_type in types.split()
}
# By the page's title in the table of contents; only letters and digits count.
REASONS_BY_TITLE = {
    comparison_key(title): reason
    for reason, titles in (
        (COVER_PAGE, "Cover|Cover Page|Cover Image|Front Cover|Back Cover|Front Page"),
        (TITLE_PAGE, "Title Page|Title|Half Title|Half Title Page|Story Information|Information|Book Information"
         "|Intro Page"),
        (TABLE_OF_CONTENTS, "Contents|Table of Contents|TOC|List of Illustrations"),
        (COPYRIGHT, "Copyright|Copyright Page|Copyright Notice|Imprint|Uncopyright|Legal"),
        (COLOPHON, "Colophon"),
        (UPDATE_LOG, "Update Log|Log|Log Page|Changelog"),
        (GUTENBERG_LICENSE, "The Full Project Gutenberg License|Full Project Gutenberg License"
         "|THE FULL PROJECT GUTENBERG™ LICENSE|Project Gutenberg License"),
        (SITE_TEXT, "About this ebook|Newsletter|Newsletter Sign-up"),
    )
    for title in titles.split("|")
}  # fmt: skip
# AO3's names for its own pages before and after a work; other books have prefaces and afterwords that are story.
REASONS_BY_AO3_TITLE = {comparison_key("Preface"): TITLE_PAGE, comparison_key("Afterword"): ARCHIVE_AFTERWORD}


def reason_by_title(title: str, from_ao3: bool) -> str:
    """Why a page with this title is not story, "" if it is. `from_ao3` adds the titles of AO3's own pages."""
    name = comparison_key(title)
    return REASONS_BY_TITLE.get(name, "") or (REASONS_BY_AO3_TITLE.get(name, "") if from_ao3 else "")


def reason_by_type(types: frozenset[str]) -> str:
    """Why a page of these types is not story, "" if it is."""
    return next((REASONS_BY_TYPE[page_type] for page_type in sorted(types) if page_type in REASONS_BY_TYPE), "")

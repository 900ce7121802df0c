"""EPUB books: package, table of contents, and the pages that are story."""

"""EPUB books: the package file, the table of contents, and which pages are story."""

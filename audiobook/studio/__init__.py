"""The studio: a page on this machine where somebody sets a book right by ear, and makes its album."""

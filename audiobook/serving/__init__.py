"""Serves albums over HTTP: the library, album pages, feeds, and sound files with byte ranges."""

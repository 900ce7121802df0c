"""Reads story files of every supported format into a Manuscript: the text, and what the file itself says about it."""

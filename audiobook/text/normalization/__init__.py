"""Prose for the ear: what an engine is given to say for a stretch of text as written."""

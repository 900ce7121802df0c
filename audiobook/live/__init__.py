"""Listening to an album while it is made: what is spoken so far, as sound, as text and on a page."""

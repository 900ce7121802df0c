"""Turns a story into an audiobook; start reading at `audiobook.pipeline`."""

__version__ = "1.0.0"

"""Turns a story into an audiobook; start reading at `audiobook.pipeline`."""

__version__ = "0.1.0"

"""Headings: which lines open a chapter, and how the chapters are called."""

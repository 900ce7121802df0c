"""Headings: which lines open a chapter, and what the chapters are called."""

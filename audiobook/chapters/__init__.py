"""Splits a manuscript into chapters, and classifies every piece of its text."""

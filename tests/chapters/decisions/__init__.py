"""Decisions of a person about paragraphs and chapters."""

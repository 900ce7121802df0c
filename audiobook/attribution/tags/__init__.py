"""Cues to the speaker in the words around a quote, above all speech tags."""

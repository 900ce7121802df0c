"""Applies what the user has decided about a story's paragraphs to its book."""

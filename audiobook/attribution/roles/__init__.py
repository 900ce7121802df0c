"""Whom the book means by its descriptions: the magistrate, her husband."""

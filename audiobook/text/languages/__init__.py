"""Languages: their tags and names, and the one that a text is in."""

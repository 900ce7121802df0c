"""Languages: their tags and names, and which language a text is in."""

"""From paths to a Manuscript: the text of a story file of any kind, and what the file itself says of it."""

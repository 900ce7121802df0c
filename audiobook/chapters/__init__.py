"""From a Manuscript to a Book: chapters, author's notes, scene breaks; every character of the source accounted for."""

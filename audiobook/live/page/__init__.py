"""The page of a book that is being made: its files, and what fills them in."""

"""FictionBook e-books."""

"""Text that is not story: front and back matter, samples of other books, page numbers."""

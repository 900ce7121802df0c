"""What is no story: front and back matter, samples of other books, page numbers."""

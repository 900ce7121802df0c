"""PDF files: a child process extracts their text with its geometry, rules about geometry turn it into paragraphs."""

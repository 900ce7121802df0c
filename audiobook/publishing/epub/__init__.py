"""The whole album as one e-book that reads itself aloud: EPUB 3.3 with Media Overlays."""

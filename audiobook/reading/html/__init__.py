"""The text of an HTML document, without what a page puts around it."""

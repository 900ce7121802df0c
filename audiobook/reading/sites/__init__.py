"""Known sites and archives as data: the layout of their pages, and their metadata."""

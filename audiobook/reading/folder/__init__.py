"""A folder of files, one chapter each: which files, and in which order."""

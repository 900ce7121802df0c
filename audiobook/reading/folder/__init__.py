"""Stories in several files, one chapter each: which files belong to them, and in which order."""

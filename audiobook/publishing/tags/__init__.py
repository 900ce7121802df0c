"""Tags, which players show, in the way of each file format."""

"""What players show: the tags of a file, in the way of each format."""

"""From a Script to a Cast: a voice for the narrator and for each character, out of the catalogue or this machine."""

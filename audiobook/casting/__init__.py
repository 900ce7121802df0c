"""From a Script to a Cast: a voice for the narrator and each character, from the catalogue or this machine."""

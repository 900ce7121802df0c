"""From a Script and a Cast to clips: what is said when, and the sound of each line."""

"""The settings of a run, from the command line, the file beside a story, and the environment."""

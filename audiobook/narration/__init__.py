"""From a script and a cast to episodes: which utterances are spoken when, in which voice and how."""

"""From a Book to a Script: splits the text into narration, speech and thought."""

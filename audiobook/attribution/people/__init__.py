"""Who is in the story: names and what they are used for, which of them are one person, and people without a name."""

"""What is known of single sites and archives, as data: how their pages are laid out and what they say of a story."""

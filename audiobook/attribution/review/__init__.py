"""Asks who speaks those lines whose answer sets most lines right, and weighs the lines around each answer anew."""

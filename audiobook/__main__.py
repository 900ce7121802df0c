"""Lets `python -m audiobook` do what the `audiobook` command does."""

from audiobook.cli import main

if __name__ == "__main__":
    main()

"""The `audiobook` command; one file per subcommand, and one place where errors become lines and exit codes."""

from audiobook.cli.boundary import main

__all__ = ["main"]

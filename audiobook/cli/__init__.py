"""The `audiobook` command; one file per subcommand, and one place where errors become lines and exit codes."""

from __future__ import annotations

import sys

from audiobook.cli.process import Stop, ignore_signals, prepare


def main() -> None:
    """Runs the command line and ends the process with an exit code."""
    stop = Stop()
    try:
        stop.watch()
        prepare()
        # All else is imported where Ctrl-C is told in one line.
        from audiobook.cli.boundary import run

        code = run(sys.argv[1:], stop)
    except KeyboardInterrupt:
        code = stop.report()
    ignore_signals()
    sys.exit(code)

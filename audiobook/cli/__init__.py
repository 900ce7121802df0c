"""The `audiobook` command; one file per subcommand, and one place where errors become lines and exit codes."""

from __future__ import annotations

import sys

from audiobook.cli.process import SignalHandler, ensure_unicode_names, ignore_signals, open_missing_streams


def main() -> None:
    """Runs the command line and ends the process with an exit code."""
    ensure_unicode_names()
    signal_handler = SignalHandler()
    try:
        signal_handler.install()
        open_missing_streams()
        # Imported here, where Ctrl-C already ends in a single line.
        from audiobook.cli.boundary import run

        code = run(sys.argv[1:], signal_handler)
    except KeyboardInterrupt:
        code = signal_handler.report_stop()
    ignore_signals()
    sys.exit(code)

"""`audiobook doctor`: what is installed here, and what is slow or broken."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.option_files import build_default_map
from audiobook.cli.paths import PATH
from audiobook.cli.terminal import echo, echo_json, print_notice
from audiobook.errors import AudiobookError
from audiobook.settings.settings import DEFAULT_OUTPUT
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    from audiobook.commands.doctor import Finding


@click.command()
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT, show_default=True,
              help="The folder of your albums, as in `make`.")  # fmt: skip
@click.option("--no-speech", is_flag=True, help="Don't try the voices, which takes most of the time.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object, for other programs.")
@click.pass_context
def doctor(context: click.Context, output: Path, no_speech: bool, as_json: bool) -> int:
    """Tell what is installed on this computer, and what is slow or broken.

    Each voice engine speaks a sentence, to see whether it works and how fast it is; nothing is sent to a server. Copy
    the result into your report if something goes wrong: it holds no names of stories, no keys, and ~ for your home
    folder.

    The exit code is 1 if something is broken that the program needs.
    """
    from audiobook.commands.doctor import examine_machine
    from audiobook.commands.engine_trials import try_engines

    if not no_speech:
        print_notice("trying the voices, which may take a minute")
    trials = () if no_speech else try_engines()
    findings = examine_machine(output, trials, _has_wrong_settings(context.find_root().command))
    is_broken = any(finding.is_broken for finding in findings)
    if as_json:
        rows = [asdict(finding) for finding in findings]
        echo_json({"is_broken": is_broken, "findings": rows}, indent=2)
    else:
        _show(findings)
    return ExitCode.ERROR if is_broken else ExitCode.DONE


def _has_wrong_settings(root: click.Command) -> bool:
    from audiobook.settings.option_files import read_settings_files

    try:
        build_default_map(root, read_settings_files())
    except AudiobookError:
        return True
    return False


def _show(findings: tuple[Finding, ...]) -> None:
    width = max(len(finding.name) for finding in findings)
    for section, rows in groupby(findings, lambda finding: finding.section):
        echo(section)
        for finding in rows:
            mark = "✗" if finding.is_broken else "!" if finding.advice else " "
            echo(f"{mark} {finding.name:{width}}  {finding.value}{f' – {finding.advice}' if finding.advice else ''}")
    unusual = [finding for finding in findings if finding.advice]
    count = format_count(len(unusual), "thing")
    echo(f"{count} to look at, marked with ! or ✗" if unusual else "nothing unusual")

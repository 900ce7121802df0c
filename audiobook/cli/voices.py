"""`audiobook voices`: what voices this machine has."""

from __future__ import annotations

import click


@click.command()
@click.option("--engine", "only", metavar="NAME", help="Only the voices of this engine.")
@click.option("--all", "every", is_flag=True, help="Other languages than English, too.")
def voices(only: str | None, every: bool) -> None:
    """List the voices that can be used on this machine."""
    from rich.console import Console
    from rich.table import Table

    from audiobook.casting import catalogue
    from audiobook.engines import engine_named, voice_listings

    if only is not None:
        engine_named(only)
    plain = [entry for entry in catalogue() if entry.voice.is_plain]
    described = {(entry.voice.engine, entry.voice.name): entry.description for entry in plain}
    table = Table("engine", "voice", "language", "gender", "what it is like", box=None, pad_edge=False)
    hidden = 0
    for engine, listings, trouble in voice_listings():
        if only not in (None, engine):
            continue
        if not listings:
            table.add_row(engine, "–", "", "", trouble or "cannot run on this machine")
        for listing in listings:
            if every or _is_english(listing.language):
                about = described.get((engine, listing.name), listing.description)
                table.add_row(engine, listing.name, listing.language, listing.gender, about)
            else:
                hidden += 1
    Console(soft_wrap=False).print(table)
    if hidden:
        click.echo(f"{hidden} voices of other languages are not shown; --all lists them")


def _is_english(language: str) -> bool:
    return language.lower().startswith(("en", "any"))

"""The command line: all commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

import auto_core
from auto_core.cli import exits
from auto_core.cli.commands import checkpoints, data, reference, running

app = typer.Typer(
    name="auto",
    help="See what is in a checkpoint, what would be built from it, and why.",
    epilog=exits.HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def version(wanted: bool) -> None:
    """Prints the version and ends, if it was asked for."""
    if wanted:
        print(f"auto-core {auto_core.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """See what is in a checkpoint, what would be built from it, and why."""


for commands in (checkpoints, running, data, reference):
    app.add_typer(commands.app)

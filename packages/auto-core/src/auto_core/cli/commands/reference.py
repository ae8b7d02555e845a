"""Commands that need no checkpoint, or only its config."""

from __future__ import annotations

from typing import Annotated

import typer

from auto_core.cli import exits, showing
from auto_core.cli.options import (
    Backend,
    CacheDir,
    Json,
    Name,
    Offline,
    Revision,
    Subfolder,
    hub,
)
from auto_core.cli.printing import answer
from auto_core.cli.reports import environment, planning, support

app = typer.Typer()


@app.command("plan", epilog=exits.HELP)
def plan_command(
    name: Name,
    mesh: Annotated[str, typer.Option(help="Devices: 8, or 2x4 (fsdp x tensor parallel).")],
    plan: Annotated[str, typer.Option(help="auto (tensor parallel) or fsdp.")] = "auto",
    dtype: Annotated[
        str | None, typer.Option(help="Of the parameters; by default the config's.")
    ] = None,
    memory: Annotated[
        float | None, typer.Option(help="GiB of each device, to see whether it fits.")
    ] = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    as_json: Json = False,
) -> None:
    """What each of many devices would hold and read, from the config alone."""
    loading = hub(revision, subfolder, cache_dir, offline, False)
    answer(
        lambda: planning.plan(name, mesh, plan, dtype=dtype, memory=memory, loading=loading),
        showing.show_plan,
        as_json=as_json,
    )


@app.command("list", epilog=exits.HELP)
def list_command(
    backend: Backend = None,
    task: Annotated[str | None, typer.Option(help="Such as masked-lm.")] = None,
    as_json: Json = False,
) -> None:
    """The support table: model types, tasks and their classes."""
    answer(
        lambda: support.support(backend=backend, task=task), showing.show_support, as_json=as_json
    )


@app.command("env", epilog=exits.HELP)
def env_command(as_json: Json = False) -> None:
    """Versions, the Hub's settings and installed plugins."""
    answer(environment.environment, showing.show_environment, as_json=as_json)

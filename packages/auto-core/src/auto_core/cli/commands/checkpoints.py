"""Commands on a checkpoint: what is in it, whether it fits, in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auto_core import converting
from auto_core.auto.configuration import AutoConfig
from auto_core.checkpoints.hub import Snapshot
from auto_core.cli import exits, showing
from auto_core.cli.options import (
    AllowLinks,
    Architecture,
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
from auto_core.cli.reports import choice, differences, inspection, verification

app = typer.Typer()


@app.command("inspect", epilog=exits.HELP)
def inspect_command(
    name: Name,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """Config, classes that accept it, files, dtype and parameters, without reading weights."""
    where = hub(revision, subfolder, cache_dir, offline, allow_links)
    answer(
        lambda: inspection.inspect_checkpoint(name, **where),
        showing.show_inspection,
        as_json=as_json,
    )


@app.command("which", epilog=exits.HELP)
def which_command(
    name: Name,
    task: Annotated[str, typer.Option(help="Such as masked-lm, or AutoModelForMaskedLM.")] = "base",
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """The class that an Auto class would build, and why."""
    where = hub(revision, subfolder, cache_dir, offline, allow_links)
    answer(
        lambda: choice.choose(name, task, backend=backend, **where),
        showing.show_choice,
        as_json=as_json,
    )


@app.command("verify", epilog=exits.HELP)
def verify_command(
    name: Name,
    architecture: Architecture = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """Hold every tensor against the architecture; checksums; whether files can hold code."""
    where = hub(revision, subfolder, cache_dir, offline, allow_links)
    report = answer(
        lambda: verification.verify(name, architecture=architecture, **where),
        showing.show_verification,
        as_json=as_json,
    )
    raise typer.Exit(exits.DONE if report.fits else exits.DIFFERENT)


@app.command("convert", epilog=exits.HELP)
def convert_command(
    name: Name,
    to: Annotated[str, typer.Option(help="safetensors, h5 or msgpack.")],
    out: Annotated[Path | None, typer.Option(help="Where to; else beside the source.")] = None,
    dtype: Annotated[str | None, typer.Option(help="Of floating tensors, such as float16.")] = None,
    variant: Annotated[str | None, typer.Option(help="Which weights, such as fp16.")] = None,
    max_shard_size: Annotated[str, typer.Option(help="Of safetensors files.")] = "50GB",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    architecture: Architecture = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """Write the weights in another format, atomically, from any format."""
    where = hub(revision, subfolder, cache_dir, offline, allow_links)

    def make() -> converting.Conversion:
        snapshot = Snapshot.open(name, **where)
        return converting.convert(
            snapshot,
            to,
            AutoConfig.from_pretrained(snapshot),
            out=out,
            architecture=architecture,
            dtype=dtype,
            variant=variant,
            max_shard_size=max_shard_size,
            overwrite=overwrite,
        )

    answer(make, showing.show_conversion, as_json=as_json)


@app.command("parity", epilog=exits.HELP)
def parity_command(
    name: Name,
    backend: Annotated[
        list[str] | None, typer.Option(help="Repeatable; by default all installed.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(help="Largest difference, by an output's largest magnitude.")
    ] = 1e-4,
    seed: Annotated[int, typer.Option(help="Of the generated input.")] = 0,
    architecture: Architecture = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """Run the installed backends on one input and compare them with NumPy in float64."""
    where = hub(revision, subfolder, cache_dir, offline, allow_links)
    report = answer(
        lambda: differences.parity(
            name,
            backends=backend,
            architecture=architecture,
            tolerance=tolerance,
            seed=seed,
            **where,
        ),
        showing.show_parity,
        as_json=as_json,
    )
    raise typer.Exit(exits.DONE if report.agrees else exits.DIFFERENT)

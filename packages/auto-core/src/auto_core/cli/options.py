"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Name = Annotated[str, typer.Argument(metavar="NAME", help="A directory or a Hub repository.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Revision = Annotated[str | None, typer.Option(help="Branch, tag or commit of a repository.")]
Subfolder = Annotated[str, typer.Option(help="Where in it the files lie.")]
CacheDir = Annotated[Path | None, typer.Option(help="The Hub's cache.")]
Offline = Annotated[bool, typer.Option("--offline", help="Use the cache; do not ask the Hub.")]
AllowLinks = Annotated[
    bool, typer.Option("--allow-links", help="Follow links of the directory's owner out of it.")
]
Architecture = Annotated[
    str | None, typer.Option(help="The class; by default the one that config.json names.")
]
Backend = Annotated[str | None, typer.Option(help="torch, tf, flax or numpy.")]


def hub(
    revision: str | None, subfolder: str, cache_dir: Path | None, offline: bool, allow_links: bool
) -> dict[str, Any]:
    """The keywords of `Snapshot.open`."""
    return {
        "revision": revision,
        "subfolder": subfolder,
        "cache_dir": cache_dir,
        "local_files_only": offline,
        "allow_links": allow_links,
    }

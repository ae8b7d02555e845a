"""Commands that run a model on every row of a file or folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from auto_core.batch_inference.tasks import Classify, Embed, Generate, Task
from auto_core.cli import exits, showing
from auto_core.cli.options import AllowLinks, Backend, CacheDir, Json, Offline, Revision, Subfolder
from auto_core.cli.options import hub as where
from auto_core.cli.printing import answer
from auto_core.cli.reports import batches

app = typer.Typer()

Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help="A .txt (a row per line), .jsonl, .csv, .tsv or .parquet file, a folder of them, or "
        '"-" for the lines of stdin.',
    ),
]
Model = Annotated[str, typer.Option(help="A directory or a Hub repository.")]
Output = Annotated[
    Path, typer.Option(help="A .parquet, .jsonl or .csv file, or a folder, which holds parts.")
]
BatchSize = Annotated[int, typer.Option(help="How many texts at once.")]
Dtype = Annotated[str | None, typer.Option(help="Of the weights: auto, bfloat16, ...")]
Device = Annotated[str | None, typer.Option(help="torch's, such as cuda.")]
Column = Annotated[str, typer.Option(help="Of the texts.")]
Keep = Annotated[
    list[str] | None,
    typer.Option(help="A column of the source to write too; repeatable; by default all."),
]
RowsPerPart = Annotated[int, typer.Option(help="What is lost of the work at a kill, at most.")]
Restart = Annotated[
    bool, typer.Option("--restart", help="Drop what was done before; else it is continued.")
]
Ray = Annotated[
    str | None, typer.Option(help='"local", or the address of a Ray cluster to compute on.')
]
Workers = Annotated[int | None, typer.Option(help="Processes on Ray; by default one per GPU.")]


def _run(source: Path, output: Path, task: Any, as_json: bool, **options: Any) -> None:
    """Make the task and run it; Ctrl-C leaves what is done."""

    def make() -> batches.BatchJob:
        made: Task = task()
        return batches.batch_job(source, output, made, **options)

    try:
        answer(make, showing.show_batch_job, as_json=as_json)
    except KeyboardInterrupt:
        typer.echo("auto: stopped; the same command goes on from here.", err=True)
        raise typer.Exit(exits.FAILED) from None


@app.command("embed", epilog=exits.HELP)
def embed_command(
    source: Source,
    model: Model,
    output: Annotated[
        Path,
        typer.Option(
            help="A .npy file (rows by features), a .parquet, .jsonl or .csv file, or a folder."
        ),
    ],
    prompt_name: Annotated[
        str | None, typer.Option(help="Of the model's prompts, put before each text.")
    ] = None,
    normalize: Annotated[
        bool, typer.Option("--normalize", help="Bring each vector to length 1.")
    ] = False,
    truncate_dim: Annotated[
        int | None, typer.Option(help="How many leading features to keep.")
    ] = None,
    batch_size: BatchSize = 32,
    dtype: Dtype = None,
    device: Device = None,
    column: Column = "text",
    keep: Keep = None,
    rows_per_part: RowsPerPart = 4096,
    restart: Restart = False,
    ray: Ray = None,
    workers: Workers = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """A vector for each row of a file or folder."""
    _run(
        source,
        output,
        lambda: Embed(
            model,
            backend,
            batch_size,
            device,
            _loading(dtype, revision, subfolder, cache_dir, offline, allow_links),
            prompt_name=prompt_name,
            normalize_embeddings=normalize,
            truncate_dim=truncate_dim,
        ),
        as_json,
        column=column,
        keep=keep,
        rows_per_part=rows_per_part,
        restart=restart,
        ray=ray,
        workers=workers,
    )


@app.command("classify", epilog=exits.HELP)
def classify_command(
    source: Source,
    model: Model,
    output: Output,
    all_scores: Annotated[
        bool, typer.Option("--all-scores", help="Also write every label's score.")
    ] = False,
    batch_size: BatchSize = 32,
    dtype: Dtype = None,
    device: Device = None,
    column: Column = "text",
    keep: Keep = None,
    rows_per_part: RowsPerPart = 4096,
    restart: Restart = False,
    ray: Ray = None,
    workers: Workers = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """The label of each row of a file or folder, with its score."""
    _run(
        source,
        output,
        lambda: Classify(
            model,
            backend,
            batch_size,
            device,
            _loading(dtype, revision, subfolder, cache_dir, offline, allow_links),
            all_scores=all_scores,
        ),
        as_json,
        column=column,
        keep=keep,
        rows_per_part=rows_per_part,
        restart=restart,
        ray=ray,
        workers=workers,
    )


@app.command("generate", epilog=exits.HELP)
def generate_command(
    source: Source,
    model: Model,
    output: Output,
    system: Annotated[str | None, typer.Option(help="How to answer: the first message.")] = None,
    max_new_tokens: Annotated[int, typer.Option(help="Of an answer, at most.")] = 256,
    temperature: Annotated[
        float | None, typer.Option(help="Of sampling; 0 takes the likeliest token.")
    ] = None,
    top_p: Annotated[float | None, typer.Option(help="Sample among this share alone.")] = None,
    batch_size: BatchSize = 32,
    dtype: Dtype = None,
    device: Device = None,
    column: Column = "text",
    keep: Keep = None,
    rows_per_part: RowsPerPart = 1024,
    restart: Restart = False,
    ray: Ray = None,
    workers: Workers = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """What a model answers to, or continues, each row of a file or folder with."""
    options: dict[str, Any] = {"max_new_tokens": max_new_tokens}
    if temperature is not None:
        options |= {"do_sample": temperature > 0}
        options |= {"temperature": temperature} if temperature > 0 else {}
    options |= {} if top_p is None else {"top_p": top_p}
    _run(
        source,
        output,
        lambda: Generate(
            model,
            backend,
            batch_size,
            device,
            _loading(dtype, revision, subfolder, cache_dir, offline, allow_links),
            system=system,
            options=options,
        ),
        as_json,
        column=column,
        keep=keep,
        rows_per_part=rows_per_part,
        restart=restart,
        ray=ray,
        workers=workers,
    )


def _loading(dtype: str | None, *files: Any) -> dict[str, Any]:
    """Keywords of `from_pretrained`."""
    return where(*files) | ({} if dtype is None else {"dtype": dtype})

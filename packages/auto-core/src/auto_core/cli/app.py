"""The commands: each asks for a report, prints it, and says by its exit code how it went."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import auto_core
from auto_core import converting
from auto_core.auto.configuration import AutoConfig
from auto_core.checkpoints.hub import Snapshot
from auto_core.cli import exits, showing
from auto_core.cli.printing import answer
from auto_core.cli.reports import (
    choice,
    conversation,
    differences,
    embedding,
    environment,
    inspection,
    overlay,
    planning,
    support,
    transcription,
    verification,
)

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


@app.command("embed", epilog=exits.HELP)
def embed_command(
    texts: Annotated[
        Path, typer.Argument(metavar="TEXTS", help='A file with a text per line; "-" for stdin.')
    ],
    model: Annotated[str, typer.Option(help="A directory or a Hub repository.")],
    output: Annotated[Path, typer.Option(help="The .npy file to write: an array [lines e].")],
    prompt_name: Annotated[
        str | None, typer.Option(help="Of the model's prompts, put before each text.")
    ] = None,
    batch_size: Annotated[int, typer.Option(help="How many texts at once.")] = 32,
    normalize: Annotated[
        bool, typer.Option("--normalize", help="Bring each vector to length 1.")
    ] = False,
    truncate_dim: Annotated[
        int | None, typer.Option(help="How many leading features to keep.")
    ] = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """A vector for each line of a text file, with a progress bar."""
    options = {
        "prompt_name": prompt_name,
        "batch_size": batch_size,
        "normalize_embeddings": normalize,
        "truncate_dim": truncate_dim,
        "show_progress": sys.stderr.isatty(),
    }
    loading = hub(revision, subfolder, cache_dir, offline, allow_links)
    answer(
        lambda: embedding.embed(
            texts, model, output, backend=backend, options=options, loading=loading
        ),
        showing.show_embedding,
        as_json=as_json,
    )


@app.command("transcribe", epilog=exits.HELP)
def transcribe_command(
    recording: Annotated[
        Path, typer.Argument(metavar="FILE", help="WAV, or with auto-core[audio] FLAC, MP3, OGG.")
    ],
    model: Annotated[str, typer.Option(help="A directory or a Hub repository.")],
    output: Annotated[Path | None, typer.Option(help="The file to write; else it prints.")] = None,
    format: Annotated[
        str | None, typer.Option(help="text, srt or vtt; by default as the output's name says.")
    ] = None,
    chunk_length: Annotated[float, typer.Option(help="Seconds of a window.")] = 30.0,
    stride: Annotated[
        float | None, typer.Option(help="Seconds that CTC windows share on either side.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Whisper's: such as en.")] = None,
    task: Annotated[str | None, typer.Option(help="Whisper's: transcribe or translate.")] = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """What is said in a recording of any length, as text or subtitles."""
    options: dict[str, Any] = {"chunk_length_s": chunk_length, "stride_length_s": stride}
    options |= {k: v for k, v in (("language", language), ("task", task)) if v is not None}
    loading = hub(revision, subfolder, cache_dir, offline, allow_links)
    answer(
        lambda: transcription.transcription(
            recording,
            model,
            output,
            form=format,
            backend=backend,
            options=options,
            loading=loading,
        ),
        showing.show_transcription,
        as_json=as_json,
    )


@app.command("chat", epilog=exits.HELP)
def chat_command(
    name: Name,
    prompt: Annotated[
        str | None, typer.Option(help="One message; else the lines that are typed, or of stdin.")
    ] = None,
    image: Annotated[
        list[str] | None, typer.Option(help="Shown with the first message; repeatable.")
    ] = None,
    system: Annotated[str | None, typer.Option(help="How to answer: the first message.")] = None,
    max_new_tokens: Annotated[int, typer.Option(help="Of an answer, at most.")] = 512,
    temperature: Annotated[
        float | None, typer.Option(help="Of sampling; 0 takes the likeliest token.")
    ] = None,
    top_p: Annotated[float | None, typer.Option(help="Sample among this share alone.")] = None,
    dtype: Annotated[str | None, typer.Option(help="Of the weights: auto, bfloat16, ...")] = None,
    device: Annotated[str | None, typer.Option(help="torch's, such as cuda.")] = None,
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """A conversation with a model of texts, or of images and texts."""
    options: dict[str, Any] = {"max_new_tokens": max_new_tokens}
    if temperature is not None:
        options |= {"do_sample": temperature > 0}
        options |= {"temperature": temperature} if temperature > 0 else {}
    options |= {} if top_p is None else {"top_p": top_p}
    loading = hub(revision, subfolder, cache_dir, offline, allow_links)
    loading |= {} if dtype is None else {"dtype": dtype}
    answer(
        lambda: conversation.conversation(
            name,
            prompt=prompt,
            images=image or (),
            system=system,
            backend=backend,
            device=device,
            options=options,
            loading=loading,
            write=lambda piece: None if as_json else print(piece, end="", flush=True),
        ),
        lambda report, console: None,  # it was shown as it was made
        as_json=as_json,
    )


@app.command("show", epilog=exits.HELP)
def show_command(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="A file or a URL.")],
    model: Annotated[str, typer.Option(help="A directory or a Hub repository.")],
    output: Annotated[Path, typer.Option(help="The .png file to write.")],
    task: Annotated[str | None, typer.Option(help="Such as depth-estimation.")] = None,
    text: Annotated[
        list[str] | None, typer.Option(help="What to find, by its name; repeatable.")
    ] = None,
    point: Annotated[
        list[str] | None, typer.Option(help="x,y on what to segment, in pixels; repeatable.")
    ] = None,
    box: Annotated[
        list[str] | None, typer.Option(help="left,top,right,bottom of it; repeatable.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="Scores below it are left out.")] = None,
    segments: Annotated[str, typer.Option(help="panoptic, instance or semantic.")] = "panoptic",
    backend: Backend = None,
    revision: Revision = None,
    subfolder: Subfolder = "",
    cache_dir: CacheDir = None,
    offline: Offline = False,
    allow_links: AllowLinks = False,
    as_json: Json = False,
) -> None:
    """Boxes, masks, depth or keypoints that a model finds, on the image, as a PNG file."""
    loading = hub(revision, subfolder, cache_dir, offline, allow_links)
    prompts = overlay.Prompts(
        text or (),
        [numbers(value, "--point", 2) for value in point or ()],
        [numbers(value, "--box", 4) for value in box or ()],
    )
    answer(
        lambda: overlay.show(
            image,
            model,
            output,
            task=task,
            threshold=threshold,
            segments=segments,
            prompts=prompts,
            backend=backend,
            loading=loading,
        ),
        showing.show_overlay,
        as_json=as_json,
    )


def numbers(value: str, option: str, count: int) -> list[float]:
    """Numbers with commas between them, as options give them."""
    try:
        found = [float(part) for part in value.split(",")]
    except ValueError:
        found = []
    if len(found) != count:
        raise typer.BadParameter(
            f"{value!r}, expected {count} numbers with commas.", None, None, option
        )
    return found


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

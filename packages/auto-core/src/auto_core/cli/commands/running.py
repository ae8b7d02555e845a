"""Commands that run a model on one recording, conversation or image."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from auto_core.cli import exits, showing
from auto_core.cli.options import (
    AllowLinks,
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
from auto_core.cli.reports import conversation, overlay, transcription

app = typer.Typer()


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

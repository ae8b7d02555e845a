"""`auto transcribe`: a recording as text, or as subtitles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_heads
from auto_core.auto.modeling import FAMILIES, auto_class, installed_families
from auto_core.auto.processing import AutoProcessor
from auto_core.checkpoints.atomic import write_text
from auto_core.cli.reports.support import check_backend
from auto_core.errors import InputError, UnsupportedTaskError
from auto_core.transcribing import Segment, transcribe

FORMATS = ("text", "srt", "vtt")
_TENSORS = {"numpy": "np", "torch": "pt", "tf": "tf", "flax": "jax"}


@dataclass
class Transcription:
    """What was said.

    Attributes:
        content: the text or the subtitles, as they are printed or written.
        seconds: of the recording.
    """

    model: str
    backend: str
    format: str
    output: Path | None
    seconds: float
    text: str
    segments: list[Segment]
    content: str


def transcription(
    source: Path,
    model: str,
    output: Path | None,
    *,
    form: str | None,
    backend: str | None,
    options: dict[str, Any],
    loading: dict[str, Any],
) -> Transcription:
    """Transcribe a sound file and write or return the result.

    Args:
        form: "text", "srt" or "vtt"; by default what the output's name says, or text.
        options: of `transcribe`.
        loading: of `from_pretrained`.

    Raises:
        InputError: an unknown format.
        UnsupportedTaskError: the model transcribes nothing.
    """
    suffix = "" if output is None else output.suffix.removeprefix(".")
    form = form or (suffix if suffix in FORMATS else "text")
    if form not in FORMATS:
        raise InputError(f"--format is {form!r}, expected one of {', '.join(FORMATS)}.")
    chosen = check_backend(backend) if backend else installed_families()[0]
    config = AutoConfig.from_pretrained(model, **loading)
    heads = declared_heads(config.model_type)
    named = (config.architectures or [""])[0]
    tasks = [task for task in ("ctc", "rnnt", "tdt", "speech-seq2seq") if task in heads]
    if not tasks:
        raise UnsupportedTaskError(
            f"{model} is a {config.model_type}, which has no head that transcribes (CTC, a "
            "transducer, or an encoder-decoder of speech)."
        )
    task = next((task for task in tasks if heads[task].architecture_name() == named), tasks[0])
    processor = AutoProcessor.from_pretrained(model, **loading)
    loaded: Any = auto_class(FAMILIES[chosen][1], task)
    network = loaded.from_pretrained(model, **loading)
    found = transcribe(source, network, processor, return_tensors=_TENSORS[chosen], **options)
    content = {"srt": found.to_srt, "vtt": found.to_vtt}.get(form, lambda: found.text + "\n")()
    if output is not None:
        write_text(output, content)
    return Transcription(
        model, chosen, form, output, found.seconds, found.text, found.segments, content
    )

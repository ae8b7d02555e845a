"""`auto chat`: a conversation in the terminal, or with the lines of a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_heads
from auto_core.auto.modeling import FAMILIES, auto_class, installed_families
from auto_core.auto.processing import AutoProcessor
from auto_core.chatting import Chat
from auto_core.cli.reports.support import check_backend
from auto_core.errors import InputError, UnsupportedTaskError

TASKS = ("image-text-to-text", "causal-lm", "seq2seq-lm")
_TENSORS = {"numpy": "np", "torch": "pt", "tf": "tf", "flax": "jax"}
_COMMANDS = "/image PATH shows an image with the next message, /forget begins anew, /exit ends."


@dataclass
class Turn:
    """A message and its answer."""

    images: list[str]
    text: str
    answer: str


@dataclass
class Conversation:
    """What was said."""

    model: str
    backend: str
    task: str
    turns: list[Turn] = field(default_factory=list)


def conversation(
    model: str,
    *,
    prompt: str | None,
    images: Sequence[str],
    system: str | None,
    backend: str | None,
    device: str | None,
    options: dict[str, Any],
    loading: dict[str, Any],
    write: Callable[[str], None],
) -> Conversation:
    """Answer one prompt, or the lines of stdin until it ends.

    Args:
        images: shown with the first message.
        device: torch's, such as cuda.
        options: of `generate`.
        loading: of `from_pretrained`.
        write: called with all that is to be shown.

    Raises:
        UnsupportedTaskError: the model writes no texts.
    """
    chosen = check_backend(backend) if backend else installed_families()[0]
    if device is not None and chosen != "torch":
        raise InputError(f"--device is torch's; {chosen} places arrays by itself.")
    where = {name: value for name, value in loading.items() if name != "dtype"}
    config = AutoConfig.from_pretrained(model, **where)
    heads = declared_heads(config.model_type)
    named = (config.architectures or [""])[0]
    tasks = [task for task in TASKS if task in heads]
    if not tasks:
        raise UnsupportedTaskError(
            f"{model} is a {config.model_type}, which has no head that writes texts."
        )
    task = next((task for task in tasks if heads[task].architecture_name() == named), tasks[0])
    processor = AutoProcessor.from_pretrained(model, **where)
    loaded: Any = auto_class(FAMILIES[chosen][1], task)
    network = loaded.from_pretrained(model, **loading)
    if device is not None:
        network.to(device)
    chat = Chat(network, processor, system=system, return_tensors=_TENSORS[chosen])
    found = Conversation(model, chosen, task)
    shown = list(images)
    for line in [prompt] if prompt is not None else _lines(write):
        name, _, rest = line.strip().partition(" ")
        if name == "/exit":
            break
        if name == "/forget":
            chat.forget()
        elif name == "/image":
            shown.append(rest.strip())
        elif line.strip():
            try:
                answer = chat.say(line, shown, write, **options)
            except KeyboardInterrupt:  # of this answer alone
                write("\n")
                continue
            write("\n")
            found.turns.append(Turn(shown, line, answer))
            shown = []
    return found


def _lines(write: Callable[[str], None]) -> Iterator[str]:
    """The lines of stdin; in a terminal with a sign where to type."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    write(f"{_COMMANDS}\n")
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            write("\n")
            return

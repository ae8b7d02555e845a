"""Models made of models of any architecture, each built by this framework's Auto classes."""

from __future__ import annotations

from typing import Any

from auto_core.auto.modeling import auto_class
from auto_core.checkpoints.report import LoadingReport
from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError

# "auto_torch.models" where torch reads this file.
PACKAGE = __name__.partition(".")[0]


def build(config: PreTrainedConfig, task: str = "base", **options: Any) -> Any:
    """The network for a part's config: the caller's, a plugin's or a built-in one.

    `options` are of the constructor, where it takes them.

    Raises:
        UnknownModelTypeError, UnsupportedTaskError: this framework has none for the task.
    """
    found: Any = auto_class(PACKAGE, task).model_class(config)
    taken = found.constructor_keywords()
    options = {name: value for name, value in options.items() if name in taken}
    return inner_class(found)(config, **options)


def load(task: str, name_or_path: Any, *args: Any, **options: Any) -> Any:
    """A part with the weights of its own checkpoint; `options` as in `from_pretrained`."""
    return auto_class(PACKAGE, task).from_pretrained(name_or_path, *args, **options)


def reported(model: Any, **parts: Any) -> LoadingReport:
    """What became of every tensor of a model made of loaded parts (name -> model): what is
    outside of them is new."""
    inside = tuple(f"{name}." for name in parts)
    own = [slot.name for slot in model.slots() if not slot.name.startswith(inside)]
    report = LoadingReport(initialised=own)
    for name, part in parts.items():
        if part.loading_report is not None:
            report.include(part.loading_report, f"{name}.")
    return report


def inner(model: Any, name: str) -> Any:
    """The network of a model that a user holds, which may be a shell around it.

    Raises:
        InputError: what was given as `name` is no model, but a config, say.
    """
    if model is not None and not callable(getattr(model, "get_input_embeddings", None)):
        raise InputError(
            f"{name} is {model!r:.80}, expected a model. To change the config of a part, load the "
            "whole config first, config = AutoConfig.from_pretrained(...), change it, and pass "
            "config=config."
        )
    return getattr(model, "network", model)


def inner_class(model_class: Any) -> Any:
    """The class of the network of a class that users hold."""
    return getattr(model_class, "network_class", None) or model_class


def takes(model: Any, name: str) -> bool:
    """Whether a network's call has this input."""
    inputs, options, any_name = type(model)._inputs
    return any_name or name in (*inputs, *options)


def split_options(options: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Take the options with a prefix out of `options`; returns them without it."""
    names = [name for name in options if name.startswith(prefix)]
    return {name.removeprefix(prefix): options.pop(name) for name in names}

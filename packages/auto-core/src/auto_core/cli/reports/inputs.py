"""An input that fits a model, made from what its config says."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError
from auto_core.pretrained_numpy import NumpyPreTrainedModel

_TOKENS, _SHORT = 8, 5  # two texts; the second is shorter and padded, where padding is known


def example_inputs(
    config: PreTrainedConfig, model_class: type[NumpyPreTrainedModel], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Token ids [2 t] with padding, and images [2 c h w], as far as the class takes them.

    Raises:
        InputError: it takes neither.
    """
    names = model_class._inputs[0]
    inputs: dict[str, np.ndarray] = {}
    if "input_ids" in names:
        inputs |= _texts(config.get_text_config(), rng)
        if "attention_mask" not in names:
            inputs.pop("attention_mask")
        if model_class.architecture_name().endswith("ForMultipleChoice"):
            inputs = {name: np.stack([value, value], axis=1) for name, value in inputs.items()}
            inputs["input_ids"][:, 1] = inputs["input_ids"][:, 1, ::-1]  # another text
    if "pixel_values" in names:
        inputs["pixel_values"] = _images(config, rng)
    if not inputs:
        raise InputError(
            f"{model_class.architecture_name()} takes {', '.join(names)}; an input can be made "
            "for classes that take input_ids or pixel_values."
        )
    if "decoder_input_ids" in names and config.is_encoder_decoder:
        text = config.get_text_config(decoder=True)
        inputs["decoder_input_ids"] = _ids(text, rng, (len(next(iter(inputs.values()))), _SHORT))
    return inputs


def _texts(config: PreTrainedConfig, rng: np.random.Generator) -> dict[str, np.ndarray]:
    pad = getattr(config, "pad_token_id", None)
    chunk = max(1, config.chunk_size_feed_forward)  # which has to divide the number of tokens
    ids = _ids(config, rng, (1 if pad is None else 2, -(-_TOKENS // chunk) * chunk))
    mask = np.ones_like(ids)
    if pad is not None:
        ids[1, _SHORT:], mask[1, _SHORT:] = pad, 0
    end = getattr(config, "eos_token_id", None)
    if isinstance(end, int):  # some heads read the vector of the end token, one per text
        ids[np.arange(len(ids)), mask.sum(1) - 1] = end
    return {"input_ids": ids, "attention_mask": mask}


def _ids(config: PreTrainedConfig, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Ids of the vocabulary, none of which means padding or the end."""
    size = getattr(config, "vocab_size", None)
    if not isinstance(size, int):
        raise InputError(f"{type(config).__name__} has no vocab_size from which to make tokens.")
    ends = getattr(config, "eos_token_id", None)
    special = {getattr(config, "pad_token_id", None), *(ends if isinstance(ends, list) else [ends])}
    return rng.choice([token for token in range(size) if token not in special], shape)


def _images(config: Any, rng: np.random.Generator) -> np.ndarray:
    part = config if hasattr(config, "image_size") else getattr(config, "vision_config", config)
    size = getattr(part, "image_size", 224)
    height, width = size if isinstance(size, list | tuple) else (size, size)
    channels = getattr(part, "num_channels", 3)
    return rng.standard_normal((2, channels, height, width)).astype(np.float32)

"""An input that fits a model, made from what its config says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError
from auto_core.pretrained_numpy import NumpyPreTrainedModel

_TOKENS, _SHORT = 8, 5  # two texts; the second is shorter and padded, where padding is known
_FRAMES, _FEWER = 24, 18  # two recordings, in frames that the encoder sees; the second is shorter
_IMAGE = 224  # pixels, where the config leaves the size open


def example_inputs(
    config: PreTrainedConfig, model_class: type[NumpyPreTrainedModel], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What the class takes, two samples of each, made from what the config says.

    Token ids [2 t] with padding, images [2 c h w], videos [2 f c h w], recordings [2 samples]
    with padding, spectrograms [2 bins frames].

    Raises:
        InputError: it takes none of these.
    """
    names = model_class._inputs[0]
    inputs: dict[str, np.ndarray] = {}
    if "input_ids" in names:
        inputs |= _texts(config.get_text_config(), rng)
        if model_class.architecture_name().endswith("ForMultipleChoice"):
            inputs = {name: np.stack([value, value], axis=1) for name, value in inputs.items()}
            inputs["input_ids"][:, 1] = inputs["input_ids"][:, 1, ::-1]  # another text
    if "pixel_values" in names:
        inputs |= _images(config, names, rng)
    strided = _part(config, "conv_stride")
    if "input_features" in names and strided is None:
        inputs["input_features"] = _spectrograms(_part(config, "num_mel_bins"), rng)
    elif "input_values" in names and model_class.main_input_name == "input_values":
        inputs |= _recordings(strided, rng)
    if not inputs:
        raise InputError(
            f"{model_class.architecture_name()} takes {', '.join(names)}; an input can be made "
            "for classes that take input_ids, pixel_values, input_values or input_features."
        )
    if "attention_mask" not in names:
        inputs.pop("attention_mask", None)
    if "decoder_input_ids" in names and config.is_encoder_decoder:
        text = config.get_text_config(decoder=True)
        inputs["decoder_input_ids"] = _ids(text, rng, (len(next(iter(inputs.values()))), _SHORT))
    if "decoder_input_values" in names:
        bins = getattr(config, "num_mel_bins", 0)
        inputs["decoder_input_values"] = _normal(rng, len(next(iter(inputs.values()))), 6, bins)
    return inputs


def without_chance(config: PreTrainedConfig) -> PreTrainedConfig:
    """The config, changed so that a model that samples noise computes the same twice."""
    for field in ("noise_scale", "noise_scale_duration"):
        if hasattr(config, field):
            setattr(config, field, 0.0)
    return config


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


def _images(config: Any, names: Sequence[str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Images or videos and, for models that mask patches, the mask: the first half."""
    part = _part(config, "image_size")
    size = getattr(part, "image_size", None) or _IMAGE
    height, width = size if isinstance(size, list | tuple) else (size, size)
    frames = getattr(part, "num_frames", None)
    lead = (2,) if frames is None else (2, frames)
    inputs = {"pixel_values": _normal(rng, *lead, getattr(part, "num_channels", 3), height, width)}
    if "noise" in names or (frames is not None and "bool_masked_pos" in names):
        patches = (height // part.patch_size) * (width // part.patch_size)
        patches *= 1 if frames is None else frames // part.tubelet_size
        order = rng.permuted(np.tile(np.arange(patches), (2, 1)), axis=1)
        if frames is None:
            inputs["noise"] = (order / patches).astype(np.float32)
        else:
            inputs["bool_masked_pos"] = order < patches // 2
    return inputs


def _recordings(config: Any, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """As many samples as the encoder's convolutions make `_FRAMES` frames of."""
    if config is None:
        raise InputError("The config has no conv_stride from which to tell a recording's length.")

    def samples(frames: int) -> int:
        for kernel, stride in zip(config.conv_kernel[::-1], config.conv_stride[::-1], strict=True):
            frames = (frames - 1) * stride + kernel
        return frames

    long, short = samples(_FRAMES), samples(_FEWER)
    values, mask = _normal(rng, 2, long), np.ones((2, long), np.int64)
    values[1, short:], mask[1, short:] = 0, 0
    return {"input_values": values, "attention_mask": mask}


def _spectrograms(config: Any, rng: np.random.Generator) -> np.ndarray:
    """Of the one length that a model with a table of positions takes; its encoder halves it."""
    steps = getattr(config, "max_source_positions", None)
    if config is None or steps is None:
        raise InputError("The config has no num_mel_bins and max_source_positions for a spectrum.")
    return _normal(rng, 2, config.num_mel_bins, 2 * steps)


def _part(config: Any, field: str) -> Any:
    """The config, or the one of its encoder or image tower, that has a field; None: none has."""
    parts = [config, *(getattr(config, name, None) for name in ("vision_config", "encoder"))]
    return next((part for part in parts if hasattr(part, field)), None)


def _normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.standard_normal(shape).astype(np.float32)

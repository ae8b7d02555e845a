"""`generate` of Kyutai's speech to text: a token for each frame of a recording.

Zeghidour et al., 2025, arXiv:2509.08753. A frame's codes are read one step after the token before
them. The codec streams windows of `audio_window_size` frames, or reads the recording at once.

b batch, q codebooks, t frames, n samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords

from . import loop
from .codebooks import check_settings, chosen
from .inputs import as_numpy

_INPUTS = ("input_values", "padding_mask")  # the mask is not read, as upstream


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: `input_values` [b 1 n] (first, too); `audio_window_size`, how many frames the codec
    reads at once, and `codec_use_cache`, whether its transformer remembers earlier windows; `seed`.

    Returns:
        The ids [b 1+t], a start token and one for each frame at most.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: there is no recording, or it is shorter than a frame.
    """
    where = f"{type(model).__name__}.generate"
    stored = {k: v for k, v in vars(model.generation_config).items() if not k.startswith("_")}
    own = ("audio_window_size", "codec_use_cache", "seed")
    check_keywords(kwargs, {*FIELDS, *_INPUTS, *own, *stored}, where=where)
    seed = kwargs.pop("seed", None)
    window = kwargs.pop("audio_window_size", stored.get("audio_window_size"))
    remembers = kwargs.pop("codec_use_cache", stored.get("codec_use_cache", True))
    values = kwargs.pop("input_values", None) if main is None else main
    kwargs.pop("padding_mask", None)
    if values is None:
        raise InputError("Pass input_values [batch, 1, samples].")
    base = GenerationConfig() if given is None else given
    config = base.merged(model.generation_config, kwargs)
    check_settings(config)
    values = np.asarray(as_numpy(values))
    size = model.config.frame_size
    if values.ndim != 3 or values.shape[-1] < size:
        raise InputError(
            f"input_values have shape {values.shape}, expected [batch, 1, samples] of at least "
            f"one frame, {size} samples."
        )
    if window is not None and window < 1:
        raise InputError(f"audio_window_size is {window}, expected 1 or more.")
    with loop.inference():
        job = _Job(model, config, values, window, bool(remembers), seed)
        return loop.to_tensor(model, job.run())


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        values: np.ndarray,
        window: int | None,
        remembers: bool,
        seed: int | None,
    ):
        self.model, self.config, self.values = model, config, values
        self.network, self.size = getattr(model, "network", model), model.config.frame_size
        codec = self.network.codec_model
        self.width = int(codec.get_encoded_length(values.shape[-1])) if window is None else window
        self.remembers, self.caches = remembers, (None, None)
        self.random = np.random.default_rng(seed)

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def run(self) -> np.ndarray:
        config, settings = self.model.config, self.config
        frames = self.values.shape[-1] // self.size
        most = settings.max_new_tokens
        count = frames if most is None else min(most, frames)
        start = settings.bos_token_id
        start = config.bos_token_id if start is None else start
        if start is None:
            raise InputError("Pass bos_token_id: neither the options nor the config have it.")
        batch, books = len(self.values), config.num_codebooks
        ids = np.full((batch, 1), start, np.int64)
        codes = np.full((batch, 1, books), config.audio_bos_token_id, np.int64)
        held = np.zeros((batch, self.width, books), np.int64)
        begin = end = 0  # the frames that are held
        eos = settings.eos_token_id
        ends = [] if eos is None else list(eos) if isinstance(eos, list | tuple) else [eos]
        pad = settings.pad_token_id
        pad = ends[0] if pad is None and ends else pad
        unfinished, past = np.ones(batch, bool), None
        cached = settings.use_cache is not False
        for step in range(count):
            if step:
                if step - 1 >= end:  # upstream reads the first window twice
                    found = self.read(begin)
                    known = min(self.width, found.shape[1])
                    held[:, :known] = found[:, :known]
                    begin, end = end, end + self.width
                codes = np.concatenate([codes, held[:, step - 1 - begin, None]], 1)
            shown = np.concatenate([ids[:, :, None], codes], 2)
            shown = shown[:, -1:] if past is not None else shown
            extra = {} if past is None else {"past_key_values": past}
            output = self.model(
                input_ids=self.tensor(shown),
                **extra,
                use_cache=cached,
                logits_to_keep=1,
                return_dict=True,
            )
            past = output.past_key_values if cached else None
            scores = np.asarray(as_numpy(output.logits[:, -1])).astype(np.float32)
            token = chosen(scores, settings, self.random)
            if ends:
                token = np.where(unfinished, token, 0 if pad is None else pad)
            ids = np.concatenate([ids, token[:, None]], 1)
            unfinished &= ~np.isin(token, ends)
            if not unfinished.any():
                break
        return ids

    def read(self, begin: int) -> np.ndarray:  # [b t q]
        """The codes of a window that begins with this frame."""
        part = self.values[..., begin * self.size : (begin + self.width) * self.size]
        past, padding = self.caches
        found = self.network.codec_model.encode(
            self.tensor(np.ascontiguousarray(part)),
            num_quantizers=self.network.config.num_codebooks,
            encoder_past_key_values=past,
            padding_cache=padding,
            use_streaming=True,
            return_dict=True,
        )
        past = found.encoder_past_key_values if self.remembers else None
        self.caches = past, found.padding_cache
        return np.asarray(as_numpy(found.audio_codes)).transpose(0, 2, 1).astype(np.int64)

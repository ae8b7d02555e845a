"""TrOCR's decoder: Li et al., 2021, arXiv:2109.10282.

BART's decoder, which attends to an image encoder's hidden states; in a `vision-encoder-decoder`.

b batch, t tokens, k patches of the image, d hidden, e the image encoder's hidden, w frequencies.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.trocr import TrOCRConfig
from auto_core.errors import InputError

from .. import ops
from ..blocks import kv_cache
from .bart import BartForCausalLM, BartPreTrainedModel, BartStack


class TrOCRDecoder(BartStack):
    """The decoder; its positions are learnt, or sinusoidal ones that skip padding."""

    def __init__(self, config: TrOCRConfig, *, decoder: bool = True):
        super().__init__(config, decoder=decoder)
        self.learnt, self.padding = config.use_learned_position_embeddings, config.pad_token_id
        half = config.d_model // 2
        steps = np.arange(half) / max(half - 1, 1)
        self.frequencies = tuple(np.exp(-math.log(10000) * steps).tolist())
        self.odd = config.d_model % 2

    def learns_positions(self, config: Any) -> bool:
        return config.use_learned_position_embeddings

    def positions(self, input_ids, hidden, past):
        if self.learnt:
            return super().positions(input_ids, hidden, past)
        if input_ids is None:
            raise InputError(
                "Pass input_ids: with use_learned_position_embeddings=False, positions skip "
                "padding, and inputs_embeds do not show which tokens are padding."
            )
        token = ops.cast(input_ids != self.padding, "int64")
        position = ops.cumsum(token, 1) + kv_cache.filled(past) + self.padding
        frequencies = ops.asarray(self.frequencies, like=hidden, dtype="float32")
        angle = ops.unsqueeze(ops.cast(position, "float32"), 2) * frequencies  # [b t w]
        embeds = ops.cat([ops.sin(angle), ops.cos(angle)], -1)
        embeds = ops.pad(embeds, [(0, 0), (0, 0), (0, self.odd)], value=0)
        embeds = ops.where(ops.unsqueeze(token != 0, 2), embeds, 0.0)  # padding has none
        return ops.cast(embeds, ops.dtype(hidden))


class TrOCRPreTrainedModel(BartPreTrainedModel):
    """What all TrOCR models share."""

    config_class = TrOCRConfig
    stack_class = TrOCRDecoder


class TrOCRForCausalLM(BartForCausalLM, TrOCRPreTrainedModel):
    """The next token; called like BartForCausalLM, with encoder_hidden_states [b k e]."""

    output_embeddings = "output_projection"
    tied_weights = {"output_projection.weight": "model.decoder.embed_tokens.weight"}
    renames = ()
    # Files of old versions hold a number without a meaning for the sinusoids.
    ignored_keys = (r"(^|\.)embed_positions\._float_tensor$",)


HEADS = {"causal-lm": TrOCRForCausalLM}

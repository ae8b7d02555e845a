"""Shared parts of encoder-decoder models."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutput,
    ModelOutput,
    Seq2SeqModelOutput,
    Seq2SeqMoEModelOutput,
)
from auto_core.recorder import Recorder

from .. import ops
from .losses import IGNORED


def shift_right(config: PreTrainedConfig, ids, start: str = "decoder_start_token_id"):
    """What a decoder reads to predict `ids` [b t]: the token of the field `start`, then all but
    the last.

    Labels that do not count become padding.
    """
    for field in (start, "pad_token_id"):
        if getattr(config, field, None) is None:
            raise ConfigError(
                f"{type(config).__name__}.{field} is None, so there is nothing to shift in before "
                f"the labels; set model.config.{field}, or pass decoder_input_ids."
            )
    first = ops.zeros((1, 1), like=ids) + getattr(config, start)
    first = ops.expand(first, (ops.shape(ids)[0], 1))
    shifted = ops.cat([first, ids[:, :-1]], 1)
    return ops.where(shifted == IGNORED, config.pad_token_id, shifted)


def start_with_last(config: PreTrainedConfig, ids):
    """What a decoder reads to predict `ids` [b t]: the last token (a language), then all before."""
    if config.pad_token_id is None:
        raise ConfigError(f"{type(config).__name__}.pad_token_id is None; set it to a token.")
    ids = ops.where(ids == IGNORED, config.pad_token_id, ids)
    tokens = ops.sum(ops.cast(ids != config.pad_token_id, ops.dtype(ids)), 1, keepdim=True)  # [b 1]
    return ops.cat([ops.gather(ids, 1, tokens - 1), ids[:, :-1]], 1)


def finite(hidden):
    """Sums may outgrow float16, which ends at 65504."""
    return ops.clamp(hidden, min=-64504, max=64504) if ops.dtype(hidden) == "float16" else hidden


def encoded(encoder_outputs) -> Any:
    """A caller's encoder outputs: an output, or a tuple of one's first fields."""
    if isinstance(encoder_outputs, ModelOutput):
        return encoder_outputs
    return BaseModelOutput(*encoder_outputs[:3])


def with_return_dict(forward: Callable[..., Any]) -> Callable[..., Any]:
    """The forward of an encoder that callers get by `get_encoder()`, and may ask for a tuple."""

    @functools.wraps(forward)
    def encode(self: Any, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        output = forward(self, *args, **kwargs)
        return output.to_tuple() if return_dict is False else output

    return encode


def joined(encoder, decoder) -> Seq2SeqModelOutput:
    """The output of both sides, from the encoder's and the decoder's."""
    return Seq2SeqModelOutput(
        last_hidden_state=decoder.last_hidden_state,
        past_key_values=decoder.past_key_values,
        decoder_hidden_states=decoder.hidden_states,
        decoder_attentions=decoder.attentions,
        cross_attentions=decoder.cross_attentions,
        encoder_last_hidden_state=encoder.last_hidden_state,
        encoder_hidden_states=encoder.hidden_states,
        encoder_attentions=encoder.attentions,
    )


def routed_sides(
    model: Any,
    input_ids=None,
    attention_mask=None,
    decoder_input_ids=None,
    decoder_attention_mask=None,
    encoder_outputs=None,
    past_key_values=None,
    inputs_embeds=None,
    decoder_inputs_embeds=None,
    *,
    output_router_logits: bool,
    use_cache: bool | None = None,
    output_attentions: bool = False,
    output_hidden_states: bool = False,
):
    """The output of a model's encoder and decoder that have experts, with the routers' logits."""
    use_cache = model.config.use_cache if use_cache is None else use_cache
    first, second = (
        Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            router_logits=output_router_logits,
            cache=cache,
        )
        for cache in (False, use_cache)
    )
    if encoder_outputs is None:
        encoder = model.encoder(input_ids, attention_mask, inputs_embeds, recorder=first)
    else:
        encoder = encoded(encoder_outputs)
    decoder = model.decoder(
        decoder_input_ids,
        decoder_attention_mask,
        decoder_inputs_embeds,
        encoder.last_hidden_state,
        attention_mask,
        past_key_values,
        recorder=second,
    )
    return Seq2SeqMoEModelOutput.of(
        joined(encoder, decoder),
        encoder_router_logits=first.router_logits,
        decoder_router_logits=second.router_logits,
    )


def last_eos(config: PreTrainedConfig, hidden, ids):
    """The hidden states [b d], of [b t d], at each text's last end token."""
    if ids is None:
        raise InputError("Classification needs input_ids: it looks for the last end token there.")
    positions = ops.unsqueeze(ops.arange(0, ops.shape(ids)[1], like=ids, dtype="int64"), 0)
    last = ops.amax(ops.where(ids == config.eos_token_id, positions, 0), 1)  # [b]
    return ops.gather(hidden, 1, ops.unsqueeze(ops.unsqueeze(last, 1), 1))[:, 0]

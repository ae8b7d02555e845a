"""A causal decoder: embeddings, layers each with its part of the cache, a last norm.

    class LlamaModel(Decoder, LlamaPreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.embed_tokens, self.layers, self.norm = ...

        def start(self, embeddings, position_ids, attention_mask, past):
            return embeddings, self.rotary_emb(position_ids, embeddings)

        def finish(self, hidden):
            return self.norm(hidden)

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPast
from auto_core.recorder import Recorder

from .. import ops
from . import attention_masks, kv_cache
from .attention import Attention


class Decoder:
    """A stack of layers that are called with (hidden states, what `start` gives, Attention).

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request
        hidden_states (the last one normalised) and attentions.
    """

    config: Any
    embeddings_name = "embed_tokens"
    layers_name = "layers"
    records_finished = True  # whether the last of the hidden states is what `finish` gives

    def get_input_embeddings(self) -> Any:
        """The layer that turns token ids into vectors."""
        return getattr(self, self.embeddings_name)

    def set_input_embeddings(self, value: Any) -> None:
        """Replace the layer that turns token ids into vectors."""
        setattr(self, self.embeddings_name, value)

    def embed(self, input_ids):  # [b t] -> [b t d]
        return self.get_input_embeddings()(input_ids)

    def text_positions(self, position_ids) -> Any:
        """The positions [b t] by which several texts in one row are told apart, or None."""
        return position_ids

    def start(self, embeddings, position_ids, attention_mask, past) -> tuple[Any, Any]:
        """What the first layer gets [b t d], and what every layer gets beside it (rotations, a
        bias of attention scores, nothing)."""
        raise NotImplementedError

    def finish(self, hidden):  # [b t d] -> [b t d]
        raise NotImplementedError

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to, itself included; None for all."""
        return None

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        """What queries attend to, as `attention_masks.causal_mask` has it; asked once for each
        window."""
        return attention_masks.causal_mask(attention_mask, past, hidden, **options)

    def of_layer(self, shared, layer: int):
        """What this layer gets of that which `start` gives for every layer."""
        return shared

    def handed(self, recorder, shared, layer: int):
        """What this layer gets beside the hidden states: what is for it of `shared`, and what
        earlier layers have left with the recorder for later ones."""
        return self.of_layer(shared, layer)

    def call_layer(self, layer, hidden, recorder, shared, index: int, context):
        """The hidden states after a layer, [b t d] -> [b t d]."""
        return layer(hidden, self.handed(recorder, shared, index), context)

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        """What each of the `count` layers gets last: its `Attention`.

        `positions` [b t] where several texts may lie in one row, else None.
        """
        windows = [self.window(layer) for layer in range(count)]
        return self.attentions(recorder, hidden, attention_mask, past, windows, positions)

    def attentions(
        self, recorder, hidden, attention_mask, past, windows: list[int | None], positions
    ) -> list[Attention]:
        """An `Attention` for each layer of the cache, to so many tokens (None: to all)."""
        masks = {
            window: self.causal_mask(
                attention_mask,
                past,
                hidden,
                window=window,
                layer=windows.index(window),
                positions=positions,
            )
            for window in dict.fromkeys(windows)
        }
        return [
            Attention(
                recorder,
                masks[window][0],
                causal=masks[window][1],
                past=past,
                layer=layer,
                window=window,
            )
            for layer, window in enumerate(windows)
        ]

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        return self.run(recorder, *inputs)

    def run(
        self, recorder, input_ids, attention_mask, position_ids, past, inputs_embeds, after=None
    ):
        """`forward` with a recorder, which knows what is wanted beside the last hidden state.

        `after`: a function of each layer's output [b t d] and its index, whose result goes on.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        inputs = (embeddings, attention_mask, position_ids, past)
        return self.run_layers(recorder, *inputs, after=after)

    def run_layers(
        self, recorder, embeddings, attention_mask, position_ids, past, after=None, **more: Any
    ) -> Any:
        """`run` from the embeddings on; `start` gets `more` too."""
        tokens = ops.shape(embeddings)[1]
        single = past is not None or recorder.wants_cache or attention_mask is not None
        packed = None if single else self.text_positions(position_ids)
        if position_ids is None:
            position_ids = kv_cache.positions(past, embeddings)
        hidden, shared = self.start(embeddings, position_ids, attention_mask, past, **more)
        layers = getattr(self, self.layers_name)
        contexts = self.contexts(len(layers), recorder, embeddings, attention_mask, past, packed)
        output = hidden
        for index, (layer, context) in enumerate(zip(layers, contexts, strict=True)):
            recorder.add_hidden_state(output)
            output = self.call_layer(layer, hidden, recorder, shared, index, context)
            hidden = output if after is None else after(output, index)
        finished = self.finish(hidden)
        recorder.add_hidden_state(finished if self.records_finished else output)
        cache = kv_cache.after(recorder, past, tokens) if recorder.wants_cache else None
        return BaseModelOutputWithPast(
            last_hidden_state=finished,
            past_key_values=cache,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class TokenTypeDecoder(Decoder):
    """A decoder that adds the embeddings of token_type_ids [b t], taken from the tokens' table."""

    input_order = (
        "input_ids",
        "past_key_values",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
    )

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        token_type_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if token_type_ids is not None:
            if (input_ids is None) == (inputs_embeds is None):
                raise InputError("Pass exactly one of input_ids and inputs_embeds.")
            tokens = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
            input_ids, inputs_embeds = None, tokens + self.embed(token_type_ids)
        return super().forward(
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class UnplacedDecoder(Decoder):
    """A decoder that takes no position_ids."""

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            input_ids,
            attention_mask,
            None,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

"""A BERT-like encoder that is no decoder: no cache, no attention to another sequence.

    class MobileBertModel(TextEncoder, MobileBertPreTrainedModel):
        def __init__(self, config, add_pooling_layer=True):
            super().__init__(config)
            self.embeddings, self.encoder, self.pooler = ...

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .attention import Attention, run_layers
from .attention_masks import boolean_mask


class TextEncoder:
    """`embeddings`, an `encoder` of layers that are called with (hidden states, Attention), and a
    `pooler` (None if there is none).

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on request
        hidden_states and attentions.
    """

    embeddings: Any
    encoder: Any
    pooler: Any
    layers_name = "layer"

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds):  # -> [b t d]
        return self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.embed(input_ids, token_type_ids, position_ids, inputs_embeds)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        attend = Attention(recorder, boolean_mask(attention_mask))
        hidden = run_layers(getattr(self.encoder, self.layers_name), hidden, attend)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

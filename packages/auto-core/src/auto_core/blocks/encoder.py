"""A bidirectional encoder whose layers are a decoder's: no cache, and masks both ways.

    class EuroBertModel(Encoder, llama.LlamaModel, EuroBertPreTrainedModel):
        ...

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.recorder import Recorder

from . import attention_masks
from .decoder import Decoder


class Encoder(Decoder):
    """A stack of layers that are called as a `Decoder` calls them; tokens attend to all others.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        last_hidden_state [b t d] and on request hidden_states (the last one normalised) and
        attentions.
    """

    def window(self, layer: int) -> int | None:
        """How far a query of this layer attends, both ways, itself included; None for all."""
        return self.config.window(layer)

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        return attention_masks.two_way_mask(attention_mask, hidden, window=options["window"])

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        return self.run(recorder, input_ids, attention_mask, position_ids, None, inputs_embeds)

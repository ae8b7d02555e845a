"""A decoder some of whose tokens attend both ways, among those of their block: of one image.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from auto_core.recorder import Recorder

from . import attention_masks, ring_cache
from .decoder import Decoder


class MaskAndBlocks(NamedTuple):
    """A caller's attention mask, and the block of each new token [b t], -1 for none."""

    mask: Any
    blocks: Any


class BlockDecoder(Decoder):
    """A `Decoder` that is told blocks; mixed in before a family's."""

    bounds_blocks = True  # whether a layer's window holds within a block, too

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        block_ids=None,
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
        if block_ids is not None:
            attention_mask = MaskAndBlocks(attention_mask, block_ids)
        return self.run(
            recorder, input_ids, attention_mask, position_ids, past_key_values, inputs_embeds
        )

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        if not isinstance(attention_mask, MaskAndBlocks):
            return super().causal_mask(attention_mask, past, hidden, **options)
        mask, blocks = attention_mask
        if ring_cache.is_ring(past, options["window"]):  # of a step, which is of text
            return super().causal_mask(mask, past, hidden, **options)
        inputs, bounded = (mask, blocks, past, hidden), self.bounds_blocks
        return attention_masks.block_mask(*inputs, window=options["window"], bounded=bounded)

"""BigBird-Pegasus: Zaheer et al., 2020, arXiv:2007.14062, section 4.

BART's network with norms before each part and after the last layer; the encoder's attention to
long texts is block-sparse, as BigBird's.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.bigbird_pegasus import BigBirdPegasusConfig
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.block_sparse import known_tokens
from ..blocks.variation import variation
from . import bart
from .big_bird import SparseAttention, SparseBlocks, padded


class BigBirdPegasusSelfAttention(nn.Module):
    def __init__(self, config: BigBirdPegasusConfig, heads: int):
        super().__init__()
        d, bias = config.d_model, config.use_bias
        self.head_size = d // heads
        self.query = nn.Linear(d, d, bias=bias)
        self.key = nn.Linear(d, d, bias=bias)
        self.value = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.sparse = SparseBlocks(config, heads)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        if isinstance(attend, SparseAttention):
            return self.sparse(query, key, value, attend)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class BigBirdPegasusEncoderAttention(nn.Module):
    def __init__(self, config: BigBirdPegasusConfig, heads: int):
        super().__init__()
        self.self = BigBirdPegasusSelfAttention(config, heads)
        self.output = nn.Linear(config.d_model, config.d_model, bias=config.use_bias)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend))


class BigBirdPegasusDecoderAttention(bart.BartAttention):
    def __init__(self, config: Any, heads: int, source: int):
        super().__init__(config, heads, source, bias=config.use_bias)


class BigBirdPegasusLayer(bart.BartLayer):
    attention_class = BigBirdPegasusDecoderAttention

    def self_attention(self, config: Any, heads: int, *, decoder: bool) -> nn.Module:
        if decoder:
            return super().self_attention(config, heads, decoder=decoder)
        return BigBirdPegasusEncoderAttention(config, heads)


class BigBirdPegasusStack(bart.BartStack):
    layer_class = BigBirdPegasusLayer
    last_norm = "layernorm_embedding"

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.config = config

    def run_layers(self, hidden, recorder: Recorder, mask=None, *more: Any, **options: Any):
        tokens, config = ops.shape(hidden)[1], self.config
        full = self.decoder or config.attention_type == "original_full"
        if full or not config.is_sparse(known_tokens(tokens)):
            return super().run_layers(hidden, recorder, mask, *more, **options)
        hidden, token = padded(hidden, None if mask is None else mask[:, 0, 0], config.block_size)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden[:, :tokens])
            output = layer(hidden, SparseAttention(recorder, token, index))
            hidden = self.layerdrop(output, hidden)
        return hidden[:, :tokens]


HEADS = variation(
    __name__,
    "BigBirdPegasus",
    bart,
    BigBirdPegasusConfig,
    stack_class=BigBirdPegasusStack,
    without=["pretraining", "masked-lm"],
)

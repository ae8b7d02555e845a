"""PEGASUS-X: Phang et al., 2022, arXiv:2208.04347.

PEGASUS for long texts: the encoder's tokens attend to their block and to learnt global tokens,
which attend to all. Blocks of every other layer begin half a block before the text.

b batch, t tokens, h heads, s size of a head, d hidden, g global tokens, n blocks, c tokens of a
block.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pegasus_x import PegasusXConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.attention import split_heads
from ..blocks.local_attention import beside, blocks
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq_heads import Seq2SeqLM
from ..blocks.variation import variation
from . import bart


class BlockAttention(Recording):
    """What a layer of the encoder attends to.

    Args:
        recorder: of this forward pass.
        token: [b t], False for padding; t is a multiple of a block's size.
        size: of blocks.
        shift: how many positions before the text the first block begins.
    """

    def __init__(self, recorder: Recorder, token, *, size: int, shift: int):
        self.recorder, self.token, self.size, self.shift = recorder, token, size, shift

    def staggered(self, x):  # [b t ...] -> [b t+shift ...]
        if not self.shift:
            return x
        rest = [(0, 0)] * (len(ops.shape(x)) - 2)
        return ops.pad(x, [(0, 0), (self.shift, self.shift), *rest], value=0)


class PegasusXGlobalLocalAttention(nn.Module):
    def __init__(self, config: PegasusXConfig, heads: int):
        super().__init__()
        d = config.d_model
        self.head_size = d // heads
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b t d] -> three of [b t h s]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, shared, attend: BlockAttention):
        """[b t d], [b g d] -> two of the same."""
        mask = attend.staggered(ops.cast(attend.token, "int64")) != 0
        local, everywhere = self.project(attend.staggered(hidden)), self.project(shared)
        options: dict[str, Any] = dict(
            scale=self.head_size**-0.5,
            dropout=self.dropout,
            return_weights=attend.recorder.wants_attentions,
        )
        of_all, weights = self.of_global(local, everywhere, mask, options)
        of_blocks, near = self.of_blocks(local, everywhere, mask, attend.size, options)
        if attend.recorder.wants_attentions:
            attend.recorder.add("attentions", {"global": weights, "local": near})
        if attend.shift:
            of_blocks = of_blocks[:, attend.shift : -attend.shift]
        return self.out_proj(of_blocks), self.out_proj(of_all)

    def of_global(self, local, everywhere, mask, options):
        """[b g d] of global tokens, and their weights [b h g g+t]."""
        query, _, _ = everywhere
        count = ops.shape(query)[1]
        key, value = (ops.cat([x, y], 1) for x, y in zip(everywhere[1:], local[1:], strict=True))
        mask = ops.pad(ops.cast(mask, "int64"), [(0, 0), (count, 0)], value=1) != 0
        mask = ops.unsqueeze(ops.unsqueeze(mask, 1), 1)
        output, weights = ops.attention(query, key, value, mask=mask, **options)
        return merge_heads(output), weights

    def of_blocks(self, local, everywhere, mask, size: int, options):
        """[b t d] of tokens, and their weights [b h n c g+c]."""
        query, key, value = (blocks(x, size) for x in local)
        batch, count, _, heads, width = ops.shape(query)
        key, value = beside(everywhere[1], key), beside(everywhere[2], value)
        first = ops.shape(everywhere[1])[1]
        mask = blocks(ops.cast(mask, "int64"), size)
        mask = ops.pad(mask, [(0, 0), (0, 0), (first, 0)], value=1) != 0  # [b n g+c]
        flat = [ops.reshape(x, (batch * count, *ops.shape(x)[2:])) for x in (query, key, value)]
        mask = ops.reshape(mask, (batch * count, 1, 1, first + size))
        output, weights = ops.attention(*flat, mask=mask, **options)
        if weights is not None:
            weights = ops.reshape(weights, (batch, count, heads, size, first + size))
            weights = ops.permute(weights, (0, 2, 1, 3, 4))
        return ops.reshape(output, (batch, count * size, heads * width)), weights


def merge_heads(x):  # [b t h s] -> [b t d]
    batch, tokens, heads, size = ops.shape(x)
    return ops.reshape(x, (batch, tokens, heads * size))


class PegasusXAttention(bart.BartAttention):
    """Projections without biases."""

    def __init__(self, config: Any, heads: int, source: int):
        super().__init__(config, heads, source, bias=False)


class PegasusXLayer(bart.BartLayer):
    """A layer of the encoder, which has a norm for global tokens too, or of the decoder."""

    attention_class = PegasusXAttention

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        if not decoder:
            self.global_self_attn_layer_norm = nn.LayerNorm(config.d_model, eps=bart.NORM_EPS)
        self.decoder = decoder

    def self_attention(self, config: Any, heads: int, *, decoder: bool) -> nn.Module:
        if decoder:
            return super().self_attention(config, heads, decoder=decoder)
        return PegasusXGlobalLocalAttention(config, heads)

    def forward(self, hidden, attend, other=None, cross_attend=None):
        """[b t d], [b g d] -> two of the same in the encoder, where `other` are global tokens."""
        if self.decoder:
            return super().forward(hidden, attend, other, cross_attend)
        normed = self.self_attn_layer_norm(hidden), self.global_self_attn_layer_norm(other)
        local, everywhere = self.self_attn(*normed, attend)
        return (
            self.transform(hidden + self.dropout(local)),
            self.transform(other + self.dropout(everywhere)),
        )

    def transform(self, hidden):  # [b t d] -> [b t d]
        output = self.activation(self.fc1(self.final_layer_norm(hidden)))
        return hidden + self.dropout(self.fc2(self.activation_dropout(output)))


class PegasusXStack(bart.BartStack):
    layer_class = PegasusXLayer

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.size, self.staggered = config.block_size, config.stagger_local_blocks
        self.features = config.d_model
        if not decoder:
            self.embed_global = nn.Embedding(config.num_global_tokens, config.d_model)
            self.globals = config.num_global_tokens

    def learns_positions(self, config: Any) -> bool:
        return False

    def positions(self, input_ids, hidden, past):
        index = kv_cache.positions(past, hidden)
        return sinusoids(index, self.features, interleaved=False, like=hidden)

    def forward(
        self, input_ids=None, attention_mask=None, inputs_embeds=None, *more, **options: Any
    ):
        if self.decoder:
            return super().forward(input_ids, attention_mask, inputs_embeds, *more, **options)
        return self.encode(input_ids, attention_mask, inputs_embeds, **options)

    def encode(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = inputs_embeds
        if hidden is None:
            hidden = self.embed_tokens(input_ids)
        hidden = self.dropout(self.combine(hidden, self.positions(input_ids, hidden, None)))
        batch, tokens, _ = ops.shape(hidden)
        token = attention_mask
        if token is None:
            token = ops.ones((batch, tokens), like=hidden, dtype="int64")
        missing = -tokens % self.size
        hidden = ops.pad(hidden, [(0, 0), (0, missing), (0, 0)], value=0.0)
        token = ops.pad(ops.cast(token != 0, "int64"), [(0, 0), (0, missing)], value=0) != 0
        shared = self.embed_global(ops.arange(0, self.globals, like=hidden, dtype="int64"))
        shared = ops.expand(ops.unsqueeze(shared, 0), (batch, self.globals, self.features))
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            shift = self.size // 2 if self.staggered and index % 2 else 0
            attend = BlockAttention(recorder, token, size=self.size, shift=shift)
            hidden, shared = self.layerdrop_both(layer(hidden, attend, shared), (hidden, shared))
        hidden = self.layer_norm(hidden[:, :tokens])
        if output_hidden_states:
            recorder.add("hidden_states", (hidden, shared))
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def layerdrop_both(self, output, hidden):
        return tuple(self.layerdrop(x, y) for x, y in zip(output, hidden, strict=True))


class PegasusXPreTrainedModel(bart.BartPreTrainedModel):
    """What all PEGASUS-X models share."""

    config_class = PegasusXConfig
    stack_class = PegasusXStack
    ignored_keys = (r"embed_positions", *bart.BartPreTrainedModel.ignored_keys)


class PegasusXModel(bart.BartModel, PegasusXPreTrainedModel):
    pass


class PegasusXForConditionalGeneration(Seq2SeqLM, bart.BartHead, PegasusXPreTrainedModel):
    base_class = PegasusXModel

    @property
    def tied_weights(self):
        ties = bart.embedding_ties(self.config, "model.")
        return ties | {"lm_head.weight": "model.shared.weight"}


HEADS = variation(
    __name__,
    "PegasusX",
    bart,
    PegasusXConfig,
    without=[
        "pretraining",
        "masked-lm",
        "causal-lm",
        "sequence-classification",
        "question-answering",
    ],
)

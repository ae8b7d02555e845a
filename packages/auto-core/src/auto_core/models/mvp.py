"""MVP: Tang et al., 2022, arXiv:2206.12131.

BART, trained on many tasks. With prompts, each layer's attention also attends to learnt keys and
values of the task.

b batch, t tokens, k keys, l layers, p keys of a prompt, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.configs.mvp import MvpConfig
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import CrossAttention, split_heads
from ..blocks.seq2seq import finite
from ..blocks.variation import variation
from . import bart
from .bart import BartAttention, BartLayer, BartStack


class MvpAttention(BartAttention):
    def forward(self, hidden, attend, source=None, prompt=None):
        """[b t d], [b k d], [p 2 h s] -> [b t d]"""
        query = split_heads(self.q_proj(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        if prompt is not None:
            key, value = (
                ops.cat([ops.expand(prompt[None, :, side], _prompted(prompt, x)), x], 1)
                for side, x in ((0, key), (1, value))
            )
            attend = attending(attend, ops.shape(prompt)[0])
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


def _prompted(prompt, x):  # the shape [b p h s]
    count, _, heads, size = ops.shape(prompt)
    return ops.shape(x)[0], count, heads, size


def attending(attend, count):
    """Attention that attends to so many more keys, in front of all others."""
    if attend.mask is None:
        return attend
    other = copy.copy(attend)
    # Booleans are padded as integers: not every framework pads booleans.
    widths = [(0, 0), (0, 0), (0, 0), (count, 0)]
    other.mask = ops.pad(ops.cast(attend.mask, "int64"), widths, value=1) != 0
    return other


class MvpLayer(BartLayer):
    attention_class = MvpAttention

    def forward(
        self,
        hidden,
        attend,
        encoder_hidden_states=None,
        cross_attend=None,
        prompt=None,
        cross_prompt=None,
    ):
        """[b t d], [b k d], two of [p 2 h s] -> [b t d]"""
        output = self.self_attn(hidden, attend, None, prompt)
        hidden = self.after(self.self_attn_layer_norm, hidden, output)
        if encoder_hidden_states is not None:
            output = self.encoder_attn(hidden, cross_attend, encoder_hidden_states, cross_prompt)
            hidden = self.after(self.encoder_attn_layer_norm, hidden, output)
        output = self.activation_dropout(self.activation(self.fc1(hidden)))
        return finite(self.after(self.final_layer_norm, hidden, self.fc2(output)))


class MvpPromptLayers(nn.Module):
    """Two layers under the names 0 and 2."""

    def __init__(self, config: MvpConfig, size: int):
        super().__init__()
        setattr(self, "0", nn.Linear(config.d_model, config.prompt_mid_dim))
        setattr(self, "2", nn.Linear(config.prompt_mid_dim, size))

    def forward(self, hidden):
        return getattr(self, "2")(ops.gelu(getattr(self, "0")(hidden), approximate="none"))


class MvpPrompt(nn.Module):
    """The prompts of all layers of a side, [p l 2 h s]."""

    def __init__(self, config: MvpConfig, layers: int, heads: int):
        super().__init__()
        d, self.count = config.d_model, config.prompt_length
        self.sizes = (self.count, layers, 2, heads, d // heads)
        self.prompt_embedding = nn.Embedding(self.count, d)
        self.prompt_trans = MvpPromptLayers(config, layers * 2 * d)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):
        index = ops.arange(0, self.count, like=hidden, dtype="int64")
        return self.dropout(
            ops.reshape(self.prompt_trans(self.prompt_embedding(index)), self.sizes)
        )


class MvpPlainStack(BartStack):
    """The encoder or the decoder, without prompts."""

    layer_class = MvpLayer


class MvpStack(MvpPlainStack):
    def __init__(self, config: MvpConfig, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        layers = config.decoder_layers if decoder else config.encoder_layers
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        self.prompts = config.use_prompt
        if self.prompts:
            self.self_attn_prompt = MvpPrompt(config, layers, heads)
            if decoder:
                self.cross_attn_prompt = MvpPrompt(config, layers, heads)

    def run_layers(
        self,
        hidden,
        recorder: Recorder,
        mask=None,
        encoder_hidden_states=None,
        encoder_mask=None,
        past=None,
        *,
        causal: bool = False,
    ):
        """[b t d] -> [b t d]; the recorder keeps the hidden states before each layer."""
        prompt = self.self_attn_prompt(hidden) if self.prompts else None
        both = self.prompts and encoder_hidden_states is not None
        cross_prompt = self.cross_attn_prompt(hidden) if both else None
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = self.attention_class(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_mask, past=past, layer=index)
            output = layer(
                hidden,
                attend,
                encoder_hidden_states,
                cross_attend,
                None if prompt is None else prompt[:, index],
                None if cross_prompt is None else cross_prompt[:, index],
            )
            hidden = self.layerdrop(output, hidden)
        return hidden


class MvpPreTrainedModel(bart.BartPreTrainedModel):
    """What all MVP models share."""

    config_class = MvpConfig
    stack_class: Any = MvpStack
    splits_attention = False  # prompts of all heads come before the keys


class MvpForCausalLM(bart.BartForCausalLM, MvpPreTrainedModel):
    """The decoder alone, without its prompts: the next token."""

    optional_parts = (*bart.BartForCausalLM.optional_parts, r"\.(self|cross)_attn_prompt\.")

    @property
    def base_options(self):
        return {"decoder_class": MvpPlainStack}


HEADS = variation(__name__, "Mvp", bart, MvpConfig, stack_class=MvpStack)

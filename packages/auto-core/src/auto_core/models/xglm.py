"""XGLM: Lin et al., 2021, arXiv:2112.10668.

A decoder of many languages with sinusoidal positions and layer norms before each part.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.xglm import XGLMConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM
from ..blocks.layer_drop import LayerDrop
from ..blocks.position_ids import sinusoids
from .opt import OPTAttention

EPS = 1e-5  # of all norms
OFFSET = 2  # position 0 has this index among the sinusoids


class XGLMDecoderLayer(nn.Block):
    def __init__(self, config: XGLMConfig):
        super().__init__()
        d, f = config.d_model, config.ffn_dim
        self.self_attn = OPTAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.layer_drop = LayerDrop(config.layerdrop)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.activation_dropout(self.activation(self.fc1(hidden))))

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        before = hidden
        hidden = hidden + self.dropout(self.self_attn(self.self_attn_layer_norm(hidden), attend))
        hidden = hidden + self.dropout(self.feed_forward(self.final_layer_norm(hidden)))
        return self.layer_drop(hidden, before)


class XGLMPreTrainedModel(nn.PreTrainedModel):
    config_class = XGLMConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    ignored_keys = (r"embed_positions\.weights$",)  # the sinusoids, in older files


class XGLMModel(Decoder, XGLMPreTrainedModel):
    """XGLM without a head."""

    def __init__(self, config: XGLMConfig):
        super().__init__(config)
        d = config.d_model
        self.embed_tokens = nn.Embedding(
            config.vocab_size,
            d,
            padding_idx=config.pad_token_id,
            scale=d**0.5 if config.scale_embedding else None,
        )
        self.layers = nn.ModuleList(XGLMDecoderLayer(config) for _ in range(config.num_layers))
        self.layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)

    def positions(self, position_ids, embeddings):  # [b t] -> [b t d]
        index = position_ids + OFFSET
        found = sinusoids(index, self.config.d_model, interleaved=False, like=embeddings)
        if (pad := self.config.pad_token_id) is None:
            return found
        return ops.where(ops.unsqueeze(index != pad, -1), found, 0.0)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.dropout(embeddings + self.positions(position_ids, embeddings)), None

    def finish(self, hidden):
        return self.layer_norm(hidden)


class XGLMForCausalLM(CausalLM, XGLMPreTrainedModel):
    base_class = XGLMModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


HEADS = {"base": XGLMModel, "causal-lm": XGLMForCausalLM}

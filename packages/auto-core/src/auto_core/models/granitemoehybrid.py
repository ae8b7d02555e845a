"""Granite 4.0: IBM, 2025.

GraniteMoE's network with shared experts, most of whose layers have Mamba 2's mixer in the place
of attention; the others attend, most often without positions.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.granitemoehybrid import GraniteMoeHybridConfig

from .. import nn
from ..blocks.hybrid import HybridDecoder
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder
from ..blocks.rotary import RotaryEmbedding
from . import granite, granitemoe, granitemoeshared, mamba2


class GraniteMoeHybridAttention(granite.GraniteAttention):
    def rotate(self, query, key, rotation, attend):
        if rotation is None:
            return query, key
        return super().rotate(query, key, rotation, attend)


class GraniteMoeHybridDecoderLayer(nn.Block):
    """A mixer or attention, then experts and the shared feed-forward part, each of a norm."""

    def __init__(self, config: GraniteMoeHybridConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.multiplier = config.residual_multiplier
        self.attends = (config.layer_types or ())[layer] == "full_attention"
        if self.attends:
            self.self_attn = GraniteMoeHybridAttention(config)
        else:
            self.mamba = mamba2.Mamba2Mixer(config)
        self.shared_mlp = granitemoeshared.GraniteMoeSharedMLP(config)
        sparse = config.is_sparse(layer)
        self.block_sparse_moe = granitemoe.GraniteMoeMoE(config) if sparse else None
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        if self.attends:
            output = self.self_attn(normed, rotation, context)
        else:
            output = self.mamba(normed, context)
        hidden = hidden + output * self.multiplier
        normed = self.post_attention_layernorm(hidden)
        output = self.shared_mlp(normed)
        if self.block_sparse_moe is not None:
            output = output + self.block_sparse_moe(normed, context.recorder)
        return hidden + output * self.multiplier


class GraniteMoeHybridPreTrainedModel(nn.PreTrainedModel):
    """What all Granite 4.0 models share."""

    config_class = GraniteMoeHybridConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    carries_states = True
    renames = granitemoe.GraniteMoePreTrainedModel.renames


class GraniteMoeHybridModel(MoeDecoder, HybridDecoder, GraniteMoeHybridPreTrainedModel):
    """Granite 4.0 without a head; called like MixtralModel."""

    def __init__(self, config: GraniteMoeHybridConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            GraniteMoeHybridDecoderLayer(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        rotates = config.position_embedding_type == "rope"
        self.rotary_emb = RotaryEmbedding(config) if rotates else None

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "linear_attention"

    def start(self, embeddings, position_ids, attention_mask, past):
        rotary = self.rotary_emb
        rotation = None if rotary is None else rotary(position_ids, embeddings)
        return embeddings * self.config.embedding_multiplier, rotation

    def finish(self, hidden):
        return self.norm(hidden)


class GraniteMoeHybridForCausalLM(MoeCausalLM, GraniteMoeHybridPreTrainedModel):
    base_class = GraniteMoeHybridModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden) / self.config.logits_scaling


HEADS = {"base": GraniteMoeHybridModel, "causal-lm": GraniteMoeHybridForCausalLM}

"""Jamba: Lieber et al., 2024, arXiv:2403.19887.

Mixtral's network most of whose layers have Mamba's mixer, with norms of what the tokens choose, in
the place of attention; the others attend without positions. Some layers have experts.

b batch, t tokens, n = b*t, e experts, k experts of a token, c channels, r rank of the time steps,
n numbers of a state, d hidden.
"""

from __future__ import annotations

from auto_core.configs.jamba import JambaConfig
from auto_core.configs.mamba import MambaConfig

from .. import nn
from ..blocks.decoder_heads import SequenceClassification
from ..blocks.hybrid import HybridDecoder
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder
from ..blocks.routers import softmax_then_top
from . import llama, mamba, mixtral, qwen2_moe


class JambaAttention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        return query, key


class JambaMambaMixer(mamba.MambaMixer):
    """Mamba's mixer with norms of time steps, inputs and outputs."""

    def __init__(self, config: JambaConfig):
        sizes = MambaConfig(
            hidden_size=config.hidden_size,
            expand=config.mamba_expand,
            state_size=config.mamba_d_state,
            conv_kernel=config.mamba_d_conv,
            time_step_rank=config.mamba_dt_rank,
            use_conv_bias=config.mamba_conv_bias,
            use_bias=config.mamba_proj_bias,
            hidden_act=config.hidden_act,
        )
        super().__init__(sizes)
        rank, eps = int(config.mamba_dt_rank), config.rms_norm_eps
        self.dt_layernorm = nn.RMSNorm(rank, eps=eps)
        self.b_layernorm = nn.RMSNorm(config.mamba_d_state, eps=eps)
        self.c_layernorm = nn.RMSNorm(config.mamba_d_state, eps=eps)

    def selected(self, hidden):  # [b t c] -> [b t r], two of [b t n]
        steps, inputs, outputs = super().selected(hidden)
        return self.dt_layernorm(steps), self.b_layernorm(inputs), self.c_layernorm(outputs)


class JambaSparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: JambaConfig) -> None:
        self.router = nn.Linear(config.hidden_size, config.experts, bias=False)

    def route(self, hidden):
        logits = self.router(hidden)
        return logits, *softmax_then_top(logits, self.count, normalise=False)


class JambaDecoderLayer(nn.Block):
    """A mixer or attention, then experts or the feed-forward part, each of a norm and added."""

    def __init__(self, config: JambaConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.attends = config.attends(layer)
        if self.attends:
            self.self_attn = JambaAttention(config)
        else:
            self.mamba = JambaMambaMixer(config)
        made = JambaSparseMoeBlock if config.is_sparse(layer) else mixtral.DenseMLP
        self.feed_forward = made(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_ff_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, shared, context):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        if self.attends:
            hidden = hidden + self.self_attn(normed, None, context)
        else:
            hidden = hidden + self.mamba(normed, context)
        return hidden + self.feed_forward(self.pre_ff_layernorm(hidden), context.recorder)


class JambaPreTrainedModel(nn.PreTrainedModel):
    """What all Jamba models share."""

    config_class = JambaConfig
    base_model_prefix = "model"
    head_parts = (r"^(lm_head|score)\.",)
    expert_names = qwen2_moe.EXPERT_NAMES
    carries_states = True


class JambaModel(MoeDecoder, HybridDecoder, JambaPreTrainedModel):
    """Jamba without a head; called like MixtralModel."""

    def __init__(self, config: JambaConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            JambaDecoderLayer(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.final_layernorm = nn.RMSNorm(d, eps=config.rms_norm_eps)

    def keeps_states(self, layer: int) -> bool:
        return not self.config.attends(layer)

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, None

    def finish(self, hidden):
        return self.final_layernorm(hidden)


class JambaForCausalLM(MoeCausalLM, JambaPreTrainedModel):
    base_class = JambaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class JambaForSequenceClassification(SequenceClassification, JambaPreTrainedModel):
    base_class = JambaModel


HEADS = {
    "base": JambaModel,
    "causal-lm": JambaForCausalLM,
    "sequence-classification": JambaForSequenceClassification,
}

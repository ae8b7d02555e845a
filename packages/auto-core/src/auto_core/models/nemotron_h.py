"""Nemotron-H: NVIDIA, 2025, arXiv:2504.03624; with experts, Nemotron 3, arXiv:2512.20848.

Each layer is one part, added to its input: Mamba 2's mixer, attention without positions, a
feed-forward part or experts, which may compute with fewer features than the layers have.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.nemotron_h import NemotronHConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.experts import PlainExperts
from ..blocks.hybrid import HybridDecoder
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from ..blocks.routers import CorrectedRouter
from . import llama, mamba2


class NemotronHAttention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        return query, key


class NemotronHMLP(nn.Module):
    """The feed-forward part, without a gate."""

    def __init__(self, config: NemotronHConfig, size: int | None = None):
        super().__init__()
        d, f, bias = config.hidden_size, size or config.intermediate_size, config.mlp_bias
        self.up_proj = nn.Linear(d, f, bias=bias)
        self.down_proj = nn.Linear(f, d, bias=bias)
        self.activation = activation(config.mlp_hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.up_proj(hidden)))


class NemotronHMoE(nn.Module):
    """Experts that a correction chooses, and a feed-forward part that all tokens go to."""

    def __init__(self, config: NemotronHConfig):
        super().__init__()
        d, size = config.hidden_size, config.moe_latent_size
        self.gate = CorrectedRouter(
            (config.experts, d),
            config.experts_per_token,
            config.groups,
            normalise=config.norm_topk_prob,
            scale=config.routed_scaling_factor,
        )
        sizes = (config.experts, d if size is None else size, config.moe_intermediate_size)
        self.experts = PlainExperts(sizes, activation(config.mlp_hidden_act))
        self.shared_experts = NemotronHMLP(config, config.moe_shared_expert_intermediate_size)
        self.fc1_latent_proj = self.fc2_latent_proj = None
        if size is not None:
            self.fc1_latent_proj = nn.Linear(d, size, bias=config.mlp_bias)
            self.fc2_latent_proj = nn.Linear(size, d, bias=config.mlp_bias)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.gate(rows)
        recorder.add_router_logits(logits)
        rows = rows if self.fc1_latent_proj is None else self.fc1_latent_proj(rows)
        rows = self.experts(rows, weights, index)
        rows = rows if self.fc2_latent_proj is None else self.fc2_latent_proj(rows)
        return ops.reshape(rows, ops.shape(hidden)) + self.shared_experts(hidden)


class NemotronHBlock(nn.Block):
    """One part of a norm, added to its input."""

    mixers = {
        "linear_attention": mamba2.Mamba2Mixer,
        "full_attention": NemotronHAttention,
        "moe": NemotronHMoE,
        "mlp": NemotronHMLP,
    }

    def __init__(self, config: NemotronHConfig, kind: str):
        super().__init__()
        self.kind = kind
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_epsilon)
        self.mixer = self.mixers[kind](config)

    def forward(self, hidden, shared, context):  # [b t d] -> [b t d]
        normed = self.norm(hidden)
        if self.kind == "full_attention":
            return hidden + self.mixer(normed, None, context)
        if self.kind == "linear_attention":
            return hidden + self.mixer(normed, context)
        if self.kind == "moe":
            return hidden + self.mixer(normed, context.recorder)
        return hidden + self.mixer(normed)


class NemotronHPreTrainedModel(nn.PreTrainedModel):
    """What all Nemotron-H models share."""

    config_class = NemotronHConfig
    base_model_prefix = "model"
    renames = ((r"^backbone\.", "model."),)
    ignored_keys = (r"^mtp\.",)  # what predicts further tokens
    head_parts = (r"^lm_head\.",)
    kept_wide = (r"\.e_score_correction_bias$",)
    expert_names = ("up_proj", "down_proj")
    carries_states = True


class NemotronHModel(MoeDecoder, HybridDecoder, NemotronHPreTrainedModel):
    """Nemotron-H without a head; called like MixtralModel."""

    embeddings_name = "embeddings"

    def __init__(self, config: NemotronHConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(
            NemotronHBlock(config, kind) for kind in config.layers_block_type or ()
        )
        self.norm_f = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_epsilon)

    def keeps_states(self, layer: int) -> bool:
        return self.config.layers_block_type[layer] == "linear_attention"

    def keeps_nothing(self, layer: int) -> bool:
        return self.config.layers_block_type[layer] in ("moe", "mlp")

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, None

    def finish(self, hidden):
        return self.norm_f(hidden)


class NemotronHForCausalLM(MoeCausalLM, NemotronHPreTrainedModel):
    base_class = NemotronHModel
    has_router_loss = False


HEADS = {"base": NemotronHModel, "causal-lm": NemotronHForCausalLM}

"""OLMo Hybrid: Ai2, 2026.

OLMo 2's network most of whose layers replace attention by the gated delta rule (Yang et al., 2024,
arXiv:2412.06464); these have their norms before each part, the others behind it.

b batch, t tokens, h heads, s size of a head, k key heads, v value heads, d hidden.
"""

from __future__ import annotations

from auto_core.checkpoints.convolutions import ReadsConvolutionsCutAnew
from auto_core.configs.olmo_hybrid import OlmoHybridConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import CausalLM
from ..blocks.delta_rule import gated_delta_rule
from ..blocks.hybrid import HybridDecoder
from ..blocks.losses import widened
from ..blocks.rotary import RotaryEmbedding
from ..blocks.short_conv import ShortConv
from . import llama, mamba, olmo2, qwen3_5_text


class OlmoHybridGatedDeltaNet(nn.Module):
    """Convolutions of queries, keys and values, then the gated delta rule in each head."""

    def __init__(self, config: OlmoHybridConfig):
        super().__init__()
        d, values = config.hidden_size, config.linear_num_value_heads or 0
        self.key_size = config.linear_key_head_dim or 0
        self.value_size = config.linear_value_head_dim or 0
        self.sizes, kernel = config.convolved_sizes, config.linear_conv_kernel_dim
        k, _, v = self.sizes
        self.activation = activation(config.hidden_act)
        self.most = 2.0 if config.linear_allow_neg_eigval else 1.0
        self.q_proj = nn.Linear(d, k, bias=False)
        self.k_proj = nn.Linear(d, k, bias=False)
        self.v_proj = nn.Linear(d, v, bias=False)
        self.a_proj = nn.Linear(d, values, bias=False)
        self.b_proj = nn.Linear(d, values, bias=False)
        self.g_proj = nn.Linear(d, v, bias=False)
        self.o_proj = nn.Linear(v, d, bias=False)
        self.q_conv1d = ShortConv(k, kernel, bias=False)
        self.k_conv1d = ShortConv(k, kernel, bias=False)
        self.v_conv1d = ShortConv(v, kernel, bias=False)
        steps = (config.linear_dt_min, config.linear_dt_max, config.linear_dt_init_floor)
        self.A_log = nn.Parameter((values,), init=qwen3_5_text.decay_rates)
        self.dt_bias = nn.Parameter((values,), init=mamba.TimeSteps(*steps))
        self.o_norm = qwen3_5_text.GatedRMSNorm(self.value_size, eps=1e-5)

    def convolved(self, hidden, states):
        """[b t d] -> queries, keys [b t k*s] and values [b t v*s], and the tail of all three."""
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        convs = (self.q_conv1d, self.k_conv1d, self.v_conv1d)
        tails = (None,) * 3 if states is None else ops.split(states[0], self.sizes, -1)
        both = [
            conv(x, None if tail is None else (tail,))
            for conv, x, tail in zip(convs, projected, tails, strict=True)
        ]
        mixed = [self.activation(x) for x, _ in both]
        return mixed, ops.cat([tail for _, tail in both], -1)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        hidden = past.masked(hidden)
        (query, key, value), tail = self.convolved(hidden, past.states)
        query, key = split_heads(query, self.key_size), split_heads(key, self.key_size)
        value = split_heads(value, self.value_size)
        steps = widened(self.a_proj(hidden)) + widened(ops.asarray(self.dt_bias))
        rate = -ops.exp(widened(ops.asarray(self.A_log))) * ops.softplus(steps)
        beta = ops.sigmoid(self.b_proj(hidden)) * self.most
        state = None if past.states is None else past.states[1]
        y, state = gated_delta_rule(query, key, value, rate, beta, state)
        past.keep(tail, state)
        gate = self.g_proj(hidden)
        y = self.o_norm(y, split_heads(gate, self.value_size))
        return self.o_proj(ops.cast(ops.reshape(y, ops.shape(gate)), ops.dtype(hidden)))


class OlmoHybridAttention(olmo2.Olmo2Attention):
    def rotate(self, query, key, rotation, attend):
        if rotation is None:
            return query, key
        return super().rotate(query, key, rotation, attend)


class OlmoHybridAttentionDecoderLayer(olmo2.Olmo2DecoderLayer):
    attention_class = OlmoHybridAttention


class OlmoHybridLinearAttentionDecoderLayer(nn.Block):
    """The delta rule, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: OlmoHybridConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.linear_attn = OlmoHybridGatedDeltaNet(config)
        self.mlp = llama.LlamaMLP(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, past):  # [b t d] -> [b t d]
        hidden = hidden + self.linear_attn(self.input_layernorm(hidden), past)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class OlmoHybridPreTrainedModel(ReadsConvolutionsCutAnew, nn.PreTrainedModel):
    """What all OLMo Hybrid models share."""

    config_class = OlmoHybridConfig
    base_model_prefix = "model"
    renames = (  # the authors' own names
        (r"\.attention_layer_norm\.", ".input_layernorm."),
        (r"\.feedforward_layer_norm\.", ".post_attention_layernorm."),
    )
    head_parts = (r"^lm_head\.",)
    carries_states = True

    @property
    def convolved_sizes(self):
        return self.config.convolved_sizes


class OlmoHybridModel(HybridDecoder, OlmoHybridPreTrainedModel):
    """OLMo Hybrid without a head; called like LlamaModel."""

    def __init__(self, config: OlmoHybridConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(self.layer(config, kind) for kind in config.layer_types or ())
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config) if config.rotates else None

    def layer(self, config: OlmoHybridConfig, kind: str):
        """A layer of this kind."""
        if kind == "full_attention":
            return OlmoHybridAttentionDecoderLayer(config)
        return OlmoHybridLinearAttentionDecoderLayer(config)

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "linear_attention"

    def start(self, embeddings, position_ids, attention_mask, past):
        rotary = self.rotary_emb
        return embeddings, None if rotary is None else rotary(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)


class OlmoHybridForCausalLM(CausalLM, OlmoHybridPreTrainedModel):
    base_class = OlmoHybridModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


HEADS = {"base": OlmoHybridModel, "causal-lm": OlmoHybridForCausalLM}

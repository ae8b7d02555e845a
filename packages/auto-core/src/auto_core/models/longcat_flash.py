"""LongCat-Flash: Meituan, 2025, arXiv:2509.01322.

A decoder with DeepSeek's latent attention. Every layer attends twice and has two feed-forward
parts; its mixture of experts takes what the first of them takes, and is added behind the second.
Some experts give back what they get.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints.experts import without_empty
from auto_core.configs.longcat_flash import LongcatFlashConfig
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.experts import Experts
from ..blocks.latent_attention import LatentAttention
from ..blocks.moe_decoder import MoeCausalLM, as_rows
from ..blocks.routers import WideRouter
from . import llama, mixtral, qwen2_moe


class LongcatFlashTopkRouter(nn.Module):
    """Experts by their probabilities and a correction that makes no weight."""

    def __init__(self, config: LongcatFlashConfig):
        super().__init__()
        count = config.experts + config.zero_experts
        self.count, self.scale = config.moe_topk, config.routed_scaling_factor
        self.classifier = WideRouter((count, config.hidden_size))
        self.e_score_correction_bias = nn.Buffer((count,), init="zeros")

    def forward(self, hidden):
        """[n d] -> logits [n e], weights [n k] and index [n k]."""
        logits = self.classifier(hidden)
        scores = ops.softmax(logits, -1)
        correction = ops.cast(ops.asarray(self.e_score_correction_bias), ops.dtype(scores))
        _, index = ops.topk(scores + correction, self.count, -1)
        return logits, ops.gather(scores, 1, index) * self.scale, index


class LongcatFlashMoE(nn.Module):
    """Experts, of which the last give back what they get."""

    def __init__(self, config: LongcatFlashConfig):
        super().__init__()
        self.computing = config.experts
        sizes = (config.experts, config.hidden_size, config.expert_ffn_hidden_size)
        self.experts = Experts(sizes, activation(config.hidden_act))
        self.router = LongcatFlashTopkRouter(config)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.router(rows)
        recorder.add_router_logits(logits)
        computes = index < self.computing
        # Without a place for rows that nobody computes with, they go to others, to no effect.
        output = self.experts(rows, ops.where(computes, weights, 0), index % self.computing)
        back = ops.sum(ops.where(computes, 0, weights), 1, keepdim=True)
        output = output + rows * ops.cast(back, ops.dtype(rows))
        return ops.reshape(output, ops.shape(hidden))


class LongcatFlashMLA(LatentAttention):
    """Latent attention whose latents are scaled as if they were of the hidden size."""

    def __init__(self, config: LongcatFlashConfig):
        super().__init__(config)
        self.query_scale = (config.hidden_size / config.q_lora_rank) ** 0.5
        self.latent_scale = (config.hidden_size / config.kv_lora_rank) ** 0.5

    def queries(self, hidden):
        still, turning = super().queries(hidden)
        return still * self.query_scale, turning * self.query_scale

    def latents(self, hidden):
        latent, key = super().latents(hidden)
        return latent * self.latent_scale, key


class Twice(Recording):
    """Each `Attention` of a layer that attends twice."""

    def __init__(self, recorder: Recorder, both: list[Attention]):
        self.recorder, self.both = recorder, both

    def recording_in(self, recorder: Recorder) -> Twice:
        return Twice(recorder, [attend.recording_in(recorder) for attend in self.both])


class LongcatFlashDecoderLayer(nn.Block):
    """Attention and a feed-forward part, twice, each of a norm and added to its input; and
    experts."""

    def __init__(self, config: LongcatFlashConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.mlp = LongcatFlashMoE(config)
        self.self_attn = nn.ModuleList(LongcatFlashMLA(config) for _ in range(2))
        self.mlps = nn.ModuleList(llama.LlamaMLP(config) for _ in range(2))
        self.input_layernorm = nn.ModuleList(nn.RMSNorm(d, eps=eps) for _ in range(2))
        self.post_attention_layernorm = nn.ModuleList(nn.RMSNorm(d, eps=eps) for _ in range(2))

    def forward(self, hidden, rotation, attends):  # [b t d] -> [b t d]
        experts = None
        for i, attend in enumerate(attends.both):
            hidden = hidden + self.self_attn[i](self.input_layernorm[i](hidden), rotation, attend)
            normed = self.post_attention_layernorm[i](hidden)
            if i == 0:
                experts = self.mlp(normed, attends.recorder)
            hidden = hidden + self.mlps[i](normed)
        return hidden + experts


class LongcatFlashPreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all LongCat-Flash models share."""

    config_class = LongcatFlashConfig
    layer_class = LongcatFlashDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = llama.LlamaPreTrainedModel.renames
    kept_wide = (r"\.(classifier\.weight|e_score_correction_bias)$",)
    ignored_keys = (r"^model\.mtp\.",)  # what predicts further tokens

    def match_weights(self, weights: Any) -> Any:
        return super().match_weights(without_empty(weights, self.config.experts))


class LongcatFlashModel(mixtral.MixtralModel, LongcatFlashPreTrainedModel):
    """LongCat-Flash without a head; called like MixtralModel."""

    def depth(self, config: Any) -> int:
        return config.num_layers

    def layer(self, config: Any, index: int) -> LongcatFlashDecoderLayer:
        return self.layer_class(config)

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        windows = [None] * (2 * count)
        each = self.attentions(recorder, hidden, attention_mask, past, windows, positions)
        return [Twice(recorder, each[i : i + 2]) for i in range(0, 2 * count, 2)]


class LongcatFlashForCausalLM(MoeCausalLM, LongcatFlashPreTrainedModel):
    base_class = LongcatFlashModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    has_router_loss = False


PREFIX = "LongcatFlash"
HEADS = {"base": LongcatFlashModel, "causal-lm": LongcatFlashForCausalLM}

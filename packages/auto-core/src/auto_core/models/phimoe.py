"""Phi-3.5-MoE: Abdin et al., 2024, arXiv:2404.14219.

LLaMA's network with layer norms and mixtures of experts. The router (SparseMixer: Liu et al.,
2024, arXiv:2409.12136) chooses two experts one after the other; in training it draws them, and
its gradient is an estimate of the third order.

n tokens of all sequences, e experts, d hidden.
"""

from __future__ import annotations

from auto_core.configs.phimoe import PhimoeConfig

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.rotary import RotaryEmbedding
from ..blocks.routers import Jitter
from ..blocks.variation import variation
from . import mixtral

_ONE_THIRD, _TWO_THIRDS = 0.3333, 0.6667  # as the model was trained


class PhimoeRotaryEmbedding(RotaryEmbedding):
    """Rotations whose cosines and sines have a scale for short and one for long sequences."""

    def __init__(self, config: PhimoeConfig):
        super().__init__(config)
        rope = config.rope_parameters or {}
        self.scales = None
        if self.kind == "longrope":
            self.scale, self.scales = 1.0, (rope["short_mscale"], rope["long_mscale"])

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> two of [b t 1 s]
        rotation = super().forward(position_ids, hidden)
        if self.scales is None:
            return rotation
        short, long = (ops.asarray(x, like=hidden, dtype=ops.dtype(hidden)) for x in self.scales)
        scale = ops.where(ops.amax(position_ids, (0, 1)) + 1 > self.original, long, short)
        return tuple(x * scale for x in rotation)


class PhimoeSparseMoeBlock(mixtral.SparseMoeBlock):
    def __init__(self, config: PhimoeConfig):
        super().__init__(config)
        self.noise, self.random = config.router_jitter_noise, nn.Random()
        self.jitter = Jitter(config.input_jitter_noise)

    def route(self, hidden):
        logits = self.gate(hidden)
        scores = widened(logits)
        weight, index = self.choose(scores, scores)
        other = ops.one_hot(index[:, 0], ops.shape(scores)[-1], dtype="float32") == 0
        second, next_index = self.choose(scores, ops.where(other, scores, float("-inf")))
        return logits, ops.cat([weight, second], 1), ops.cat([index, next_index], 1)

    def choose(self, scores, left):
        """An expert of those that are left, with its weight: two of [n 1] from two of [n e]."""
        best = ops.amax(left, -1, keepdim=True)
        factor = ops.maximum(ops.abs(scores), best)
        far = ops.detach(best - scores) > 2 * self.noise * ops.detach(factor)
        gates = ops.where(far, float("-inf"), left)
        chances = ops.softmax(gates, -1)
        likely = ops.unsqueeze(ops.argmax(gates, -1), 1)
        if not nn.in_training(self):
            return ops.gather(chances, 1, likely), likely
        noise = self.random.uniform(ops.shape(gates), like=gates)  # sampled by Gumbel's noise
        perturbed = gates - ops.log(-ops.log(ops.clamp(noise, min=1e-20)))
        index = ops.unsqueeze(ops.argmax(ops.detach(perturbed), -1), 1)
        weight = ops.gather(chances, 1, index)
        whole = self.random.uniform(ops.shape(weight), like=weight) > 0.75
        part = _ONE_THIRD + _TWO_THIRDS * ops.cast((index == likely) | whole, ops.dtype(weight))
        return weight + ops.detach(weight * (part - 1)), index

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        # Upstream's router adds its noise in place, to what the experts get.
        return super().forward(self.jitter(self.jitter(hidden)), recorder)


class PhimoeDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class, norm_class = PhimoeSparseMoeBlock, nn.LayerNorm


class PhimoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = PhimoeConfig
    layer_class, norm_class = PhimoeDecoderLayer, nn.LayerNorm
    renames = (  # transformers 5 calls the gate a router in memory
        (r"\.mlp\.router\.", ".block_sparse_moe.gate."),
        *mixtral.MixtralPreTrainedModel.renames,
    )


class PhimoeModel(mixtral.MixtralModel, PhimoePreTrainedModel):
    """Phi-3.5-MoE without a head."""

    def __init__(self, config: PhimoeConfig):
        super().__init__(config)
        self.rotary_emb = PhimoeRotaryEmbedding(config)


class PhimoeForCausalLM(mixtral.MixtralForCausalLM, PhimoePreTrainedModel):
    base_class = PhimoeModel

    def add_head(self, config: PhimoeConfig) -> None:
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=config.lm_head_bias)


HEADS = variation(
    __name__,
    "Phimoe",
    mixtral,
    PhimoeConfig,
    without=["token-classification", "question-answering"],
)

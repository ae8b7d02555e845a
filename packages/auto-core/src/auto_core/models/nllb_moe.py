"""NLLB-MoE: NLLB team, 2022, arXiv:2207.04672, section 6.2.

M2M-100's network, some of whose feed-forward parts are mixtures of experts, of which each token
goes to two. Outside of training, outputs of experts are scaled by the share of tokens that
training would keep.

b batch, t tokens, n = b*t, e experts, d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.nllb_moe import NllbMoeConfig
from auto_core.outputs import Seq2SeqMoEOutput

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.experts import ExpertMLP
from ..blocks.losses import token_loss, widened
from ..blocks.routers import load_balancing_loss
from ..blocks.seq2seq import finite, routed_sides
from ..blocks.seq2seq_heads import Seq2SeqLM, decoder_inputs
from . import bart
from .m2m_100 import M2M100PreTrainedModel, M2M100Stack

CHOSEN = 2  # experts of a token


class RoutedAttention(Attention):
    """Attention, and which of the new tokens are no padding."""

    def token(self, hidden):
        """[b t], or None for all."""
        if self.mask is None:
            return None
        positions = kv_cache.positions(self.past, hidden)[0]
        last = self.mask[:, 0, -1]  # [b k]: what the last query attends to
        return ops.expand(ops.take(last, positions, 1), ops.shape(hidden)[:2])


class NllbMoeTop2Router(nn.Module):
    def __init__(self, config: NllbMoeConfig):
        super().__init__()
        self.classifier = nn.Linear(config.d_model, config.num_experts, bias=config.router_bias)
        self.experts, self.capacity = config.num_experts, config.expert_capacity
        self.fraction = config.moe_eval_capacity_token_fraction
        self.routes_padding = config.router_ignore_padding_tokens
        self.normalises_first = config.normalize_router_prob_before_dropping
        self.prioritises = config.batch_prioritized_routing

    def forward(self, hidden, token):
        """[n d], [n] -> logits [n e], the weights and the experts of each token [n 2]."""
        logits = self.classifier(widened(hidden))
        probabilities = ops.softmax(logits, -1)
        _, index = ops.topk(logits, CHOSEN, -1)
        weights = ops.gather(probabilities, 1, index)
        if self.normalises_first:
            weights = normalised(weights)
        sent = ops.one_hot(index, self.experts, dtype="int64")  # [n 2 e]
        if token is not None and not self.routes_padding:
            sent = sent * ops.cast(ops.reshape(token, (-1, 1, 1)), "int64")
        sent = ops.cast(self.earlier(sent, probabilities) < self.most(hidden), "int64") * sent
        kept = ops.cast(ops.sum(sent, 2), ops.dtype(weights))  # [n 2]
        weights = weights * kept
        return logits, weights if self.normalises_first else normalised(weights), index

    def earlier(self, sent, probabilities):
        """[n 2 e]: how many tokens an expert has got before each, of those that prefer it and then
        of those whose second choice it is."""
        order = None
        if self.prioritises:
            order = ops.argsort(ops.amax(probabilities, -1), 0, descending=True)
            sent = ops.take(sent, order, 0)
        before = ops.cumsum(sent, 0) - 1
        preferred = ops.sum(sent[:, :1], 0, keepdim=True)  # [1 1 e]
        before = ops.cat([before[:, :1], before[:, 1:] + preferred], 1)
        if order is None:
            return before
        return ops.take(before, ops.argsort(order, 0, descending=False), 0)

    def most(self, hidden):
        """How many tokens an expert takes."""
        tokens = ops.shape(hidden)[0]
        if not nn.in_training(self) and self.fraction > 0:
            if isinstance(tokens, int):
                return math.ceil(self.fraction * tokens)
            return ops.ceil(ops.cast(tokens, "float32") * self.fraction)
        return 2 * -(-tokens // self.experts) if self.capacity is None else self.capacity


def normalised(weights):  # [n 2] -> [n 2]
    """Weights that add up to 1, zeros where there are none."""
    wide = ops.dtype(weights) == "float64"
    return weights / ops.clamp(
        ops.sum(weights, -1, keepdim=True), min=2.0**-52 if wide else 2.0**-23
    )


class NllbMoeDenseActDense(nn.Module):
    def __init__(self, config: NllbMoeConfig, size: int):
        super().__init__()
        self.fc1 = nn.Linear(config.d_model, size)
        self.fc2 = nn.Linear(size, config.d_model)
        self.dropout = nn.Dropout(config.activation_dropout)
        self.activation = activation(config.activation_function)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.fc2(self.dropout(self.activation(self.fc1(hidden))))


class NllbMoeSparseMLP(nn.Module):
    def __init__(self, config: NllbMoeConfig, size: int):
        super().__init__()
        self.router = NllbMoeTop2Router(config)
        self.experts = ExpertMLP(
            ("fc1", "fc2"),
            (config.num_experts, config.d_model, size),
            activation(config.activation_function),
            bias=True,
            dropout=config.activation_dropout,
        )
        self.kept = 1 - config.moe_token_dropout
        self.token_dropout = nn.Dropout(config.moe_token_dropout)

    def forward(self, hidden, attend: RoutedAttention):  # [b t d] -> [b t d]
        rows = ops.reshape(hidden, (-1, ops.shape(hidden)[2]))
        logits, weights, index = self.router(rows, attend.token(hidden))
        attend.recorder.add_router_logits(logits)
        output = self.experts(rows, weights, index)
        output = self.token_dropout(output) if nn.in_training(self) else output * self.kept
        return ops.reshape(output, ops.shape(hidden))


class NllbMoeLayer(nn.Block):
    """A layer of the encoder or, with cross-attention, of the decoder."""

    def __init__(self, config: Any, *, decoder: bool, sparse: bool):
        super().__init__()
        d = config.d_model
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        size = config.decoder_ffn_dim if decoder else config.encoder_ffn_dim
        self.self_attn = bart.BartAttention(config, heads, d)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=bart.NORM_EPS)
        if decoder:
            self.cross_attention = bart.BartAttention(config, heads, d)
            self.cross_attention_layer_norm = nn.LayerNorm(d, eps=bart.NORM_EPS)
        self.ffn = (NllbMoeSparseMLP if sparse else NllbMoeDenseActDense)(config, size)
        self.ff_layer_norm = nn.LayerNorm(d, eps=bart.NORM_EPS)
        self.attn_dropout = nn.Dropout(config.dropout)
        self.ff_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        output = self.self_attn(self.self_attn_layer_norm(hidden), attend)
        hidden = hidden + self.attn_dropout(output)
        if encoder_hidden_states is not None:
            normed = self.cross_attention_layer_norm(hidden)
            output = self.cross_attention(normed, cross_attend, encoder_hidden_states)
            hidden = hidden + self.attn_dropout(output)
        output = self.ffn(self.ff_layer_norm(hidden), attend)
        return finite(hidden + self.ff_dropout(output))


class NllbMoeStack(M2M100Stack):
    attention_class = RoutedAttention

    def layer(self, config: Any, index: int, *, decoder: bool) -> nn.Module:
        sparse = config.is_sparse(index, decoder=decoder)
        return NllbMoeLayer(config, decoder=decoder, sparse=sparse)


class NllbMoePreTrainedModel(M2M100PreTrainedModel):
    """What all NLLB-MoE models share."""

    config_class = NllbMoeConfig
    stack_class = NllbMoeStack
    expert_names = ("expert_#.fc1", "expert_#.fc2")


class NllbMoeModel(bart.BartModel, NllbMoePreTrainedModel):
    """NLLB-MoE without a head.

    Args of `forward`: those of BartModel, and
        output_router_logits: whether to return what the routers think of their experts.
    """

    base_class = bart.BartModel

    def forward(self, *, output_router_logits: bool | None = None, **inputs: Any):
        if output_router_logits is None:
            output_router_logits = self.config.output_router_logits
        return routed_sides(self, output_router_logits=output_router_logits, **inputs)


class NllbMoeForConditionalGeneration(Seq2SeqLM, bart.BartHead, NllbMoePreTrainedModel):
    """The next token of the decoder: labels [b t]. With output_router_logits, the loss has those
    of the routers too."""

    base_class = NllbMoeModel
    output_class = Seq2SeqMoEOutput

    @property
    def tied_weights(self):
        ties = bart.embedding_ties(self.config, "model.")
        return ties | {"lm_head.weight": "model.shared.weight"}

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        if labels is not None and not decoder_inputs(inputs):
            inputs["decoder_input_ids"] = self.prepare_decoder_input_ids_from_labels(labels)
        output = self.encode(**inputs)
        logits = self.logits(output.last_hidden_state)
        losses: dict[str, Any] = {}
        if labels is not None:
            for side, mask in (("encoder", ""), ("decoder", "decoder_")):
                found = getattr(output, f"{side}_router_logits")
                if found:
                    given = inputs.get(f"{mask}attention_mask")
                    losses[f"{side}_aux_loss"] = load_balancing_loss(found, CHOSEN, given)
        loss = None
        if labels is not None:
            loss = token_loss(logits, labels, num_items_in_batch)
            loss = loss + self.config.router_aux_loss_coef * sum(losses.values())
        return Seq2SeqMoEOutput.of(output, loss=loss, logits=logits, **losses)


PREFIX = "NllbMoe"
HEADS = {
    "base": NllbMoeModel,
    "pretraining": NllbMoeForConditionalGeneration,
    "seq2seq-lm": NllbMoeForConditionalGeneration,
}

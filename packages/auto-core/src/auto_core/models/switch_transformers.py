"""Switch Transformers: Fedus et al., 2021, arXiv:2101.03961.

T5's network, some of whose feed-forward parts are mixtures of experts, of which each token goes to
one. An expert takes so many tokens of a text; later ones pass it by.

b batch, t tokens, n = b*t, e experts, d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.switch_transformers import SwitchTransformersConfig
from auto_core.outputs import Seq2SeqMoEOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.experts import ExpertMLP
from ..blocks.losses import token_loss, widened
from ..blocks.routers import Jitter
from ..blocks.seq2seq import routed_sides
from ..blocks.seq2seq_heads import decoder_inputs
from ..blocks.variation import variation
from . import t5


class SwitchTransformersTop1Router(nn.Module):
    def __init__(self, config: SwitchTransformersConfig):
        super().__init__()
        self.classifier = nn.Linear(config.d_model, config.num_experts, bias=config.router_bias)
        self.jitter = Jitter(config.router_jitter_noise)
        self.experts, self.capacity = config.num_experts, config.expert_capacity

    def forward(self, hidden):
        """[b t d] -> logits [b t e], the weight and the expert of each token [b t]."""
        logits = self.classifier(self.jitter(widened(hidden)))
        probabilities = ops.softmax(logits, -1)
        index = ops.argmax(probabilities, -1)
        chosen = ops.one_hot(index, self.experts, dtype="int64")
        before = ops.sum(ops.cumsum(chosen, 1) * chosen, -1)  # [b t]: the how manieth it is
        weight = ops.where(before <= self.capacity, ops.amax(probabilities, -1), 0.0)
        return logits, weight, index


class SwitchTransformersSparseMLP(nn.Module):
    def __init__(self, config: SwitchTransformersConfig):
        super().__init__()
        self.router = SwitchTransformersTop1Router(config)
        self.experts = ExpertMLP(
            ("wi", "wo"),
            (config.num_experts, config.d_model, config.d_ff),
            activation(config.dense_act_fn),
            bias=False,
            dropout=config.dropout_rate,
        )

    def forward(self, hidden, recorder: Recorder):  # [b t d] -> [b t d]
        logits, weight, index = self.router(hidden)
        recorder.add_router_logits(logits)
        rows = ops.reshape(hidden, (-1, ops.shape(hidden)[2]))
        weight, index = (ops.reshape(x, (-1, 1)) for x in (weight, index))
        return ops.reshape(self.experts(rows, weight, index), ops.shape(hidden))


class SwitchTransformersLayerFF(nn.Module):
    def __init__(self, config: SwitchTransformersConfig, *, sparse: bool):
        super().__init__()
        self.mlp = SwitchTransformersSparseMLP(config) if sparse else t5.T5DenseActDense(config)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.sparse = sparse

    def forward(self, hidden, recorder: Recorder):
        normed = self.layer_norm(hidden)
        output = self.mlp(normed, recorder) if self.sparse else self.mlp(normed)
        return hidden + self.dropout(output)


class SwitchTransformersBlock(t5.T5Block):
    def feed_forward(self, config: Any, *, decoder: bool, index: int) -> nn.Module:
        sparse = config.is_sparse(index, decoder=decoder)
        return SwitchTransformersLayerFF(config, sparse=sparse)

    def transform(self, hidden, attend):
        return self.layer[len(self.layer) - 1](hidden, attend.recorder)


class SwitchTransformersStack(t5.T5Stack):
    layer_class = SwitchTransformersBlock


class SwitchTransformersPreTrainedModel(t5.T5PreTrainedModel):
    """What all Switch Transformers share."""

    config_class = SwitchTransformersConfig
    base_model_prefix = "switch_transformers"
    stack_class = SwitchTransformersStack
    expert_names = ("expert_#.wi", "expert_#.wo")


class SwitchTransformersModel(t5.T5Model, SwitchTransformersPreTrainedModel):
    """Switch Transformers without a head.

    Args of `forward`: those of T5Model, and
        output_router_logits: whether to return what the routers think of their experts.
    """

    base_class = t5.T5Model

    def forward(self, *, output_router_logits: bool = False, **inputs: Any):
        return routed_sides(self, output_router_logits=output_router_logits, **inputs)


def router_losses(router_logits):
    """Losses of a side's routers: of large logits, and of tokens sent unevenly (equations 4 to 6),
    of logits [b t e] of each layer."""
    logits = widened(ops.cat(list(router_logits), 1))
    experts = ops.shape(logits)[2]
    z_loss = ops.mean(ops.logsumexp(logits, -1) ** 2, (0, 1))
    probabilities = ops.softmax(logits, -1)
    chosen = ops.one_hot(ops.argmax(probabilities, -1), experts, dtype=ops.dtype(logits))
    sent, probable = ops.mean(chosen, 1), ops.mean(probabilities, 1)  # [b e]
    return z_loss, ops.mean(sent * probable, (0, 1)) * experts**2


class SwitchTransformersForConditionalGeneration(
    t5.T5ForConditionalGeneration, SwitchTransformersPreTrainedModel
):
    """The next token of the decoder: labels [b t]. With output_router_logits, the loss has those
    of the routers too."""

    base_class = SwitchTransformersModel
    output_class = Seq2SeqMoEOutput

    def forward(
        self,
        labels=None,
        *,
        num_items_in_batch=None,
        output_router_logits: bool = False,
        **inputs: Any,
    ):
        if labels is not None and not decoder_inputs(inputs):
            inputs["decoder_input_ids"] = self.prepare_decoder_input_ids_from_labels(labels)
        output = self.encode(output_router_logits=output_router_logits, **inputs)
        logits = self.logits(output.last_hidden_state)
        losses: dict[str, Any] = {}
        for side in ("encoder", "decoder"):
            found = getattr(output, f"{side}_router_logits")
            # Upstream's routers have no losses where all layers have experts.
            if found and self.config.sparse_step(decoder=side == "decoder") > 1:
                losses[f"{side}_z_loss"], losses[f"{side}_aux_loss"] = router_losses(found)
        loss = None
        if labels is not None:
            loss = token_loss(logits, labels, num_items_in_batch)
            for name, part in losses.items():
                config = self.config
                z_loss = name.endswith("_z_loss")
                factor = config.router_z_loss_coef if z_loss else config.router_aux_loss_coef
                loss = loss + factor * part
        return Seq2SeqMoEOutput.of(output, loss=loss, logits=logits, **losses)


HEADS = variation(
    __name__,
    "SwitchTransformers",
    t5,
    SwitchTransformersConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)

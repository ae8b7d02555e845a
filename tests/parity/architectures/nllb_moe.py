from typing import Any

import pytest
import torch
from parity.arch import Arch, Row
from parity.seq2seq import BART_OTHER, BART_TINY, embeds, pairs, words
from transformers.models.nllb_moe import modeling_nllb_moe

SIZES = dict(num_experts=3, encoder_sparse_step=2, decoder_sparse_step=1)
DEFAULT = BART_TINY | SIZES
OTHER = BART_OTHER | dict(
    num_experts=4,
    encoder_sparse_step=3,
    decoder_sparse_step=2,
    scale_embedding=False,
    router_bias=True,
    moe_eval_capacity_token_fraction=0.25,
    normalize_router_prob_before_dropping=True,
    batch_prioritized_routing=True,
    moe_token_dropout=0.4,
    router_aux_loss_coef=0.3,
)
DROPS = OTHER | dict(normalize_router_prob_before_dropping=False, batch_prioritized_routing=False)
ROUTED: dict[str, Any] = dict(
    requests=dict(output_hidden_states=True, output_attentions=True, output_router_logits=True)
)


def experts(self: Any, hidden: Any, mask: Any, weights: Any) -> Any:
    """Each expert's output for the tokens that go to it, as in transformers 4 and in training:
    5.23 takes the mask of experts for their numbers, and asks the first two only."""
    output = torch.zeros_like(hidden)
    for index in range(self.num_experts):
        output = output + self[f"expert_{index}"](hidden) * weights[:, index : index + 1]
    return output * (1 - self.moe_token_dropout)


def patch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modeling_nllb_moe.NllbMoeExperts, "forward", experts)


ARCH = Arch(
    "nllb-moe",
    "NllbMoe",
    "bart",
    configs={"default": DEFAULT, "other": OTHER, "drops": DROPS},
    trained="ForConditionalGeneration-other-labels",
    cached=["ForConditionalGeneration-default"],
    rounded=True,  # upstream keeps its sinusoids in float32
    patch=patch,
    rows=[
        Row("Model", "default", pairs(), **ROUTED),
        Row("Model", "other", pairs("left"), "left", **ROUTED),
        Row("Model", "drops", pairs()),
        Row("Model", "default", embeds(24), "embeds"),
        Row("ForConditionalGeneration", "default", pairs()),
        Row("ForConditionalGeneration", "other", pairs(), **ROUTED),
        Row(
            "ForConditionalGeneration",
            "other",
            pairs(target=False, labels=words),
            "labels",
            **ROUTED,
        ),
    ],
    must_see=["model.encoder.layers.2.ffn.experts.fc1.bias"],
    must_see_options=[
        {"moe_eval_capacity_token_fraction": 1.0},
        {"normalize_router_prob_before_dropping": False},
        {"batch_prioritized_routing": False},
        {"moe_token_dropout": 0.2},
        {"router_aux_loss_coef": 0.0},
    ],
    refuses=[
        {"second_expert_policy": "random"},
        {"router_dtype": "bfloat16"},
        {"num_experts": 1},
    ],
)

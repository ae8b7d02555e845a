from typing import Any

from parity.arch import Arch, Row
from parity.architectures.t5 import TINY, only_source
from parity.seq2seq import pairs, words

SMALL = TINY | dict(
    num_layers=4,
    num_decoder_layers=4,
    num_sparse_encoder_layers=2,
    num_sparse_decoder_layers=1,
    num_experts=3,
    expert_capacity=64,
)
OTHER = SMALL | dict(
    num_decoder_layers=2,
    num_sparse_decoder_layers=2,
    expert_capacity=2,
    router_bias=True,
    dense_act_fn="gelu",
    tie_word_embeddings=False,
    router_z_loss_coef=0.3,
    router_aux_loss_coef=0.2,
    layer_norm_epsilon=1e-3,
)
NONE = SMALL | dict(num_sparse_encoder_layers=0, num_sparse_decoder_layers=9)
ROUTED: dict[str, Any] = dict(
    requests=dict(output_hidden_states=True, output_attentions=True, output_router_logits=True)
)

ARCH = Arch(
    "switch_transformers",
    "SwitchTransformers",
    "t5",
    configs={"default": SMALL, "other": OTHER, "none": NONE},
    trained="ForConditionalGeneration-other-labels",
    cached=["ForConditionalGeneration-default-plain"],
    rows=[
        Row("Model", "default", pairs()),
        Row("Model", "other", pairs("left"), **ROUTED),
        Row("Model", "none", pairs()),
        Row("EncoderModel", "default", only_source),
        Row("ForConditionalGeneration", "default", pairs(target=False, labels=words), **ROUTED),
        Row("ForConditionalGeneration", "default", pairs(), "plain"),
        Row(
            "ForConditionalGeneration",
            "other",
            pairs(target=False, labels=words),
            "labels",
            **ROUTED,
        ),
    ],
    must_see=[
        "encoder.block.1.layer.1.mlp.experts.wi.weight",
        "encoder.block.1.layer.1.mlp.router.classifier.bias",
    ],
    must_see_options=[
        {"expert_capacity": 3},
        {"router_z_loss_coef": 0.0},
        {"router_aux_loss_coef": 0.0},
        {"dense_act_fn": "relu"},
    ],
    refuses=[{"router_dtype": "bfloat16"}, {"dense_act_fn": "gated-gelu"}, {"num_experts": 0}],
)

from typing import Any

import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.texts import padding, token_ids
from transformers.models.bark import modeling_bark

STAGE: dict[str, Any] = dict(
    block_size=40,
    input_vocab_size=67,
    output_vocab_size=67,
    num_layers=2,
    num_heads=4,
    hidden_size=24,
)
OTHER = STAGE | dict(num_heads=3, bias=False, output_vocab_size=31, num_layers=3)
FINE = STAGE | dict(
    input_vocab_size=9, output_vocab_size=9, n_codes_total=4, tie_word_embeddings=False
)
CODEC: dict[str, Any] = dict(
    model_type="encodec",
    target_bandwidths=[2.4],
    sampling_rate=1200,
    hidden_size=8,
    num_filters=4,
    upsampling_ratios=[3, 2],
    kernel_size=3,
    last_kernel_size=3,
    codebook_size=8,
    codebook_dim=8,
    num_lstm_layers=1,
)
WHOLE = dict(
    semantic_config=STAGE | dict(input_vocab_size=70, output_vocab_size=14),
    coarse_acoustics_config=STAGE,
    fine_acoustics_config=FINE | dict(tie_word_embeddings=True),
    codec_config=CODEC,
)


def first_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers' whole model has no call; ours is that of its first stage."""

    def forward(self, **inputs):
        return self.semantic(**inputs)

    monkeypatch.setattr(modeling_bark.BarkModel, "forward", forward)


def text(vocabulary: int = 67):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        ids = token_ids(rng, vocabulary, 3, 9)
        return {"input_ids": ids, "attention_mask": padding([9, 5, 1], 9)}

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    positions = np.array([[3, 4, 5, 6, 7], [0, 1, 2, 3, 4]])
    values = rng.standard_normal((2, 5, 24)).astype(np.float32)
    return {"inputs_embeds": values, "position_ids": positions}


def codes(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(0, 9, (3, 8, 4)), "attention_mask": padding([8, 6, 2], 8)}


ARCH = Arch(
    "bark",
    "Bark",
    "bark",
    patch=first_stage,
    cached=["SemanticModel-default"],
    trained="CoarseModel-other",
    rows=[
        Row("Model", WHOLE, text(14), "default"),
        Row("SemanticModel", STAGE, text(), "default", config_class="BarkSemanticConfig"),
        Row("SemanticModel", OTHER, vectors, "vectors", config_class="BarkSemanticConfig"),
        Row("CoarseModel", OTHER, text(), "other", config_class="BarkCoarseConfig"),
        *(
            Row(
                "FineModel",
                options,
                codes,
                f"{index}",
                config_class="BarkFineConfig",
                requests=dict(
                    codebook_idx=index, output_hidden_states=True, output_attentions=True
                ),
            )
            for index, options in ((1, FINE), (3, FINE | dict(tie_word_embeddings=True)))
        ),
        Row("Model", WHOLE, vectors, "vectors"),
    ],
    must_see={
        "FineModel-3": ["input_embeds_layers.2.weight", "layers.1.layernorm_2.bias"],
        "CoarseModel-other": ["layers.2.attn.att_proj.weight", "position_embeds_layer.weight"],
    },
    refuses=[
        ({"fine_acoustics_config": FINE | {"n_codes_given": 4}}, "n_codes_given"),
        ({"semantic_config": STAGE | {"num_heads": 5}}, "num_heads"),
    ],
)

from typing import Any

import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    d_model=24,
    decoder_layers=2,
    decoder_attention_heads=4,
    decoder_ffn_dim=40,
    max_position_embeddings=16,
    cross_attention_hidden_size=14,
)
# As trocr-large has it.
WAVES = TINY | dict(
    use_learned_position_embeddings=False,
    layernorm_embedding=False,
    scale_embedding=True,
    activation_function="relu",
    cross_attention_hidden_size=None,
    tie_word_embeddings=False,
)


def keep_the_dtype(patch: pytest.MonkeyPatch) -> None:
    """transformers keeps the waves that the exact reference has made, even in float32."""
    from transformers.models.trocr.modeling_trocr import TrOCRSinusoidalPositionalEmbedding as Waves

    made = Waves.forward
    patch.setattr(Waves, "forward", lambda self, *args, **named: made(self, *args, **named).float())


def read(size: int, *, padded: bool = False):
    """Texts of 7 and 4 words about three vectors of an image."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        words, mask = token_ids(rng, 67, 2, 7), padding([7, 4], 7)
        context = rng.standard_normal((2, 3, size)).astype(np.float32)
        inputs = {"input_ids": words, "encoder_hidden_states": context}
        if padded:
            inputs |= {"input_ids": np.where(mask == 1, words, 1), "attention_mask": mask}
            inputs["labels"] = np.where(mask == 1, words, -100)
        return inputs

    return make


ARCH = Arch(
    "trocr",
    "TrOCR",
    "bart",
    patch=keep_the_dtype,
    rows=[
        Row("ForCausalLM", TINY, read(14), "learnt"),
        Row("ForCausalLM", WAVES, read(24, padded=True), "waves", rounded=True),
    ],
    must_see_options=[{"scale_embedding": False}, {"activation_function": "gelu"}],
)

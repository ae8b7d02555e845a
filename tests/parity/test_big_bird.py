"""BigBird's random blocks in training are upstream's for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
import transformers
from transformers.models.big_bird.modeling_big_bird import BigBirdBlockSparseAttention

from auto_core.blocks.block_sparse import random_blocks


@pytest.mark.parametrize(
    ("tokens", "size", "chosen", "most"),
    [
        (1024, 64, 3, 4096),
        (4096, 64, 3, 4096),
        (3072, 32, 2, 4096),
        (768, 64, 3, 4096),
        (2048, 64, 3, 4096),
        (640, 64, 2, 1024),
        (60, 4, 3, 64),
    ],
)
@pytest.mark.parametrize("seed", [0, 5])
def test_random_blocks(tokens: int, size: int, chosen: int, most: int, seed: int) -> None:
    config = transformers.BigBirdConfig(
        hidden_size=8,
        num_attention_heads=2,
        block_size=size,
        num_random_blocks=chosen,
        max_position_embeddings=most,
    )
    theirs = BigBirdBlockSparseAttention(config, seed).train()
    np.random.seed(seed)
    if tokens in (1024, 3072, 4096):
        expected = [
            theirs._bigbird_block_rand_mask(most, most, size, size, chosen, last_idx=1024)
            for _ in range(2)
        ]
        expected = [rows[: tokens // size - 2] for rows in expected]
    else:
        lengths, counts = theirs._get_rand_attn_plan(tokens, size, chosen)
        expected = theirs._bigbird_block_rand_mask_with_head(
            tokens, tokens, size, size, 2, lengths, counts
        )
    found = random_blocks(tokens, size, chosen, 2, seed=seed, most=most)
    np.testing.assert_array_equal(found, np.stack(expected))

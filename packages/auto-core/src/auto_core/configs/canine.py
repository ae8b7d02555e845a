"""CANINE (Clark et al., 2021, arXiv:2103.06874)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig

MOST_HASHES = 16  # as many primes are known


class CanineConfig(PreTrainedConfig):
    """Sizes and options of CANINE. The defaults are canine-s."""

    model_type = "canine"

    vocabulary_fields: ClassVar[tuple[str, ...]] = ()  # characters are hashed

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 16384
    type_vocab_size: int = 16
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = 0xE000
    eos_token_id: int | list[int] | None = 0xE001
    downsampling_rate: int = 4
    upsampling_kernel_size: int = 4
    num_hash_functions: int = 8
    num_hash_buckets: int = 16384
    local_transformer_stride: int = 128

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        hashes = self.num_hash_functions
        if not 1 <= hashes <= MOST_HASHES or self.hidden_size % hashes:
            expected = f"1 to {MOST_HASHES} and a divisor of hidden_size={self.hidden_size}"
            self._refuse("num_hash_functions", expected)
        for field in (
            "downsampling_rate",
            "upsampling_kernel_size",
            "num_hash_buckets",
            "local_transformer_stride",
        ):
            if getattr(self, field) < 1:
                self._refuse(field, "a number of 1 or more")

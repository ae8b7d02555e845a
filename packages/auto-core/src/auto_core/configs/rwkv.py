"""RWKV-4 (Peng et al., 2023, arXiv:2305.13048)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class RwkvConfig(PreTrainedConfig):
    """Sizes and options of RWKV-4. The defaults are upstream's."""

    model_type = "rwkv"
    attribute_map: ClassVar[dict[str, str]] = {"max_position_embeddings": "context_length"}

    vocab_size: int = 50277
    context_length: int = 1024  # in training; longer texts are read all the same
    hidden_size: int = 4096
    num_hidden_layers: int = 32
    attention_hidden_size: int | None = None  # hidden_size
    intermediate_size: int | None = None  # four times hidden_size
    layer_norm_epsilon: float = 1e-5
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 0
    # Outside of training, hidden states are halved after so many layers, which keeps them in
    # float16's bounds; 0 for never.
    rescale_every: int = 6
    tie_word_embeddings: bool = False
    use_cache: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.attention_hidden_size is None:
            self.attention_hidden_size = self.hidden_size
        if self.intermediate_size is None:
            self.intermediate_size = 4 * self.hidden_size

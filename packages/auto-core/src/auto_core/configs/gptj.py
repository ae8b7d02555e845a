"""GPT-J (Wang and Komatsuzaki, 2021)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class GPTJConfig(PreTrainedConfig):
    """Sizes and options of GPT-J. The defaults are GPT-J-6B's."""

    model_type = "gptj"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "n_embd",
        "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 50400
    n_positions: int = 2048
    n_embd: int = 4096
    n_layer: int = 28
    n_head: int = 16
    rotary_dim: int | None = 64  # how many numbers of a head rotate; None for all
    n_inner: int | None = None  # 4 * n_embd
    activation_function: str = "gelu_new"
    resid_pdrop: float = 0.0
    embd_pdrop: float = 0.0
    attn_pdrop: float = 0.0
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    use_cache: bool = True
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    pad_token_id: int | None = None
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.n_embd % self.n_head:
            self._refuse("n_head", f"a divisor of n_embd={self.n_embd}")
        if self.rotary_dim is not None and not 0 < self.rotary_dim <= self.n_embd // self.n_head:
            self._refuse("rotary_dim", f"None or 1 to {self.n_embd // self.n_head}, a head's size")

    # What the rotation asks for, which no file of this type can change.

    @property
    def rope_parameters(self) -> dict[str, object]:
        """The plain rotation."""
        return {"rope_type": "default", "rope_theta": 10000.0}

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.rotary_dim or self.n_embd // self.n_head

"""CTRL (Keskar et al., 2019, arXiv:1909.05858)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class CTRLConfig(PreTrainedConfig):
    """Sizes and options of CTRL. The defaults are the published model's, but for 256 positions."""

    model_type = "ctrl"
    attribute_map: ClassVar[dict[str, str]] = {
        "max_position_embeddings": "n_positions",
        "hidden_size": "n_embd",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 246534
    n_positions: int = 256
    n_embd: int = 1280
    dff: int = 8192
    n_layer: int = 48
    n_head: int = 16
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    layer_norm_epsilon: float = 1e-6  # of the last norm
    initializer_range: float = 0.02
    use_cache: bool = True
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.n_embd % self.n_head:
            self._refuse("n_head", f"a divisor of n_embd={self.n_embd}")
        if self.n_embd % 2:
            self._refuse("n_embd", "an even number: half of a position are sines, half cosines")

"""Gemma 3n, its text part (Gemma Team, 2025)."""

from __future__ import annotations

from auto_core.configs._shared_keys import SharedKeysConfig


class Gemma3nTextConfig(SharedKeysConfig):
    """Sizes and options of Gemma 3n. The defaults are gemma-3n-E4B's."""

    model_type = "gemma3n_text"
    base_config_key = "text_config"

    vocab_size: int = 262400
    hidden_size: int = 2048
    intermediate_size: int | list[int] = 16384  # of all layers, or of each
    num_hidden_layers: int = 35
    num_key_value_heads: int | None = 2
    max_position_embeddings: int = 32768
    final_logit_softcapping: float | None = 30.0
    num_kv_shared_layers: int = 15
    altup_active_idx: int = 0  # which of the streams the layers compute with
    altup_coef_clip: float | None = 120.0  # the bound of coefficients, in training
    altup_correct_scale: bool = True
    altup_num_inputs: int = 4
    laurel_rank: int = 64
    # Which part of each layer's gates is zero; by default 0.95 of the first ten layers'.
    activation_sparsity_pattern: list[float] | None = None

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        self._slide_but_every(5)
        self._check_layer_types()
        self._check_sharing()
        if isinstance(self.intermediate_size, int):
            self.intermediate_size = [self.intermediate_size] * layers
        if len(self.intermediate_size) != layers:
            self._refuse("intermediate_size", f"a number, or {layers} of them")
        if self.activation_sparsity_pattern is None:
            sparse = 10 if layers > 10 else 0
            self.activation_sparsity_pattern = [0.95] * sparse + [0.0] * (layers - sparse)
        pattern = self.activation_sparsity_pattern
        if len(pattern) != layers or not all(0 <= part < 1 for part in pattern):
            self._refuse("activation_sparsity_pattern", f"{layers} numbers from 0 to below 1")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not 0 <= self.altup_active_idx < self.altup_num_inputs:
            self._refuse("altup_active_idx", f"0 to below altup_num_inputs={self.altup_num_inputs}")

"""ESM Cambrian (EvolutionaryScale, 2024)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryHeadsConfig


class EsmcConfig(AttentionBiasConfig, RotaryHeadsConfig):
    """Sizes and options of ESM C. The defaults are ESMC-6B's."""

    model_type = "esmc"

    vocab_size: int = 64
    hidden_size: int = 2560
    intermediate_size: int = 6912
    num_hidden_layers: int = 80
    num_attention_heads: int = 40
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    mlp_bias: bool = False
    mask_token_id: int | None = 32
    classifier_dropout: float | None = 0.1
    use_cache: bool = False  # of no effect: it is an encoder

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.kv_heads != heads:
            self._refuse("num_key_value_heads", f"num_attention_heads={heads}")
        if self.head_size * heads != self.hidden_size:
            self._refuse("head_dim", f"hidden_size / num_attention_heads={heads}")
        self.bos_token_id = 0 if self.bos_token_id is None else self.bos_token_id
        self.eos_token_id = 2 if self.eos_token_id is None else self.eos_token_id

    @property
    def epsilon(self) -> float:
        return 1e-5

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias

"""RecurrentGemma (Botev et al., 2024, arXiv:2404.07839)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryConfig


class RecurrentGemmaConfig(RotaryConfig):
    """Sizes and options of RecurrentGemma. The defaults are recurrentgemma-2b's."""

    model_type = "recurrent_gemma"
    default_partial = 0.5

    num_hidden_layers: int = 26
    vocab_size: int = 256000
    hidden_size: int = 2560
    intermediate_size: int = 3 * 2560  # of gate and input together: each has half
    num_attention_heads: int = 10
    num_key_value_heads: int | None = None  # num_attention_heads
    lru_width: int | None = None  # hidden_size
    attention_window_size: int = 2048
    conv1d_width: int = 4
    logits_soft_cap: float = 30.0
    rms_norm_eps: float = 1e-6
    use_cache: bool = True
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = 2
    hidden_activation: str = "gelu_pytorch_tanh"
    # "recurrent" and "attention", repeated over the layers.
    block_types: list[str] | tuple[str, ...] = ("recurrent", "recurrent", "attention")
    attention_dropout: float = 0.0
    attention_bias: bool = False
    w_init_variance_scale: float = 0.01  # of first values
    initializer_range: float = 0.02
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if not self.block_types or set(self.block_types) - {"recurrent", "attention"}:
            self._refuse("block_types", "'recurrent' and 'attention', one or more")
        if (self.rope_parameters or {})["rope_type"] != "default":
            self._refuse("rope_parameters", "rope_type 'default': this model knows no other")
        self.lru_width = self.hidden_size if self.lru_width is None else self.lru_width
        self.num_key_value_heads = self.num_key_value_heads or heads
        if self.hidden_size % heads or self.lru_width % heads:
            self._refuse("num_attention_heads", "a divisor of hidden_size and lru_width")
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.conv1d_width < 2:
            self._refuse("conv1d_width", "2 tokens or more")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return int(self.head_size * (self.rope_parameters or {})["partial_rotary_factor"])

    def is_recurrent(self, layer: int) -> bool:
        """Whether this layer keeps states, and attends to nothing."""
        return self.block_types[layer % len(self.block_types)] == "recurrent"

    def window(self, layer: int) -> int:
        """How many tokens a query sees, itself included."""
        return self.attention_window_size

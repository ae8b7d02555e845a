"""xLSTM (Beck et al., 2025, arXiv:2503.13427)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

_MODES = ("train", "train_with_padding", "inference")
_WEIGHTS = ("single", "fused")


class xLSTMConfig(PreTrainedConfig):
    """Sizes and options of xLSTM. The defaults are xLSTM-7b's."""

    model_type = "xlstm"

    vocab_size: int = 50304
    hidden_size: int = 4096
    embedding_dim: int | None = None  # hidden_size
    num_hidden_layers: int = 32
    num_blocks: int | None = None  # num_hidden_layers
    num_heads: int = 8
    use_bias: bool = False
    norm_eps: float = 1e-6
    qk_dim_factor: float = 0.5
    v_dim_factor: float = 1.0
    eps: float = 1e-6  # of what states are divided by
    ffn_proj_factor: float = 2.667
    ffn_round_up_to_multiple_of: int = 64
    gate_soft_cap: float = 15.0
    output_logit_soft_cap: float = 30.0
    weight_mode: str = "single"  # "fused": queries, keys, values and gates are one projection
    use_cache: bool = True
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = False
    # How upstream computes what is one scan here; of no effect. Norms and states are in float32 at
    # least.
    add_out_norm: bool = True
    norm_reduction_force_float32: bool = True
    chunkwise_kernel: str = "chunkwise--native_autograd"
    sequence_kernel: str = "native_sequence__native"
    step_kernel: str = "native"
    mode: str = "inference"
    chunk_size: int = 64
    return_last_states: bool = True
    autocast_kernel_dtype: str = "bfloat16"
    inference_state_dtype: str = "float32"
    max_inference_chunksize: int = 16384

    def _complete(self) -> None:
        super()._complete()
        if self.embedding_dim is None:
            self.embedding_dim = self.hidden_size
        if self.embedding_dim != self.hidden_size:
            self._refuse("embedding_dim", f"hidden_size={self.hidden_size}")
        if self.num_blocks is None:
            self.num_blocks = self.num_hidden_layers
        if self.num_blocks != self.num_hidden_layers:
            self._refuse("num_blocks", f"num_hidden_layers={self.num_hidden_layers}")
        if self.qk_size % self.num_heads or self.value_size % self.num_heads:
            self._refuse("num_heads", f"a divisor of {self.qk_size} and {self.value_size}")
        if self.weight_mode not in _WEIGHTS:
            self._refuse("weight_mode", " or ".join(map(repr, _WEIGHTS)))
        if self.mode not in _MODES:
            self._refuse("mode", f"one of {', '.join(map(repr, _MODES))}")
        if self.ffn_round_up_to_multiple_of < 1:
            self._refuse("ffn_round_up_to_multiple_of", "1 or more")

    @property
    def qk_size(self) -> int:
        """The size of all heads' queries."""
        return int(self.hidden_size * self.qk_dim_factor)

    @property
    def value_size(self) -> int:
        """The size of all heads' values."""
        return int(self.hidden_size * self.v_dim_factor)

    @property
    def feed_forward_size(self) -> int:
        """How many features the feed-forward part has."""
        multiple = self.ffn_round_up_to_multiple_of
        return int((self.hidden_size * self.ffn_proj_factor + multiple - 1) // multiple * multiple)

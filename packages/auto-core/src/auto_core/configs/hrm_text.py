"""HRM-Text (Sapient, 2026; hierarchical reasoning: Wang et al., 2025, arXiv:2506.21734)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class HrmTextConfig(RotaryDecoderConfig):
    """Sizes and options of HRM-Text. The defaults are HRM-Text-1B's.

    `num_hidden_layers` is how many layers a stack has; it then becomes how many are computed in
    all cycles, and `num_layers_per_stack` the former.
    """

    model_type = "hrm_text"

    vocab_size: int = 151808
    hidden_size: int = 1536
    intermediate_size: int = 4096
    num_hidden_layers: int = 16
    num_attention_heads: int = 12
    head_dim: int | None = 128
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    attention_bias: bool = False
    mlp_bias: bool = False
    H_cycles: int = 2  # of the slow stack
    L_cycles: int = 3  # of the fast stack, in each of them
    # How many of the last fast cycles of each slow one have gradients; fewer are filled up with 1
    # at the beginning.
    L_bp_cycles: list[int] | None = None  # [2]
    embedding_scale: float | None = None  # 1 / initializer_range
    prefix_lm: bool = True  # whether tokens of type 1 attend to each other both ways
    num_layers_per_stack: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for name in ("H_cycles", "L_cycles"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        if self.L_bp_cycles is None:
            self.L_bp_cycles = [2]
        if self.embedding_scale is None:
            if not self.initializer_range:
                self._refuse("initializer_range", "more than 0, where there is no embedding_scale")
            self.embedding_scale = 1.0 / self.initializer_range
        times = self.H_cycles * (self.L_cycles + 1)
        if self.num_layers_per_stack is None:
            self.num_layers_per_stack = self.num_hidden_layers
            self.num_hidden_layers = self.num_layers_per_stack * times
        if self.num_hidden_layers != self.num_layers_per_stack * times:
            self._refuse(
                "num_hidden_layers",
                f"{self.num_layers_per_stack * times}, num_layers_per_stack in all cycles",
            )

    @property
    def kv_heads(self) -> int:
        return self.num_attention_heads

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias

    def trained_cycles(self, cycle: int) -> int:
        """How many of the last fast cycles of a slow one have gradients."""
        given = self.L_bp_cycles or []
        padded = [1] * max(0, self.H_cycles - len(given)) + given
        return padded[cycle]

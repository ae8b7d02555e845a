"""JetMoE (Shen et al., 2024, arXiv:2404.07413)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import ExpertsConfig


class JetMoeConfig(ExpertsConfig):
    """Sizes and options of JetMoE. The defaults are JetMoE-8B's, as upstream has them."""

    model_type = "jetmoe"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}

    hidden_size: int = 2048
    intermediate_size: int = 5632
    num_hidden_layers: int = 12
    num_key_value_heads: int | None = 16  # and so many heads has each expert of attention
    kv_channels: int = 128  # the size of a head
    max_position_embeddings: int = 4096
    activation_function: str = "silu"
    initializer_range: float = 0.01
    tie_word_embeddings: bool = True
    num_local_experts: int = 8
    aux_loss_coef: float = 0.01  # how much the loss counts that spreads tokens over experts

    def _complete(self) -> None:
        self.head_dim = self.kv_channels
        if self.num_key_value_heads is None:
            self._refuse("num_key_value_heads", "a number")
        self.num_attention_heads = self.num_key_value_heads * (self.num_experts_per_tok or 0)
        super()._complete()

    @property
    def router_aux_loss_coef(self) -> float:
        """How much the loss counts that spreads tokens over experts."""
        return self.aux_loss_coef

"""dots.llm1 (Huo et al., 2025, arXiv:2506.05767)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs._routed import RoutedConfig


class Dots1Config(AttentionBiasConfig, RoutedConfig, SlidingDecoderConfig):
    """Sizes and options of dots.llm1."""

    model_type = "dots1"

    vocab_size: int = 152064
    hidden_size: int = 4608
    intermediate_size: int = 10944
    num_hidden_layers: int = 62
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    num_experts_per_tok: int | None = None
    n_routed_experts: int = 128  # upstream has none
    n_shared_experts: int | None = None
    norm_topk_prob: bool | None = False
    max_window_layers: int | None = 62  # layers from this one on slide

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            first = (
                self.num_hidden_layers if self.sliding_window is None else self.max_window_layers
            )
            self.layer_types = [
                "sliding_attention" if i >= (first or 0) else "full_attention"
                for i in range(self.num_hidden_layers)
            ]
        self._check_layer_types()

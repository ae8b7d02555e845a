"""Qwen2 (Yang et al., 2024, arXiv:2407.10671)."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig


class Qwen2Config(SlidingDecoderConfig):
    """Sizes and options of Qwen2. The defaults are Qwen2-7B."""

    model_type = "qwen2"

    vocab_size: int = 151936
    intermediate_size: int = 22016
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 32768
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    use_sliding_window: bool = False
    # Layers from this one on slide, unless `layer_types` says it for each one.
    max_window_layers: int = 28

    def _complete(self) -> None:
        super()._complete()
        if not self.use_sliding_window:
            self.sliding_window = None
        if self.layer_types is None:
            slides = self.sliding_window is not None
            self.layer_types = [
                "sliding_attention" if slides and i >= self.max_window_layers else "full_attention"
                for i in range(self.num_hidden_layers)
            ]
        self._check_layer_types()

    @property
    def qkv_bias(self) -> bool:
        return True

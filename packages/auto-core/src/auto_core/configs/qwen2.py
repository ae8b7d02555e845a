"""Qwen2 (Yang et al., 2024, arXiv:2407.10671)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class Qwen2Config(RotaryDecoderConfig):
    """Sizes and options of Qwen2. The defaults are Qwen2-7B."""

    model_type = "qwen2"

    vocab_size: int = 151936
    intermediate_size: int = 22016
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 32768
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    use_sliding_window: bool = False
    sliding_window: int | None = 4096
    # Layers from this one on slide, unless `layer_types` says it for each one.
    max_window_layers: int = 28
    layer_types: list[str] | None = None

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
        kinds = {"full_attention", "sliding_attention"}
        if len(self.layer_types) != self.num_hidden_layers or set(self.layer_types) - kinds:
            self._refuse(
                "layer_types",
                f"{self.num_hidden_layers} of 'full_attention' and 'sliding_attention'",
            )
        if "sliding_attention" in self.layer_types and self.sliding_window is None:
            self._refuse("sliding_window", "a number, because some layer_types slide")

    @property
    def qkv_bias(self) -> bool:
        return True

    def window(self, layer: int) -> int | None:
        types = self.layer_types or []
        return self.sliding_window if types[layer] == "sliding_attention" else None

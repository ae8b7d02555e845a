"""IDEFICS (Laurençon et al., 2023, arXiv:2306.16527)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._rotary import RotaryHeadsConfig


class IdeficsVisionConfig(PreTrainedConfig):
    """The image encoder, CLIP's."""

    model_type = "idefics_vision"
    base_config_key = "vision_config"
    attribute_map: ClassVar[dict[str, str]] = {"hidden_size": "embed_dim"}

    embed_dim: int = 768
    intermediate_size: int = 5120
    num_hidden_layers: int = 32
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 14
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-5
    attention_dropout: float = 0.0
    initializer_range: float = 0.02
    initializer_factor: float = 1.0

    def _complete(self) -> None:
        super()._complete()
        if self.embed_dim % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of embed_dim={self.embed_dim}")


class IdeficsPerceiverConfig(PreTrainedConfig):
    """The resampler of an image's patches."""

    model_type = "idefics_perciever"
    base_config_key = "perceiver_config"

    use_resampler: bool = False  # in older files; the whole model's counts
    resampler_n_latents: int = 64
    resampler_depth: int = 6
    resampler_n_heads: int = 16
    resampler_head_dim: int = 96
    qk_layer_norms_perceiver: bool = False


class IdeficsConfig(RotaryHeadsConfig):
    """A language model, the encoder of the images that it attends to, and their resampler."""

    model_type = "idefics"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": IdeficsVisionConfig,
        "perceiver_config": IdeficsPerceiverConfig,
    }
    # What the language model's blocks ask for.
    qkv_bias: ClassVar[bool] = False
    output_bias: ClassVar[bool] = False
    feed_forward_bias: ClassVar[bool] = False

    vision_config: Any = None
    perceiver_config: Any = None
    additional_vocab_size: int = 0
    dropout: float = 0.0
    alpha_initializer: str = "zeros"  # or "ones", "normal"
    alphas_initializer_range: float = 0.0
    alpha_type: str = "float"  # or "vector"
    rms_norm_eps: float = 1e-6
    pad_token_id: int | None = 0
    cross_layer_interval: int = 1
    qk_layer_norms: bool = False
    freeze_text_layers: bool = True
    freeze_text_module_exceptions: list[str] | None = None
    freeze_lm_head: bool = False
    freeze_vision_layers: bool = True
    freeze_vision_module_exceptions: list[str] | None = None
    use_resampler: bool = False

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        if self.kv_heads != self.num_attention_heads:
            self._refuse("num_key_value_heads", f"num_attention_heads={self.num_attention_heads}")
        if self.alpha_type not in ("float", "vector"):
            self._refuse("alpha_type", "'float' or 'vector'")
        if self.alpha_initializer not in ("zeros", "ones", "normal", "gaussian", "random"):
            self._refuse("alpha_initializer", "'zeros', 'ones' or 'normal'")
        if self.cross_layer_interval < 1 or self.num_hidden_layers % self.cross_layer_interval:
            self._refuse(
                "cross_layer_interval", f"a divisor of num_hidden_layers={self.num_hidden_layers}"
            )

    @property
    def epsilon(self) -> float:
        """What norms add to the mean square."""
        return self.rms_norm_eps

    @property
    def additional_ids(self) -> list[int]:
        """The ids of tokens that were added to the vocabulary."""
        return list(range(self.vocab_size, self.vocab_size + self.additional_vocab_size))

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to; None for all."""
        return None

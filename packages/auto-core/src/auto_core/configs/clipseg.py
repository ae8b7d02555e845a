"""CLIPSeg (Lüddecke and Ecker, 2022, arXiv:2112.10003), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.clip import CLIPConfig, CLIPTextConfig, CLIPVisionConfig


class CLIPSegTextConfig(CLIPTextConfig):
    """The text tower: CLIP's."""

    model_type = "clipseg_text_model"


class CLIPSegVisionConfig(CLIPVisionConfig):
    """The image tower: CLIP's."""

    model_type = "clipseg_vision_model"


class CLIPSegConfig(CLIPConfig):
    """Both towers, and the decoder of masks. The defaults are clipseg-rd64."""

    model_type = "clipseg"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": CLIPSegTextConfig,
        "vision_config": CLIPSegVisionConfig,
    }

    extract_layers: list[int] | tuple[int, ...] = (3, 6, 9)  # of the image tower, deepest last
    reduce_dim: int = 64
    decoder_num_attention_heads: int = 4
    decoder_intermediate_size: int = 2048
    # Its layers have the image tower's dropout and ReLU, whatever these two say.
    decoder_attention_dropout: float = 0.0
    decoder_hidden_act: str = "quick_gelu"
    conditional_layer: int = 0  # of the decoder, before which the prompt comes in
    use_complex_transposed_convolution: bool = False

    def _complete(self) -> None:
        super()._complete()
        depth = self.vision_config.num_hidden_layers
        if not all(0 <= layer < depth for layer in self.extract_layers):
            self._refuse("extract_layers", f"indices of the {depth} layers of the image tower")
        if self.reduce_dim % self.decoder_num_attention_heads:
            self._refuse("decoder_num_attention_heads", f"a divisor of {self.reduce_dim}")

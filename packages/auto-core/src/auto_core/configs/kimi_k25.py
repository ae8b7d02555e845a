"""Kimi K2.5 (Kimi Team, 2026, arXiv:2602.02276) and its vision encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2_vl import axial_rotation
from auto_core.errors import ConfigError

# What the first files call the vision encoder's fields.
_OLD_NAMES = {
    "init_pos_emb_height": "pos_emb_height",
    "init_pos_emb_width": "pos_emb_width",
    "init_pos_emb_time": "pos_emb_time",
    "vt_hidden_size": "hidden_size",
    "vt_intermediate_size": "intermediate_size",
    "vt_num_attention_heads": "num_attention_heads",
    "vt_num_hidden_layers": "num_hidden_layers",
}
# Of the whole's, which stand in their vision_config.
_PROJECTOR = {
    "mm_hidden_size": "projection_hidden_size",
    "projector_ln_eps": "projection_layer_norm_eps",
}
# What they say of the network, of which there is one kind.
_ONLY = {
    "merge_type": "sd2_tpool",
    "pos_emb_type": "divided_fixed",
    "video_attn_type": "spatial_temporal",
    "mm_projector_type": "patchmerger",
    "projector_hidden_act": "gelu",
}


class Kimi_K25VisionConfig(PreTrainedConfig):
    """The vision encoder. The defaults are Kimi K2.5's."""

    model_type = "kimi_k25_vision"
    base_config_key = "vision_config"

    patch_size: int = 14
    pos_emb_height: int = 64
    pos_emb_width: int = 64
    pos_emb_time: int = 4
    num_attention_heads: int = 16
    num_hidden_layers: int = 27
    hidden_size: int = 1152
    intermediate_size: int = 4304
    hidden_act: str = "gelu_pytorch_tanh"
    merge_kernel_size: tuple[int, ...] | list[int] = (2, 2)
    initializer_range: float = 0.02
    rope_parameters: dict[str, Any] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        for old, new in _OLD_NAMES.items():
            if old in data:
                data.setdefault(new, data.pop(old))
        for name, only in _ONLY.items():
            if data.get(name, only) != only:
                raise ConfigError(f"{cls.__name__}: {name} is {data[name]!r}, expected {only!r}.")
        if data.get("model_type") in ("kimi_k25", ""):
            data["model_type"] = cls.model_type
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        self.rope_parameters = axial_rotation(self)
        for name in ("patch_size", "pos_emb_time", "pos_emb_height", "num_attention_heads"):
            if getattr(self, name) < 1:
                self._refuse(name, "a number above 0")
        if self.pos_emb_width != self.pos_emb_height:
            self._refuse("pos_emb_width", f"pos_emb_height, which is {self.pos_emb_height}")
        if self.hidden_size % (4 * self.num_attention_heads):
            self._refuse(
                "num_attention_heads",
                f"a number that divides {self.hidden_size} into heads of a multiple of 4",
            )
        if len(self.merge_kernel_size) != 2 or min(self.merge_kernel_size) < 1:
            self._refuse("merge_kernel_size", "two numbers above 0, of rows and of columns")

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]


class Kimi_K25Config(VisionLanguageConfig):
    """A vision encoder, a language model, and what joins them."""

    model_type = "kimi_k25"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Kimi_K25VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "deepseek_v3"},
    }

    projection_hidden_size: int | None = 1152
    projection_layer_norm_eps: float = 1e-5
    image_token_id: int = 163605
    video_token_id: int = 163840
    vision_start_token_id: int = 163602
    vision_end_token_id: int = 163604
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        text, vision = data.get("text_config"), data.get("vision_config")
        if isinstance(text, Mapping) and text.get("model_type") == "kimi_k2":
            data["text_config"] = {**text, "model_type": "deepseek_v3"}  # the same network
        if isinstance(vision, Mapping):
            for old, new in _PROJECTOR.items():
                if old in vision:
                    data.setdefault(new, vision[old])
        if "media_placeholder_token_id" in data:
            data.setdefault("image_token_id", data.pop("media_placeholder_token_id"))
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        size = self.vision_config.hidden_size
        if self.projection_hidden_size != size:
            self._refuse("projection_hidden_size", f"the vision encoder's hidden_size, {size}")

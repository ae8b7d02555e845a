"""DeepSeek-VL (Lu et al., 2024, arXiv:2403.05525), of images of two sizes."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.deepseek_vl import DeepseekVLConfig


class DeepseekVLHybridConfig(DeepseekVLConfig):
    """The configs of both image encoders and of the language model."""

    model_type = "deepseek_vl_hybrid"
    sub_configs: ClassVar[dict[str, Any]] = {
        **DeepseekVLConfig.sub_configs,
        "high_res_vision_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        **DeepseekVLConfig.default_parts,
        "high_res_vision_config": {"model_type": "sam_vision_model"},
    }

    high_res_vision_config: Any = None

    def _complete(self) -> None:
        super()._complete()
        high = self.high_res_vision_config
        if high.model_type != "sam_vision_model":
            self._refuse("high_res_vision_config", "one of sam_vision_model")
        everywhere = list(high.global_attn_indexes)
        if not everywhere or not 0 <= everywhere[0] < high.num_hidden_layers:
            self._refuse("high_res_vision_config", "one with a layer of global attention")
        if self.text_config.hidden_size % 2:
            self._refuse("text_config", "one with an even hidden_size: each encoder makes a half")

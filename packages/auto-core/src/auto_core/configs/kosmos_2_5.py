"""KOSMOS-2.5 (Lv et al., 2023, arXiv:2309.11419), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.kosmos_2 import Kosmos2TextConfig


class Kosmos2_5TextConfig(Kosmos2TextConfig):
    """The decoder, KOSMOS-2's without norms inside of attention. No layer is dropped in training,
    whatever `layerdrop` says."""

    model_type = "kosmos_2_5_text_model"

    vocab_size: int = 108481
    max_position_embeddings: int = 4096
    embed_dim: int = 1536
    ffn_dim: int = 6144
    attention_heads: int = 16
    attention_dropout: float = 0.0


class Kosmos2_5VisionConfig(PreTrainedConfig):
    """The encoder of patches, Pix2Struct's."""

    model_type = "kosmos_2_5_vision_model"
    base_config_key = "vision_config"
    # As Pix2Struct's parts ask for them.
    attribute_map: ClassVar[dict[str, str]] = {
        "d_ff": "intermediate_size",
        "d_kv": "head_dim",
        "seq_len": "max_num_patches",
    }

    hidden_size: int = 1536
    patch_embed_hidden_size: int = 768
    intermediate_size: int = 3968
    head_dim: int = 64
    num_hidden_layers: int = 18
    num_attention_heads: int = 24
    dense_act_fn: str = "gelu_new"
    layer_norm_eps: float = 1e-6
    dropout_rate: float = 0.0
    attention_dropout: float = 0.0
    max_num_patches: int = 4096
    initializer_factor: float = 1.0
    initializer_range: float = 0.02


class Kosmos2_5Config(VisionLanguageConfig):
    """The encoder of patches and the decoder."""

    model_type = "kosmos-2.5"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Kosmos2_5VisionConfig,
        "text_config": Kosmos2_5TextConfig,
    }

    latent_query_num: int = 2048
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.latent_query_num <= 2**16:
            self._refuse("latent_query_num", f"a number from 1 to {2**16}")

"""HuBERT (Hsu et al., 2021, arXiv:2106.07447)."""

from __future__ import annotations

from auto_core.configs._wav2vec2 import SpeechEncoderConfig


class HubertConfig(SpeechEncoderConfig):
    """Sizes and options of HuBERT. The defaults are hubert-base-ls960."""

    model_type = "hubert"

    feat_proj_layer_norm: bool = True
    conv_pos_batch_norm: bool = False  # instead of weight norm: the discrete-unit HuBERT
    adapter_attn_dim: int | None = None  # as wav2vec 2.0's, with do_stable_layer_norm

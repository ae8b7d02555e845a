"""WavLM (Chen et al., 2021, arXiv:2110.13900)."""

from __future__ import annotations

from auto_core.configs.wav2vec2 import PretrainedSpeechConfig


class WavLMConfig(PretrainedSpeechConfig):
    """Sizes and options of WavLM. The defaults are wavlm-base."""

    model_type = "wavlm"

    num_buckets: int = 320  # of distances, see models/wavlm.py
    max_bucket_distance: int = 800
    num_ctc_classes: int = 80  # in every file, without effect
    ctc_loss_reduction: str = "mean"

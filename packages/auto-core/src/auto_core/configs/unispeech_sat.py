"""UniSpeech-SAT (Chen et al., 2021, arXiv:2110.05752)."""

from __future__ import annotations

from auto_core.configs.wav2vec2 import PretrainedSpeechConfig


class UniSpeechSatConfig(PretrainedSpeechConfig):
    """Sizes and options. The defaults are microsoft/unispeech-sat-base."""

    model_type = "unispeech-sat"

    ctc_loss_reduction: str = "mean"
    num_clusters: int = 504  # of pretraining's labels

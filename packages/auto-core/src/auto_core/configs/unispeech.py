"""UniSpeech (Wang et al., 2021, arXiv:2101.07597)."""

from __future__ import annotations

from auto_core.configs._wav2vec2 import SpeechEncoderConfig


class UniSpeechConfig(SpeechEncoderConfig):
    """Sizes and options of UniSpeech. The defaults are microsoft/unispeech-base."""

    model_type = "unispeech"

    vocab_size: int | None = 32
    ctc_loss_reduction: str = "mean"
    adapter_attn_dim: int | None = None  # as wav2vec 2.0's, with do_stable_layer_norm
    # Pretraining
    feat_quantizer_dropout: float = 0.0
    num_codevectors_per_group: int = 320
    num_codevector_groups: int = 2
    contrastive_logits_temperature: float = 0.1
    num_negatives: int = 100
    codevector_dim: int = 256
    proj_codevector_dim: int = 256
    diversity_loss_weight: float = 0.1
    num_ctc_classes: int = 80  # phonemes and the blank
    replace_prob: float = 0.5  # of a hidden state, by its code

    def _complete(self) -> None:
        super()._complete()
        if self.codevector_dim % self.num_codevector_groups:
            self._refuse(
                "codevector_dim",
                f"a multiple of num_codevector_groups={self.num_codevector_groups}",
            )

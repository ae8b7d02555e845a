"""wav2vec 2.0 (Baevski et al., 2020, arXiv:2006.11477)."""

from __future__ import annotations

from auto_core.configs._wav2vec2 import SpeechEncoderConfig


class PretrainedSpeechConfig(SpeechEncoderConfig):
    """Fields of what is trained by guessing codes, and of the heads and adapters after it."""

    # Pretraining: which of `num_codevector_groups` codebooks' vectors was hidden?
    feat_quantizer_dropout: float = 0.0
    num_codevectors_per_group: int = 320
    num_codevector_groups: int = 2
    contrastive_logits_temperature: float = 0.1
    num_negatives: int = 100
    codevector_dim: int = 256
    proj_codevector_dim: int = 256
    diversity_loss_weight: float = 0.1
    # Speakers
    tdnn_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 1500)
    tdnn_kernel: list[int] | tuple[int, ...] = (5, 3, 3, 1, 1)
    tdnn_dilation: list[int] | tuple[int, ...] = (1, 2, 3, 1, 1)
    xvector_output_dim: int = 512
    # Fewer frames for a decoder
    add_adapter: bool = False
    adapter_kernel_size: int = 3
    adapter_stride: int = 2
    num_adapter_layers: int = 3
    output_hidden_size: int | None = None  # hidden_size

    def _complete(self) -> None:
        super()._complete()
        self.output_hidden_size = self.output_hidden_size or self.hidden_size
        if self.codevector_dim % self.num_codevector_groups:
            self._refuse(
                "codevector_dim",
                f"a multiple of num_codevector_groups={self.num_codevector_groups}",
            )
        for field in ("tdnn_kernel", "tdnn_dilation"):
            if len(getattr(self, field)) != len(self.tdnn_dim):
                self._refuse(field, f"{len(self.tdnn_dim)} numbers, as many as tdnn_dim has")


class Wav2Vec2Config(PretrainedSpeechConfig):
    """Sizes and options of wav2vec 2.0. The defaults are wav2vec2-base."""

    model_type = "wav2vec2"

    adapter_attn_dim: int | None = None  # of small adapters in each layer, one set per language

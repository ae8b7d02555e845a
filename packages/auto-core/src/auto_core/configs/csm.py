"""CSM, the conversational speech model (Sesame, 2025, github.com/SesameAILabs/csm)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.llama import LlamaConfig


class _CodesConfig(LlamaConfig):
    """A decoder of the codes of several codebooks."""

    default_theta = 500_000.0
    attribute_map: ClassVar[dict[str, str]] = {"codebook_size": "vocab_size"}

    num_codebooks: int = 32
    vocab_size: int = 2051  # of each codebook
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None


class CsmDepthDecoderConfig(_CodesConfig):
    """The decoder of a frame's codes, one codebook after the other."""

    model_type = "csm_depth_decoder_model"
    base_config_key = "depth_decoder_config"

    backbone_hidden_size: int = 2048
    hidden_size: int = 1024
    intermediate_size: int = 8192
    num_hidden_layers: int = 4
    num_attention_heads: int = 8
    num_key_value_heads: int | None = 2
    max_position_embeddings: int = 33

    def _complete(self) -> None:
        super()._complete()
        if self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "False: each codebook has a head of its own")
        if self.num_codebooks < 2:
            self._refuse("num_codebooks", "2 or more: the first is not this decoder's")


class CsmConfig(_CodesConfig):
    """The backbone and the configs of its parts. The defaults are sesame/csm-1b's, but for its
    rotation."""

    model_type = "csm"
    base_config_key = "csm_config"
    sub_configs: ClassVar[dict[str, Any]] = {
        "codec_config": "auto",
        "depth_decoder_config": CsmDepthDecoderConfig,
    }

    text_vocab_size: int = 128_256
    hidden_size: int = 2048
    intermediate_size: int = 8192
    num_hidden_layers: int = 16
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 2048
    pad_token_id: int | None = 128_002
    bos_token_id: int | None = 128_000
    codebook_pad_token_id: int = 2050
    codebook_eos_token_id: int = 0
    audio_token_id: int = 128_002
    audio_eos_token_id: int = 128_003
    tie_codebooks_embeddings: bool = True
    depth_decoder_config: Any = None
    codec_config: Any = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        # Files say False, and tie the codes' embeddings all the same.
        return super()._migrate({k: v for k, v in data.items() if k != "tie_word_embeddings"})

    def _complete(self) -> None:
        if self.codec_config is None or isinstance(self.codec_config, dict):
            self.codec_config = {"model_type": "mimi", **(self.codec_config or {})}
        self.depth_decoder_config = self.depth_decoder_config or {}
        super()._complete()
        self.tie_word_embeddings = self.tie_codebooks_embeddings
        codec, depth = self.codec_config, self.depth_decoder_config
        if codec.model_type != "mimi":
            self._refuse("codec_config", "a config of model_type 'mimi'")
        # The codec's first codebooks, those of semantics among them.
        least, most = codec.num_semantic_quantizers, codec.num_quantizers
        if not least <= self.num_codebooks <= most:
            self._refuse("num_codebooks", f"{least} to the codec's num_quantizers={most}")
        for name, own in (("num_codebooks", "num_codebooks"), ("vocab_size", "vocab_size")):
            if getattr(depth, name) != getattr(self, own):
                self._refuse(own, f"depth_decoder_config.{name}={getattr(depth, name)}")
        if depth.backbone_hidden_size != self.hidden_size:
            size = depth.backbone_hidden_size
            self._refuse("hidden_size", f"depth_decoder_config.backbone_hidden_size={size}")
        if not 0 <= self.codebook_eos_token_id < self.vocab_size:
            self._refuse("codebook_eos_token_id", f"0 to below vocab_size={self.vocab_size}")

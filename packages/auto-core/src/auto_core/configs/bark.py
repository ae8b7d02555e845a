"""Bark (Suno AI, 2023, github.com/suno-ai/bark)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class BarkSubModelConfig(PreTrainedConfig):
    """A transformer of tokens, of one of the three stages."""

    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
        "vocab_size": "input_vocab_size",
        "window_size": "block_size",
    }

    block_size: int = 1024
    input_vocab_size: int = 10048
    output_vocab_size: int = 10048
    num_layers: int = 12
    num_heads: int = 12
    hidden_size: int = 768
    dropout: float = 0.0
    bias: bool = True
    initializer_range: float = 0.02
    use_cache: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_heads:
            self._refuse("num_heads", f"a divisor of hidden_size={self.hidden_size}")


class BarkSemanticConfig(BarkSubModelConfig):
    model_type = "semantic"
    base_config_key = "semantic_config"


class BarkCoarseConfig(BarkSubModelConfig):
    model_type = "coarse_acoustics"
    base_config_key = "coarse_acoustics_config"


class BarkFineConfig(BarkSubModelConfig):
    model_type = "fine_acoustics"
    base_config_key = "fine_acoustics_config"

    tie_word_embeddings: bool = True
    n_codes_total: int = 8
    n_codes_given: int = 1

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.n_codes_given < self.n_codes_total:
            self._refuse("n_codes_given", f"1 to below n_codes_total={self.n_codes_total}")
        same = self.input_vocab_size == self.output_vocab_size
        if self.tie_word_embeddings and not same:
            self._refuse("output_vocab_size", f"input_vocab_size={self.input_vocab_size}, as tied")


class BarkConfig(PreTrainedConfig):
    """The three stages and a codec. The defaults are suno/bark-small's."""

    model_type = "bark"
    sub_configs: ClassVar[dict[str, Any]] = {
        "semantic_config": BarkSemanticConfig,
        "coarse_acoustics_config": BarkCoarseConfig,
        "fine_acoustics_config": BarkFineConfig,
        "codec_config": "auto",
    }

    semantic_config: Any = None
    coarse_acoustics_config: Any = None
    fine_acoustics_config: Any = None
    codec_config: Any = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        if self.codec_config is None:
            self.codec_config = {"model_type": "encodec"}
        elif isinstance(self.codec_config, dict):
            self.codec_config = {"model_type": "encodec", **self.codec_config}
        super()._complete()

    @property
    def use_cache(self) -> bool:
        return self.semantic_config.use_cache

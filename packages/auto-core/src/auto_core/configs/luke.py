"""LUKE (Yamada et al., 2020, arXiv:2010.01057)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class LukeConfig(RobertaConfig):
    """RoBERTa's sizes and options, and entities. The defaults are luke-base's."""

    model_type = "luke"

    vocab_size: int = 50267
    entity_vocab_size: int = 500000
    entity_emb_size: int = 256
    use_entity_aware_attention: bool = True  # queries depend on whether keys are entities

    def _complete(self) -> None:
        super()._complete()
        if self.is_decoder:
            self._refuse("is_decoder", "False: attention is not causal here")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")

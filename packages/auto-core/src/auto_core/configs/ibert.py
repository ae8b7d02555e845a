"""I-BERT (Kim et al., 2021, arXiv:2101.01321)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class IBertConfig(RobertaConfig):
    """RoBERTa's sizes and options. The network is computed with real numbers: `quant_mode`, by
    which its authors compute with integers, must be off."""

    model_type = "ibert"

    vocab_size: int = 30522
    quant_mode: bool = False
    force_dequant: str = "none"

    def _complete(self) -> None:
        super()._complete()
        if self.quant_mode:
            self._refuse("quant_mode", "False: integers are not computed with")
        if self.hidden_act != "gelu":
            self._refuse("hidden_act", "'gelu'")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
        if self.is_decoder or self.add_cross_attention:
            field = "is_decoder" if self.is_decoder else "add_cross_attention"
            self._refuse(field, "False: I-BERT is an encoder")

"""Dense passage retrieval (Karpukhin et al., 2020, arXiv:2004.04906)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class DPRConfig(BertConfig):
    """BERT's sizes and options, and the size of embeddings."""

    model_type = "dpr"

    projection_dim: int = 0  # 0: hidden_size, without a projection

    def _complete(self) -> None:
        super()._complete()
        if self.is_decoder or self.add_cross_attention:
            field = "is_decoder" if self.is_decoder else "add_cross_attention"
            self._refuse(field, "False: these are encoders")
        if self.projection_dim < 0:
            self._refuse("projection_dim", "0 or more")

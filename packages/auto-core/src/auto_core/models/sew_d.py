"""SEW-D: Wu et al., 2021, arXiv:2109.06870. SEW with DeBERTa's disentangled attention.

b batch, t frames, u squeezed frames, d hidden.
"""

from __future__ import annotations

from auto_core.configs.sew_d import SEWDConfig

from .. import ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.variation import variation
from . import sew
from .deberta_v2 import DebertaV2Encoder


class SEWDTransformerEncoder(DebertaV2Encoder):
    def forward(self, hidden, frame_mask, recorder):  # [b u d], [b u] -> [b u d]
        table, rows = self.relative_positions(hidden)
        attend = Attention(recorder, attention_masks.boolean_mask(frame_mask))
        for layer in self.layer:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, None, table, rows, attend)
        recorder.add_hidden_state(hidden)
        return hidden


class SEWDEncoder(sew.Squeezing):
    def __init__(self, config: SEWDConfig):
        super().__init__(config)
        self.encoder = SEWDTransformerEncoder(config)

    def forward(self, hidden, frame_mask, recorder):
        """[b t d], [b t] -> [b t d]; the hidden states that are recorded are squeezed."""
        frames = ops.shape(hidden)[1]
        hidden, mask = self.squeezed(hidden, frame_mask)
        return self.upsample(self.encoder(hidden, mask, recorder), frames)


HEADS = variation(
    __name__, "SEWD", sew, SEWDConfig, base_model_prefix="sew_d", encoder_class=SEWDEncoder
)

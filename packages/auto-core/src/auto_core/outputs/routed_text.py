"""Outputs of encoder-decoders with experts: what others return, and their routers' logits.

b batch, t tokens, e experts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import text


@dataclass(eq=False)
class Seq2SeqMoEModelOutput(text.Seq2SeqModelOutput):
    encoder_router_logits: Any = None  # of each layer with experts, [b t e] or [b*t e]
    decoder_router_logits: Any = None


@dataclass(eq=False)
class Seq2SeqMoEOutput(text.Seq2SeqLMOutput):
    encoder_z_loss: Any = None  # of the routers: of large logits
    decoder_z_loss: Any = None
    encoder_aux_loss: Any = None  # of tokens that are sent unevenly
    decoder_aux_loss: Any = None
    encoder_router_logits: Any = None
    decoder_router_logits: Any = None

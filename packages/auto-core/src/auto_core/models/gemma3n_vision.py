"""Gemma 3n's image encoder, MobileNet-V5, as timm has it: Gemma Team, 2025.

b batch, H and W pixels, h and w of the last feature map, d hidden.
"""

from auto_core.configs.gemma3n_vision import Gemma3nVisionConfig

from .timm_wrapper import TimmWrapperModel


class Gemma3nVisionModel(TimmWrapperModel):
    """The image encoder; transformers calls it TimmWrapperModel, too.

    Args of `forward`:
        pixel_values: [b channels H W].

    Returns:
        TimmWrapperModelOutput: last_hidden_state [b d h w], and on request the hidden_states of
        the stem and of all stages.
    """

    config_class = Gemma3nVisionConfig


HEADS = {"base": Gemma3nVisionModel}

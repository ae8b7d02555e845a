"""VidEoMT: EoMT of videos (Kerssies et al., 2025, arXiv:2503.19108, for images).

The first layers encode each frame by itself. In the last ones, which mask no attention, the queries
of a frame are learned vectors and, from the second frame on, a projection of what the queries of
the frame before became: what follows an object through the video.

b batch, f frames, H and W pixels, q queries, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.videomt import VideomtConfig
from auto_core.errors import InputError
from auto_core.outputs import VideomtForUniversalSegmentationOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.patches import check_images
from .eomt import (
    EncoderOnlySegmentation,
    EomtEmbeddings,
    EomtLayer,
    EomtPreTrainedModel,
    check_grid,
)


class VideomtEmbeddings(EomtEmbeddings):
    def __init__(self, config: VideomtConfig):
        super().__init__(config)
        self.mask_token = nn.Parameter((1, 1, config.hidden_size), init="zeros")  # of no effect


class VideomtPreTrainedModel(EomtPreTrainedModel):
    """What VidEoMT's model has of its own."""

    config_class = VideomtConfig
    main_input_name = "pixel_values_videos"


class VideomtForUniversalSegmentation(EncoderOnlySegmentation, VideomtPreTrainedModel):
    """A mask and a class for each query, frame by frame.

    Args of `forward`:
        pixel_values_videos: [b f channels H W], of the model's size.

    Returns:
        VideomtForUniversalSegmentationOutput, of all first frames, then of all second ones.
    """

    config_class = VideomtConfig
    main_input_name = "pixel_values_videos"
    per_sample_inputs = ()
    embeddings_class = VideomtEmbeddings
    layer_class = EomtLayer

    def __init__(self, config: Any):
        super().__init__(config)
        self.query_updater = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(
        self,
        pixel_values_videos=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        shape = () if pixel_values_videos is None else ops.shape(pixel_values_videos)
        if len(shape) != 5:
            raise InputError(
                f"pixel_values_videos have the shape {list(shape)}, expected [batch frames "
                "channels height width]."
            )
        batch, frames, *image = shape
        pixels = ops.reshape(pixel_values_videos, (-1, *image))
        check_images(pixels, channels=config.num_channels)
        check_grid(pixels, pair(config.patch_size), self.grid)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder)
        hidden, _ = self.embed(pixels)
        first = len(self.layers) - config.num_blocks
        if first:
            recorder.add_hidden_state(hidden)
        for layer in self.layers[:first]:
            hidden = layer(hidden, attend)
            recorder.add_hidden_state(hidden)
        hidden = ops.reshape(hidden, (batch, frames, *ops.shape(hidden)[1:]))
        outputs, query = [], self.queries(hidden[:, 0])
        learned = query
        for frame in range(frames):
            found = ops.cat([query, hidden[:, frame]], 1)
            if not first and not frame:
                recorder.add_hidden_state(found)
            for layer in self.layers[first:]:
                found = layer(found, attend)
                recorder.add_hidden_state(found)
            query = self.query_updater(found[:, : config.num_queries]) + learned
            normed = self.layernorm(found)
            outputs.append((*self.predict(normed), normed))
        classes, masks, last = (ops.cat(list(x), 0) for x in zip(*outputs, strict=True))
        states = recorder.hidden_states
        return VideomtForUniversalSegmentationOutput(
            class_queries_logits=classes,
            masks_queries_logits=masks,
            last_hidden_state=last,
            hidden_states=None if states is None else (*states[:-1], last),
            attentions=recorder.attentions,
        )


HEADS = {"universal-segmentation": VideomtForUniversalSegmentation}

"""VideoMAE: Tong et al., 2022, arXiv:2203.12602.

A ViT over tubelets (patches that span a few frames) with fixed sinusoidal positions. In
pretraining it encodes a tenth of them, and a small decoder reconstructs the others.

b batch, f frames, H and W pixels, n tubelets, v of them unmasked, d hidden, p pixels of a tubelet.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from auto_core.configs import PreTrainedConfig
from auto_core.configs._vit import pair
from auto_core.configs.videomae import VideoMAEConfig
from auto_core.errors import InputError
from auto_core.initializers import interleaved_sinusoids
from auto_core.outputs import BaseModelOutput, VideoMAEForPreTrainingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, run_layers
from ..blocks.heads import Head
from ..blocks.image_heads import ImageClassification, classifier
from .vit import ViTEncoder, ViTLayer, ViTSelfAttention

NORM_EPS = 1e-5  # of the norms that layer_norm_eps does not govern
# Of ImageNet's channels; processors normalise by them, and the loss undoes it.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def fixed_positions(count: int, size: int) -> np.ndarray:
    """Sinusoids [1 n d], rounded to float32 whatever the model's dtype is."""
    table = interleaved_sinusoids(np.random.default_rng(0), (count, size), 0.0)
    return table.astype(np.float32)[None]


class VideoMAEPatchEmbeddings(nn.Module):
    def __init__(self, config: VideoMAEConfig):
        super().__init__()
        self.channels, self.image_size = config.num_channels, pair(config.image_size)
        patch = config.tubelet_size, *pair(config.patch_size)
        sizes = config.num_frames, *self.image_size
        self.count = int(np.prod([size // step for size, step in zip(sizes, patch, strict=True)]))
        self.projection = nn.Conv3d(config.num_channels, config.hidden_size, patch, stride=patch)

    def forward(self, pixel_values):  # [b f channels H W] -> [b n d]
        self.check(pixel_values)
        hidden = self.projection(ops.permute(pixel_values, (0, 1, 3, 4, 2)))
        return ops.reshape(hidden, (ops.shape(hidden)[0], -1, ops.shape(hidden)[-1]))

    def check(self, pixel_values) -> None:
        sizes = None if pixel_values is None else ops.shape(pixel_values)
        if sizes is None or len(sizes) != 5:
            raise InputError("Pass pixel_values [batch frames channels height width].")
        expected = self.channels, *self.image_size
        if all(isinstance(size, int) for size in sizes[2:]) and tuple(sizes[2:]) != expected:
            raise InputError(
                f"The frames of pixel_values are {list(sizes[2:])}, expected {list(expected)} "
                "(channels, height, width); resize them, as the image processor does."
            )


class VideoMAEEmbeddings(nn.Module):
    def __init__(self, config: VideoMAEConfig):
        super().__init__()
        self.patch_embeddings = VideoMAEPatchEmbeddings(config)
        self.positions = fixed_positions(self.patch_embeddings.count, config.hidden_size)

    def forward(self, pixel_values, bool_masked_pos):  # [b f channels H W] -> [b v d]
        hidden = self.patch_embeddings(pixel_values)
        hidden = hidden + ops.asarray(self.positions, like=hidden, dtype=ops.dtype(hidden))
        return hidden if bool_masked_pos is None else chosen(hidden, ~bool_masked_pos)


def chosen(x, marks):
    """The vectors of `x` [b n d] that are marked [b n], equally many in each row: [b m d]."""
    batch, _, d = ops.shape(x)
    return ops.reshape(ops.boolean_mask(x, marks), (batch, -1, d))


class VideoMAESelfAttention(ViTSelfAttention):
    """Queries and values have biases, under names of their own in checkpoints; keys have none."""

    def __init__(self, config: PreTrainedConfig):
        super().__init__(config, bias=False)
        self.biased = config.qv_bias
        if config.qv_bias:
            self.q_bias = nn.Parameter((config.hidden_size,), init="zeros")
            self.v_bias = nn.Parameter((config.hidden_size,), init="zeros")

    def project(self, hidden):  # [b t d] -> three of [b t d]
        query, key, value = super().project(hidden)
        if self.biased:
            query, value = query + ops.asarray(self.q_bias), value + ops.asarray(self.v_bias)
        return query, key, value


class VideoMAELayer(ViTLayer):
    attention_class = VideoMAESelfAttention


class VideoMAEDecoder(nn.Module):
    layer_class: type = VideoMAELayer

    def __init__(self, config: VideoMAEConfig):
        super().__init__()
        narrow = copy.copy(config)
        narrow.hidden_size = config.decoder_hidden_size
        narrow.num_attention_heads = config.decoder_num_attention_heads
        narrow.intermediate_size = config.decoder_intermediate_size
        height, width = pair(config.patch_size)
        self.decoder_layers = nn.ModuleList(
            self.layer_class(narrow) for _ in range(config.decoder_num_hidden_layers)
        )
        self.norm = nn.LayerNorm(narrow.hidden_size, eps=NORM_EPS)
        pixels = config.num_channels * config.tubelet_size * height * width
        self.head = nn.Linear(narrow.hidden_size, pixels)

    def forward(self, hidden, masked):  # [b v d], [b n-v d] -> [b n-v p]
        count = ops.shape(hidden)[1]
        hidden = run_layers(
            self.decoder_layers, ops.cat([hidden, masked], 1), Attention(Recorder())
        )
        return self.head(self.norm(hidden[:, count:]))


class VideoMAEPreTrainedModel(nn.PreTrainedModel):
    """What all VideoMAE models share."""

    config_class = VideoMAEConfig
    base_model_prefix = "videomae"
    main_input_name = "pixel_values"
    renames = (  # the spelling of transformers 5
        (r"(\.attention\.attention)\.query\.bias$", r"\1.q_bias"),
        (r"(\.attention\.attention)\.value\.bias$", r"\1.v_bias"),
    )
    # The parts that variations of this family replace.
    embeddings_class: type = VideoMAEEmbeddings
    layer_class: type = VideoMAELayer
    decoder_class: type = VideoMAEDecoder


class VideoMAEModel(VideoMAEPreTrainedModel):
    """The encoder of videos.

    Args of `forward`:
        pixel_values: [b f channels H W].
        bool_masked_pos: [b n], True for tubelets that are left out, equally many of each video.
    """

    def __init__(self, config: VideoMAEConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = None  # a classifier that pools has its own
        if not config.use_mean_pooling:
            self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if bool_masked_pos is not None:
            bool_masked_pos = ops.cast(bool_masked_pos, "bool")
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, bool_masked_pos)
        hidden = self.encoder(hidden, Attention(recorder))
        return BaseModelOutput(
            last_hidden_state=hidden if self.layernorm is None else self.layernorm(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class VideoMAEForPreTraining(Head, VideoMAEPreTrainedModel):
    """Reconstruct the tubelets that bool_masked_pos [b n] marks; the loss is the mean squared
    error."""

    base_class = VideoMAEModel

    def add_head(self, config: VideoMAEConfig) -> None:
        d = config.decoder_hidden_size
        self.encoder_to_decoder = nn.Linear(config.hidden_size, d, bias=False)
        self.mask_token = nn.Parameter((1, 1, d), init="zeros")
        self.positions = fixed_positions(self.videomae.embeddings.patch_embeddings.count, d)
        self.decoder = self.decoder_class(config)

    def forward(self, pixel_values=None, bool_masked_pos=None, **inputs: Any):
        if bool_masked_pos is None:
            raise InputError("Pass bool_masked_pos [batch patches], True for masked patches.")
        videos = dict(pixel_values=pixel_values, bool_masked_pos=bool_masked_pos)
        output = self.encode(**videos, **inputs)
        hidden = self.encoder_to_decoder(output.last_hidden_state)  # [b v d]
        masked = ops.cast(bool_masked_pos, "bool")
        positions = ops.asarray(self.positions, like=hidden, dtype=ops.dtype(hidden))
        positions = ops.expand(positions, (ops.shape(hidden)[0], *ops.shape(positions)[1:]))
        logits = self.decoder(
            hidden + chosen(positions, ~masked),
            ops.asarray(self.mask_token) + chosen(positions, masked),
        )
        target = chosen(self.tubelets(pixel_values), masked)
        loss = ops.mse_loss(logits, ops.cast(target, ops.dtype(logits)))
        return VideoMAEForPreTrainingOutput.of(output, loss=loss, logits=logits)

    def tubelets(self, pixel_values):  # [b f channels H W] -> [b n p]
        config = self.config
        step, (height, width) = config.tubelet_size, pair(config.patch_size)
        if config.num_channels == 3:
            mean, deviation = (
                ops.asarray(x, like=pixel_values, dtype=ops.dtype(pixel_values))
                for x in (MEAN, DEVIATION)
            )
            x = ops.permute(pixel_values, (0, 1, 3, 4, 2)) * deviation + mean
        elif config.norm_pix_loss:
            x = ops.permute(pixel_values, (0, 1, 3, 4, 2))
        else:
            raise InputError(
                f"With norm_pix_loss=False colours are reconstructed, and those of images of "
                f"{config.num_channels} channels cannot be restored; set norm_pix_loss=True."
            )
        batch, frames, rows, columns, channels = ops.shape(x)
        grid = frames // step, rows // height, columns // width
        x = ops.reshape(x, (batch, grid[0], step, grid[1], height, grid[2], width, channels))
        x = ops.permute(x, (0, 1, 3, 5, 2, 4, 6, 7))
        count, pixels = grid[0] * grid[1] * grid[2], step * height * width
        x = ops.reshape(x, (batch, count, pixels, channels))
        if config.norm_pix_loss:
            centred = x - ops.mean(x, 2, keepdim=True)
            variance = ops.sum(centred**2, 2, keepdim=True) / (pixels - 1)
            x = centred / (ops.sqrt(variance) + 1e-6)
        return ops.reshape(x, (batch, count, pixels * channels))


class VideoMAEForVideoClassification(ImageClassification, VideoMAEPreTrainedModel):
    """A class, several or a number per video: labels [b] or [b c], see `config.problem_type`."""

    base_class = VideoMAEModel

    def add_head(self, config: VideoMAEConfig) -> None:
        self.fc_norm = None
        if config.use_mean_pooling:
            self.fc_norm = nn.LayerNorm(config.hidden_size, eps=NORM_EPS)
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        hidden = output.last_hidden_state
        if self.fc_norm is None:
            return self.classifier(hidden[:, 0])
        return self.classifier(self.fc_norm(ops.mean(hidden, 1)))


PREFIX = "VideoMAE"
HEADS = {
    "base": VideoMAEModel,
    "pretraining": VideoMAEForPreTraining,
    "video-classification": VideoMAEForVideoClassification,
}

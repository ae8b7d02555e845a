"""SegGPT: Wang et al., 2023, arXiv:2304.03284.

Segmentation by example. A prompt's image stands above the image, the prompt's mask above one that
is yet to be: two images, which a ViT with SAM's relative positions encodes side by side, and after
a few layers as one. A decoder paints the mask, in colours. Of several prompts of one image, what
they say of it is averaged layer by layer (`feature_ensemble`).

b batch, H and W pixels of an image, y and x rows and columns of patches, n = y*x, d hidden, h
heads, s size of a head, p side of a patch.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs._vit import pair
from auto_core.configs.seggpt import SegGptConfig
from auto_core.errors import InputError
from auto_core.outputs import SegGptEncoderOutput, SegGptImageSegmentationOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_first
from ..blocks.patches import PatchEmbeddings, check_images, resized_positions
from .sam import SamMLPBlock, by_distance

COLOURS = 3
TYPES = ("instance", "semantic")


class SegGptEmbeddings(nn.Module):
    def __init__(self, config: SegGptConfig):
        super().__init__()
        d = config.hidden_size
        for name in (
            "mask_token",
            "segment_token_input",
            "segment_token_prompt",
            "type_token_semantic",
            "type_token_instance",
        ):
            setattr(self, name, nn.Parameter((1, 1, 1, d), init="normal"))
        self.patch_embeddings = PatchEmbeddings(config)
        self.known = config.pretrain_image_size // config.patch_size  # rows of learned positions
        self.position_embeddings = nn.Parameter((1, self.known**2 + 1, d), init="normal")

    def forward(self, images, masks, masked, *, kind: str):
        """Two [b channels 2H W] and [b|1 n], True for patches of masks that are not given ->
        [2b y x d]: images, then masks."""
        grid, d = self.patch_embeddings.grid, ops.shape(ops.asarray(self.mask_token))[-1]
        positions = ops.asarray(self.position_embeddings)
        positions = resized_positions(positions, (self.known, self.known), grid, special=1)
        common = ops.reshape(positions[:, 1:], (1, *grid, d))
        common = common + ops.asarray(getattr(self, f"type_token_{kind}"))
        dtype = ops.dtype(common)
        images, masks = (
            ops.reshape(self.patch_embeddings(ops.cast(x, dtype)), (-1, *grid, d))
            for x in (images, masks)
        )
        masked = ops.reshape(ops.cast(masked, dtype), (-1, *grid, 1))
        masks = masks * (1 - masked) + ops.asarray(self.mask_token) * masked
        images = images + ops.asarray(self.segment_token_input) + common
        masks = masks + ops.asarray(self.segment_token_prompt) + common
        return ops.cat([images, masks], 0)


class SegGptAttention(nn.Module):
    def __init__(self, config: SegGptConfig, grid: tuple[int, int]):
        super().__init__()
        d = config.hidden_size
        self.size, self.head_size, self.grid = d, d // config.num_attention_heads, grid
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.relative = config.use_relative_position_embeddings
        if self.relative:
            rows, columns = grid
            self.rel_pos_h = nn.Parameter((2 * rows - 1, self.head_size), init="normal")
            self.rel_pos_w = nn.Parameter((2 * columns - 1, self.head_size), init="normal")

    def forward(self, hidden, attend):  # [b y x d] -> [b y x d]
        flat = ops.reshape(self.qkv(hidden), (ops.shape(hidden)[0], -1, 3 * self.size))
        thirds = ops.split(flat, [self.size] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in thirds)
        bias = None
        if self.relative:
            bias = by_distance(query, self.grid, self.rel_pos_h, self.rel_pos_w)
        output = attend(query, key, value, scale=self.head_size**-0.5, bias=bias)
        return self.proj(ops.reshape(output, ops.shape(hidden)))


class SegGptLayer(nn.Block):
    def __init__(self, config: SegGptConfig, grid: tuple[int, int], *, drop: float):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention = SegGptAttention(config, grid)
        self.mlp = SamMLPBlock(config)
        self.drop_path = nn.DropPath(drop)
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, attend, *, groups: int):
        """[b y x d] -> [b y x d]; of so many groups of prompts (0: of none), each shares what it
        says of the image, the lower half."""
        change = self.attention(self.layernorm_before(hidden), attend)
        if groups:
            change = ensemble(change, groups)
        hidden = self.drop_path(change) + hidden
        return hidden + self.drop_path(self.mlp(self.layernorm_after(hidden)))


def ensemble(hidden, groups: int):
    """[b y x d], whose lower half becomes the mean over each group."""
    batch, rows, columns, d = ops.shape(hidden)
    above, below = hidden[:, : rows // 2], hidden[:, rows // 2 :]
    shape = (groups, batch // groups, rows - rows // 2, columns, d)
    mean = ops.mean(ops.reshape(below, shape), 1, keepdim=True)
    return ops.cat([above, ops.reshape(ops.expand(mean, shape), ops.shape(below))], 1)


class SegGptEncoder(nn.Module):
    def __init__(self, config: SegGptConfig):
        super().__init__()
        (height, width), p = pair(config.image_size), config.patch_size
        rates = np.linspace(0, config.drop_path_rate, config.num_hidden_layers)
        self.layers = nn.ModuleList(
            SegGptLayer(config, (height // p, width // p), drop=float(rate)) for rate in rates
        )
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.merge_index = config.merge_index
        self.chosen = tuple(config.intermediate_hidden_state_indices)

    def forward(self, hidden, recorder, *, feature_ensemble: bool):
        """[2b y x d] -> [b y x d], and the chosen layers' normalised."""
        chosen, attend = (), Attention(recorder)
        for i, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            groups = 2 if self.merge_index > i else 1
            hidden = layer(hidden, attend, groups=groups if feature_ensemble else 0)
            if i == self.merge_index:
                half = ops.shape(hidden)[0] // 2
                hidden = (hidden[:half] + hidden[half:]) * 0.5
            if i in self.chosen:
                chosen += (self.layernorm(hidden),)
        recorder.add_hidden_state(hidden)
        return hidden, chosen


class SegGptDecoderHead(nn.Module):
    def __init__(self, config: SegGptConfig):
        super().__init__()
        d = config.decoder_hidden_size
        self.conv = nn.Conv2d(d, d, 3, padding=1)
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.activation = activation(config.hidden_act)
        self.head = nn.Conv2d(d, COLOURS, 1)

    def forward(self, image):  # [b H W d] -> [b H W 3]
        return self.head(self.activation(self.layernorm(self.conv(image))))


class SegGptDecoder(nn.Module):
    def __init__(self, config: SegGptConfig):
        super().__init__()
        p, d = config.patch_size, config.decoder_hidden_size
        before = config.hidden_size * len(config.intermediate_hidden_state_indices)
        self.patch, self.size = p, d
        self.decoder_embed = nn.Linear(before, p * p * d)
        self.decoder_pred = SegGptDecoderHead(config)

    def forward(self, hidden):  # [b y x k*d] -> [b 3 2H W]
        return channels_first(self.decoder_pred(pixels(self.decoder_embed(hidden), self.patch)))


def pixels(patches, p: int):  # [b y x p*p*c] -> [b y*p x*p c]
    batch, rows, columns, size = ops.shape(patches)
    image = ops.reshape(patches, (batch, rows, columns, p, p, size // (p * p)))
    image = ops.permute(image, (0, 1, 3, 2, 4, 5))
    return ops.reshape(image, (batch, rows * p, columns * p, size // (p * p)))


class SegGptPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = SegGptConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"


class SegGptModel(SegGptPreTrainedModel):
    """The encoder.

    Args of `forward`:
        pixel_values: [b channels H W], half as high as the config's image_size.
        prompt_pixel_values, prompt_masks: the same, of an example and of its mask in colours.
        bool_masked_pos: [b n], True for patches of both masks, one above the other, that are not
            given; the image's by default.
        labels: [b channels H W], the image's mask, which training knows.
        feature_ensemble: the batch is several prompts of one image.
        embedding_type: what masks are of, "instance" (the default) or "semantic".

    Returns:
        SegGptEncoderOutput
    """

    def __init__(self, config: SegGptConfig):
        super().__init__(config)
        self.embeddings = SegGptEmbeddings(config)
        self.encoder = SegGptEncoder(config)

    def forward(
        self,
        pixel_values=None,
        prompt_pixel_values=None,
        prompt_masks=None,
        bool_masked_pos=None,
        labels=None,
        *,
        feature_ensemble: bool = False,
        embedding_type: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if prompt_pixel_values is None or prompt_masks is None:
            raise InputError("Pass prompt_pixel_values and prompt_masks: an example and its mask.")
        kind = TYPES[0] if embedding_type is None else embedding_type
        if kind not in TYPES:
            raise InputError(f"embedding_type is {kind!r}, expected {' or '.join(TYPES)}.")
        for images in (pixel_values, prompt_pixel_values, prompt_masks):
            check_images(images, channels=self.config.num_channels)
        images = ops.cat([prompt_pixel_values, pixel_values], 2)
        masks = ops.cat([prompt_masks, prompt_masks if labels is None else labels], 2)
        self.embeddings.patch_embeddings.size(images, any_size=False)
        if bool_masked_pos is None:
            bool_masked_pos = self.lower_half(like=images)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(images, masks, bool_masked_pos, kind=kind)
        hidden, chosen = self.encoder(hidden, recorder, feature_ensemble=bool(feature_ensemble))
        return SegGptEncoderOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            intermediate_hidden_states=chosen,
        )

    def lower_half(self, *, like):
        """The patches [1 n] of the mask that is yet to be: 1."""
        rows, columns = self.embeddings.patch_embeddings.grid
        count = rows * columns
        values = [[float(i >= count // 2) for i in range(count)]]
        return ops.asarray(values, like=like, dtype="float32")

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class SegGptForImageSegmentation(SegGptPreTrainedModel):
    """The mask of an image, in colours, below that of its example: `pred_masks` [b 3 2H W].

    Args of `forward`:
        pixel_values: [b channels H W], half as high as the config's image_size.
        prompt_pixel_values, prompt_masks: the same, of an example and of its mask in colours.
        bool_masked_pos: [b n], True for patches of both masks, one above the other, that are not
            given; the image's by default.
        labels: [b channels H W], the image's mask; the loss is over patches that were masked.
        feature_ensemble: the batch is several prompts of one image.
        embedding_type: what masks are of, "instance" (the default) or "semantic".
    """

    def __init__(self, config: SegGptConfig):
        super().__init__(config)
        self.model = SegGptModel(config)
        self.decoder = SegGptDecoder(config)

    def forward(
        self,
        pixel_values=None,
        prompt_pixel_values=None,
        prompt_masks=None,
        bool_masked_pos=None,
        labels=None,
        *,
        feature_ensemble: bool = False,
        embedding_type: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            pixel_values,
            prompt_pixel_values,
            prompt_masks,
            bool_masked_pos,
            labels,
            feature_ensemble=feature_ensemble,
            embedding_type=embedding_type,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        masks = self.decoder(ops.cat(list(output.intermediate_hidden_states), -1))
        loss = None
        if labels is not None:
            if bool_masked_pos is None:
                bool_masked_pos = self.model.lower_half(like=masks)
            loss = self.loss(masks, ops.cat([prompt_masks, labels], 2), bool_masked_pos)
        return SegGptImageSegmentationOutput(
            loss=loss,
            pred_masks=masks,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def loss(self, masks, wanted, masked):
        """The mean over masked patches; of one mask for the whole batch, the sum of its images'."""
        dtype, p, beta = ops.dtype(masks), self.config.patch_size, self.config.beta
        grid = self.model.embeddings.patch_embeddings.grid
        masked = ops.reshape(ops.cast(masked, dtype), (-1, *grid, 1))
        masked = ops.expand(masked, (ops.shape(masked)[0], *grid, p * p * COLOURS))
        masked = channels_first(pixels(masked, p))
        apart = ops.abs(masks - ops.cast(wanted, dtype))
        if beta:
            apart = ops.where(apart < beta, 0.5 * apart * apart / beta, apart - 0.5 * beta)
        return ops.sum(apart * masked, (0, 1, 2, 3)) / ops.sum(masked, (0, 1, 2, 3))

    def get_input_embeddings(self):
        return self.model.get_input_embeddings()


HEADS = {"base": SegGptModel}

"""EoMT: Kerssies et al., 2025, arXiv:2503.19108.

Segmentation by an encoder alone: queries join the patches of a ViT (DINOv2 with registers) for its
last blocks, and their hidden states become classes and masks. Before each of these blocks, masks
are predicted, and queries attend only to the patches within theirs; training does without this,
query by query and block by block, until it ends with none.

b batch, H and W pixels, n patches, r registers, q queries, t tokens (q + 1 + r + n), d hidden,
c classes, h and w of a mask.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs._vit import pair
from auto_core.configs.eomt import EncoderOnlyMaskConfig, EomtConfig
from auto_core.errors import InputError
from auto_core.initializers import LinearUniform, Normal
from auto_core.outputs import EomtForUniversalSegmentationOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.mask_losses import both_given
from ..blocks.patches import PatchEmbeddings, check_images, repeated
from .clip import CLIPAttention, all_rows
from .dinov2 import Dinov2Layer
from .mask2former import Mask2FormerForUniversalSegmentation


class EomtEmbeddings(nn.Module):
    """CLS and registers without positions, and patches with learned ones."""

    def __init__(self, config: EomtConfig):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.register_tokens = nn.Parameter((1, config.num_register_tokens, d), init="zeros")
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.patches = rows * columns
        self.position_embeddings = nn.Embedding(self.patches, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values):  # [b channels H W] -> [b t d]
        positions = all_rows(self.position_embeddings, self.patches, like=pixel_values)
        hidden = self.patch_embeddings(ops.cast(pixel_values, ops.dtype(positions))) + positions
        special = [repeated(token, hidden) for token in (self.cls_token, self.register_tokens)]
        return self.dropout(ops.cat([*special, hidden], 1))


class EomtLayer(Dinov2Layer):
    attention_class = CLIPAttention


class EomtScaleLayer(nn.Module):
    """A map of twice the height and width."""

    def __init__(self, config: EncoderOnlyMaskConfig):
        super().__init__()
        d = config.hidden_size
        self.conv1 = nn.ConvTranspose2d(d, d, 2, stride=2)
        self.activation = activation(config.hidden_act)
        self.conv2 = nn.Conv2d(d, d, 3, padding=1, groups=d, bias=False)
        self.layernorm2d = nn.LayerNorm(d, eps=1e-6)

    def forward(self, image):  # [b h w d] -> [b 2h 2w d]
        return self.layernorm2d(self.conv2(self.activation(self.conv1(image))))


class EomtScaleBlock(nn.Module):
    def __init__(self, config: EncoderOnlyMaskConfig):
        super().__init__()
        self.block = nn.ModuleList(EomtScaleLayer(config) for _ in range(config.num_upscale_blocks))

    def forward(self, image):
        for layer in self.block:
            image = layer(image)
        return image


class EomtMaskHead(nn.Module):
    def __init__(self, config: EncoderOnlyMaskConfig):
        super().__init__()
        d = config.hidden_size
        self.fc1, self.fc2, self.fc3 = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        hidden = self.activation(self.fc1(hidden))
        return self.fc3(self.activation(self.fc2(hidden)))


class EncoderOnlySegmentation:
    """A mask and a class for each query.

    Args of `forward`:
        pixel_values: [b channels H W], of the model's size.
        mask_labels: of each image [n H W] of 0 and 1.
        class_labels: of each image [n].
        patch_offsets: where the pieces of images were; returned as they are.

    Predictions of all blocks with masked attention have a loss, beside the last ones.
    """

    per_sample_inputs = ("mask_labels", "class_labels", "patch_offsets")
    ignored_keys = (r"^criterion\.empty_weight$",)  # follows from the config
    # The parts that variations of this family replace.
    embeddings_class: type
    layer_class: type
    # Masks are compared as Mask2Former's.
    set_loss = Mask2FormerForUniversalSegmentation.loss
    pair = Mask2FormerForUniversalSegmentation.pair
    compare = Mask2FormerForUniversalSegmentation.compare
    uncertain_points = Mask2FormerForUniversalSegmentation.uncertain_points

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        d = config.hidden_size
        self.embeddings = self.embeddings_class(config)
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.query = nn.Embedding(config.num_queries, d)
        self.layers = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.upscale_block = EomtScaleBlock(config)
        self.mask_head = EomtMaskHead(config)
        self.class_predictor = nn.Linear(d, config.num_labels + 1)
        # Of each of the last blocks, the share of queries whose attention is masked.
        self.attn_mask_probs = nn.Buffer((config.num_blocks,), init="ones")
        self.prefix = 1 + config.num_register_tokens  # tokens between queries and patches
        height, width = pair(config.image_size)
        rows, columns = pair(config.patch_size)
        self.grid = height // rows, width // columns  # of patches
        self.chance = nn.Random()

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def embed(self, pixel_values) -> tuple[Any, tuple[Any, ...]]:
        """The tokens of an image [b t d], and what every layer is given beside them."""
        return self.embeddings(pixel_values), ()

    def with_queries(self, given):
        """What layers are given once queries stand before the other tokens."""
        return given

    def forward(
        self,
        pixel_values=None,
        mask_labels=None,
        class_labels=None,
        patch_offsets=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        check_images(pixel_values, channels=config.num_channels)
        check_grid(pixel_values, pair(config.patch_size), self.grid)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden, given = self.embed(pixel_values)
        first = len(self.layers) - config.num_blocks
        shares, training = ops.asarray(self.attn_mask_probs), nn.in_training(self)
        mask, layers = None, []
        for i, layer in enumerate(self.layers):
            if i:
                recorder.add_hidden_state(hidden)
            if i == first:
                hidden = ops.cat([self.queries(hidden), hidden], 1)
                given = self.with_queries(given)
            if i == 0:  # with queries where they go through all layers
                recorder.add_hidden_state(hidden)
            if i >= first:
                share = shares[i - first]
                classes, masks = self.predict(self.layernorm(hidden))
                new = self.attention_mask(masks, share, tokens=ops.shape(hidden)[1])
                if training:
                    mask = new
                else:  # once it is not masked any more, a block takes the mask of the last one
                    mask = ops.where(share > 0, new, ~(new & ~new) if mask is None else mask)
                layers.append((classes, masks, share))
            hidden = layer(hidden, *given, Attention(recorder, mask))
        hidden = self.layernorm(hidden)
        recorder.add_hidden_state(hidden)
        classes, masks = self.predict(hidden)
        loss = None
        if both_given(mask_labels, class_labels):
            loss = self.set_loss([(classes, masks)], mask_labels, class_labels)
            for earlier_classes, earlier_masks, share in layers:
                more = self.set_loss([(earlier_classes, earlier_masks)], mask_labels, class_labels)
                loss = loss + (more if training else ops.where(share > 0, more, 0.0 * more))
        return EomtForUniversalSegmentationOutput(
            loss=loss,
            class_queries_logits=classes,
            masks_queries_logits=masks,
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            patch_offsets=patch_offsets,
        )

    def queries(self, hidden):  # [b t d] -> [b q d]
        table = all_rows(self.query, self.config.num_queries, like=hidden)
        return ops.expand(table, (ops.shape(hidden)[0], *ops.shape(table)[1:]))

    def predict(self, hidden):
        """Normalised hidden states [b t d] -> classes [b q c+1] and masks [b q h w]."""
        queries = hidden[:, : self.config.num_queries]
        patches = hidden[:, self.config.num_queries + self.prefix :]
        image = ops.reshape(patches, (ops.shape(hidden)[0], *self.grid, ops.shape(hidden)[-1]))
        features = self.upscale_block(image)
        masks = ops.einsum("bqd,bhwd->bqhw", self.mask_head(queries), features)
        return self.class_predictor(queries), masks

    def attention_mask(self, masks, share, *, tokens):
        """[b 1 t t]: queries attend to patches within their masks [b q h w], for a share of them;
        all else is attended to."""
        batch, queries, height, width = ops.shape(masks)
        images = ops.reshape(masks, (batch * queries, height, width, 1))
        images = ops.interpolate(images, self.grid, mode="bilinear", align_corners=False)
        inside = ops.reshape(images, (batch, queries, -1)) > 0
        free = self.chance.uniform((batch, queries), like=share) > share
        inside = inside | ops.unsqueeze(free, -1)
        others = ops.ones((batch, queries, queries + self.prefix), like=masks, dtype="bool")
        rows = ops.cat([others, inside], 2)
        below = ops.ones((batch, tokens - queries, tokens), like=masks, dtype="bool")
        return ops.unsqueeze(ops.cat([rows, below], 1), 1)


def check_grid(pixel_values, patch_size, grid) -> None:
    """
    Raises:
        InputError: images are not those of so many rows and columns of patches.
    """
    sizes = ops.shape(pixel_values)[2:]
    found = [size // patch for size, patch in zip(sizes, patch_size, strict=True)]
    wanted = zip(found, grid, strict=True)
    if any(isinstance(count, int) and count != known for count, known in wanted):
        height, width = (count * patch for count, patch in zip(grid, patch_size, strict=True))
        raise InputError(
            f"pixel_values are {sizes[0]}x{sizes[1]} pixels, and this model's positions are those "
            f"of {height}x{width}. Take them from the processor, which resizes and pads images."
        )


class EomtPreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What EoMT's model has of its own."""

    config_class = EomtConfig
    base_model_prefix = "eomt"
    main_input_name = "pixel_values"
    # transformers 5's name of a gated feed-forward's last part; it splits the first one, too.
    renames = ((r"\.mlp\.down_proj\.", ".mlp.weights_out."),)
    initializers = (
        (r"(_proj|fc\d|weights_\w+|conv\d|projection|class_predictor)\.weight$", LinearUniform()),
        (r"(query|position_embeddings)\.weight$", Normal(1.0)),
    )


class EomtForUniversalSegmentation(EncoderOnlySegmentation, EomtPreTrainedModel):
    """A mask and a class for each query; see `EncoderOnlySegmentation`."""

    embeddings_class = EomtEmbeddings
    layer_class = EomtLayer


HEADS = {"universal-segmentation": EomtForUniversalSegmentation}

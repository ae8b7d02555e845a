"""ViLT: Kim et al., 2021, arXiv:2102.03334.

One transformer encoder over the tokens of a text and the patches of an image, which a single
linear map embeds. Images of a batch may differ in size: `pixel_mask` marks their pixels.

b batch, t tokens of text, p patches, d hidden, f feed-forward, H W pixels, n images for each text,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.vilt import ViltConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    MaskedLMOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
    ViltForImagesAndTextClassificationOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.patches import PatchEmbeddings, check_images
from .bert import BertEmbeddings, BertPooler, BertPredictionHeadTransform
from .clip import channels_last
from .vit import ViTEncoder


class ViltPatchEmbeddings(PatchEmbeddings):
    """Patches of images that may be smaller than the arrays that hold them."""

    def forward(self, pixel_values, like):  # [b c H W] -> [b rows columns d]
        check_images(pixel_values, channels=self.channels)
        return self.projection(channels_last(pixel_values, like=like))


class ViltEmbeddings(nn.Module):
    def __init__(self, config: ViltConfig):
        super().__init__()
        d, self.most = config.hidden_size, config.max_image_length
        self.text_embeddings = ViltTextEmbeddings(config)
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.patch_embeddings = ViltPatchEmbeddings(config)
        self.grid = self.patch_embeddings.grid
        tokens = self.grid[0] * self.grid[1] + 1
        self.position_embeddings = nn.Parameter((1, tokens, d), init="zeros")
        self.token_type_embeddings = nn.Embedding(config.modality_type_vocab_size, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(
        self,
        input_ids,
        token_type_ids,
        inputs_embeds,
        pixel_values,
        pixel_mask,
        image_embeds,
        *,
        image_type: int,
    ):
        """Text and patches [b t+p d], and the mask [b p] of patches (None: all)."""
        text = self.text_embeddings(input_ids, token_type_ids, None, inputs_embeds, start=0)
        if image_embeds is None:
            image, mask = self.visual_embed(pixel_values, pixel_mask)
        else:
            image, mask = image_embeds, None
            if pixel_mask is not None:
                mask = ops.reshape(pixel_mask, ops.shape(image_embeds)[:2])
        kinds = self.token_type_embeddings(
            ops.asarray([0, image_type], dtype="int64", like=text)
        )  # [2 d]
        return ops.cat([text + kinds[0], image + kinds[1]], 1), mask

    def visual_embed(self, pixel_values, pixel_mask):
        """CLS and patches [b p d], and their mask [b p] or None."""
        table = ops.asarray(self.position_embeddings)
        patches = self.patch_embeddings(pixel_values, table)
        batch, rows, columns, d = ops.shape(patches)
        grid = ops.reshape(table[:, 1:], (*self.grid, d))
        if pixel_mask is None:
            positions = ops.interpolate(
                ops.unsqueeze(grid, 0), (rows, columns), mode="bilinear", align_corners=True
            )
            hidden = ops.reshape(patches + positions, (batch, rows * columns, d))
            hidden, kept = hidden[:, : self.most] if self.most >= 0 else hidden, None
        else:
            mask = patches_of_mask(pixel_mask, rows, columns)  # [b rows columns]
            height, width = ops.sum(mask[:, :, 0], 1), ops.sum(mask[:, 0], 1)  # [b]
            down = interpolation(height, rows, self.grid[0], like=grid)
            across = interpolation(width, columns, self.grid[1], like=grid)
            positions = ops.einsum("byi,bxj,ijd->byxd", down, across, grid)
            hidden = ops.reshape(patches + positions, (batch, rows * columns, d))
            hidden, kept = self.select(
                hidden, ops.reshape(mask, (batch, rows * columns)), height * width
            )
        first = ops.expand(ops.asarray(self.cls_token) + table[:, :1], (batch, 1, d))
        if kept is not None:
            kept = ops.cat([ops.ones((batch, 1), like=kept), kept], 1)
        return self.dropout(ops.cat([first, hidden], 1)), kept

    def select(self, hidden, mask, sizes):
        """As many patches of each image as the largest has, those that are not padding first.

        Of more than `max_image_length`, the first are kept. (Upstream samples them, and shuffles
        the others; attention does not depend on their order.)
        """
        batch, count, _ = ops.shape(hidden)
        length = ops.amax(sizes, 0)
        if self.most >= 0:
            length = ops.clamp(length, max=self.most)
        kept = ops.unsqueeze(ops.arange(0, count, like=mask, dtype="int64"), 0) < length
        kept = ops.expand(kept, (batch, count))
        order = ops.argsort(1 - mask, 1, descending=False)
        chosen = ops.reshape(ops.boolean_mask(order, kept), (batch, -1))
        return ops.gather(hidden, 1, ops.unsqueeze(chosen, 2)), ops.gather(mask, 1, chosen)


class ViltTextEmbeddings(BertEmbeddings):
    """BERT's, by ViLT's config."""

    def __init__(self, config: ViltConfig):
        super().__init__(config, size=config.hidden_size)


def patches_of_mask(pixel_mask, rows, columns):
    """The mask [b rows columns] of patches, 1 or 0, from the mask of pixels [b H W]."""
    mask = ops.unsqueeze(ops.cast(pixel_mask, "float32"), 3)
    mask = ops.interpolate(mask, (rows, columns), mode="nearest", align_corners=False)
    return ops.cast(mask[..., 0], "int64")


def interpolation(lengths, count, positions: int, *, like):
    """Weights [b count positions] of linear interpolation, corners aligned, along an axis.

    The learned positions cover the `lengths` [b] of the images; beyond an image's end all weights
    are 0.
    """
    dtype = ops.dtype(like)
    wide = "float64" if dtype == "float64" else "float32"
    index = ops.unsqueeze(ops.arange(0, count, like=lengths, dtype="int64"), 0)  # [1 count]
    length = ops.unsqueeze(lengths, 1)  # [b 1]
    steps = ops.cast(ops.clamp(length - 1, min=1), wide)
    at = ops.cast(index, wide) * (positions - 1) / steps  # [b count]
    position = ops.cast(ops.arange(0, positions, like=lengths, dtype="int64"), wide)
    weights = ops.clamp(1 - ops.abs(ops.unsqueeze(at, 2) - position), min=0.0)
    inside = ops.cast(ops.unsqueeze(index < length, 2), wide)
    return ops.cast(weights * inside, dtype)


class ViltPreTrainedModel(nn.PreTrainedModel):
    """What all ViLT models share."""

    config_class = ViltConfig
    base_model_prefix = "vilt"
    optional_parts = (r"(^|\.)pooler\.",)


class ViltModel(ViltPreTrainedModel):
    """ViLT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t].
        pixel_values: [b c H W], or image_embeds [b p d], patches embedded already.
        pixel_mask: [b H W], 1 where the image is and 0 for padding ([b ...] of p in all, with
            image_embeds). How many patches are kept then depends on its values, which XLA and
            full graphs cannot compile.
        image_token_type_idx: which of several images it is, from 1.
    """

    def __init__(self, config: ViltConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = ViltEmbeddings(config)
        self.encoder = ViTEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.text_embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.text_embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        pixel_values=None,
        pixel_mask=None,
        inputs_embeds=None,
        image_embeds=None,
        *,
        image_token_type_idx: int | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if (pixel_values is None) == (image_embeds is None):
            raise InputError("Pass exactly one of pixel_values and image_embeds.")
        texts = ops.shape(input_ids if inputs_embeds is None else inputs_embeds)[0]
        images = ops.shape(pixel_values if image_embeds is None else image_embeds)[0]
        if isinstance(texts, int) and isinstance(images, int) and texts != images:
            raise InputError(f"There are {texts} texts and {images} images: pass one for each.")
        hidden, patch_mask = self.embeddings(
            input_ids,
            token_type_ids,
            inputs_embeds,
            pixel_values,
            pixel_mask,
            image_embeds,
            image_type=1 if image_token_type_idx is None else image_token_type_idx,
        )
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        mask = attention_masks.boolean_mask(joined(attention_mask, patch_mask, hidden))
        hidden = self.layernorm(self.encoder(hidden, Attention(recorder, mask)))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


def joined(text_mask, patch_mask, hidden):
    """The masks [b t] of a text and [b p] of patches as one for `hidden` [b t+p d]; None: all."""
    if text_mask is None and patch_mask is None:
        return None
    batch, tokens, _ = ops.shape(hidden)
    if text_mask is None:
        text_mask = ops.ones((batch, tokens - ops.shape(patch_mask)[1]), like=patch_mask)
    if patch_mask is None:
        patch_mask = ops.ones((batch, tokens - ops.shape(text_mask)[1]), like=text_mask)
    return ops.cat([ops.cast(text_mask, "int64"), ops.cast(patch_mask, "int64")], 1)


class ViltHead(Head, ViltPreTrainedModel):
    """A head that takes one image with each text."""

    base_class = ViltModel
    excluded_inputs = ("image_token_type_idx",)
    output_class: Any = SequenceClassifierOutput

    def score(self, output, tokens):
        """Logits of ViLT's output, whose first `tokens` positions are the text's."""
        raise NotImplementedError

    def loss(self, logits, labels):
        return token_loss(logits, labels)

    def forward(self, input_ids=None, inputs_embeds=None, labels=None, **inputs: Any):
        output = self.encode(input_ids=input_ids, inputs_embeds=inputs_embeds, **inputs)
        tokens = ops.shape(input_ids if inputs_embeds is None else inputs_embeds)[1]
        logits = self.score(output, tokens)
        loss = None if labels is None else self.loss(logits, labels)
        return self.output_class.of(output, loss=loss, logits=logits)


class ViltMLMHead(nn.Module):
    def __init__(self, config: ViltConfig):
        super().__init__()
        self.transform = BertPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden))


TIED_DECODER = {
    "mlm_score.decoder.weight": "vilt.embeddings.text_embeddings.word_embeddings.weight"
}


class ViltForMaskedLM(OutputEmbeddings, ViltHead):
    """The masked tokens: labels [b t], -100 for tokens that do not count."""

    output_class = MaskedLMOutput
    tied_weights = TIED_DECODER
    renames = ((r"^mlm_score\.bias$", "mlm_score.decoder.bias"),)  # the name of transformers 4
    output_embeddings = "mlm_score.decoder"

    def add_head(self, config: ViltConfig) -> None:
        self.mlm_score = ViltMLMHead(config)

    def score(self, output, tokens):
        return self.mlm_score(output.last_hidden_state[:, :tokens])


class ViltGELU(nn.Module):
    def forward(self, x):
        return ops.gelu(x, approximate="none")


def classifier(size: int, inner: int, classes: int):
    """Layers from vectors [b d] of one or more images to classes [b c], as files number them."""
    norm = nn.LayerNorm(inner, eps=1e-5)
    return nn.ModuleList([nn.Linear(size, inner), norm, ViltGELU(), nn.Linear(inner, classes)])


def in_turn(layers, x):
    """Through one layer after the other."""
    for layer in layers:
        x = layer(x)
    return x


class ViltForQuestionAnswering(ViltHead):
    """One of so many answers: labels [b c] in [0, 1], how right each answer is."""

    def add_head(self, config: ViltConfig) -> None:
        d = config.hidden_size
        self.classifier = classifier(d, 2 * d, config.num_labels)

    def score(self, output, tokens):
        return in_turn(self.classifier, output.pooler_output)

    def loss(self, logits, labels):
        """The sum over answers, and the mean over questions."""
        labels = ops.cast(labels, ops.dtype(logits))
        return ops.binary_cross_entropy_with_logits(logits, labels) * ops.shape(labels)[1]


class ViltForImageAndTextRetrieval(ViltHead):
    """How well a text fits an image, [b 1]. It has no loss."""

    def add_head(self, config: ViltConfig) -> None:
        self.rank_output = nn.Linear(config.hidden_size, 1)

    def score(self, output, tokens):
        return self.rank_output(output.pooler_output)

    def loss(self, logits, labels):
        raise InputError(
            "ViltForImageAndTextRetrieval has no loss: leave labels out, and compute one from "
            "the logits of matching and other pairs."
        )


class ViltForTokenClassification(ViltHead):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    base_options = {"add_pooling_layer": False}
    output_class = TokenClassifierOutput

    def add_head(self, config: ViltConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output, tokens):
        return self.classifier(self.dropout(output.last_hidden_state[:, :tokens]))


class ViltForImagesAndTextClassification(ViltHead):
    """Classes of a text about several images (NLVR2): labels [b].

    It takes what ViltModel takes, with an axis of images: pixel_values [b n c H W], pixel_mask
    [b n H W], image_embeds [b n p d]. Hidden states and attentions are one tuple for each image.
    """

    def add_head(self, config: ViltConfig) -> None:
        d = config.hidden_size * config.num_images
        self.classifier = classifier(d, d, config.num_labels)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        image_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        **inputs: Any,
    ):
        inputs |= dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        count = self.config.num_images
        outputs = [
            self.encode(
                pixel_values=nth_image(pixel_values, i, of=count, axes=4),
                pixel_mask=None if pixel_mask is None else pixel_mask[:, i],
                image_embeds=nth_image(image_embeds, i, of=count, axes=3),
                image_token_type_idx=i + 1,
                **inputs,
            )
            for i in range(count)
        ]
        pooled = ops.cat([output.pooler_output for output in outputs], -1)
        logits = in_turn(self.classifier, pooled)
        states = tuple(output.hidden_states for output in outputs)
        attentions = tuple(output.attentions for output in outputs)
        return ViltForImagesAndTextClassificationOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


def nth_image(x, index: int, *, of: int, axes: int):
    """The image at `index` of x [b n ...], or of x with the `axes` of one image for each text."""
    if x is None:
        return None
    if len(ops.shape(x)) == axes:
        x = ops.unsqueeze(x, 1)
    if ops.shape(x)[1] != of:
        raise InputError(
            f"There are {ops.shape(x)[1]} images for each text, and the model is for "
            f"num_images={of}."
        )
    return x[:, index]


HEADS = {
    "base": ViltModel,
    "visual-question-answering": ViltForQuestionAnswering,
}

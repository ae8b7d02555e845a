"""ModernVBERT: Teiletche et al., 2025, arXiv:2510.01149.

Idefics3 whose text model is an encoder, ModernBERT: SigLIP's patches of tiles of images, several
of them side by side as one vector, among tokens that attend both ways.

b batch, k images of a text, n images, H W pixels, p patches and q vectors of an image, m vectors of
all images, t tokens, e size of a patch, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.modernvbert import ModernVBertConfig
from auto_core.errors import InputError
from auto_core.outputs import ModernVBertBaseModelOutput, ModernVBertMaskedLMOutput

from .. import nn, ops
from ..blocks import parts, text_heads
from ..blocks.patches import squares
from . import idefics3
from .modernbert import ModernBertHead, ModernBertPooledHead, ModernBertPredictionHead


class ModernVBertConnector(nn.Module):
    """Squares of patches as one vector each, projected."""

    def __init__(self, config: ModernVBertConfig):
        super().__init__()
        self.factor = config.pixel_shuffle_factor
        size = config.vision_config.hidden_size * self.factor**2
        self.modality_projection = nn.Linear(size, config.text_config.hidden_size, bias=False)

    def forward(self, patches):  # [n p e] -> [n q d]
        return self.modality_projection(squares(patches, self.factor))


class ModernVBertPreTrainedModel(idefics3.Idefics3PreTrainedModel):
    """What all ModernVBERT models share."""

    config_class = ModernVBertConfig
    head_parts = (r"^(lm_head|projection_head|head|classifier)\.",)
    vision_class: Any = staticmethod(parts.build)
    connector_class: Any = ModernVBertConnector

    def vectors(self, height: int, width: int) -> int:
        """How many vectors an image becomes."""
        patch = self.config.vision_config.patch_size
        return (height // patch) * (width // patch) // self.config.pixel_shuffle_factor**2


class ModernVBertModel(idefics3.Idefics3Model, ModernVBertPreTrainedModel):
    """ModernVBERT without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t].
        pixel_values: [b k c H W]; images of zeros are left out.
        pixel_attention_mask: [b k H W], as the image processor makes it: of no effect, since the
            image encoder attends to all patches.
        image_hidden_states: the vectors [m d] of all images, or of each text's, instead of
            pixel_values.
    """

    def encoded(self, pixels, patch_mask, **options: Any):
        del patch_mask  # SigLIP attends to all patches
        return self.vision_model(pixel_values=pixels, return_dict=True, **options)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_attention_mask=None,
        image_hidden_states=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = image_hidden_states
        if pixel_values is not None:
            _, vectors = self.features(pixel_values, pixel_attention_mask)
        elif isinstance(vectors, tuple | list):
            vectors = ops.cat([*vectors], 0)
        if vectors is not None and len(ops.shape(vectors)) != 2:
            raise InputError(
                f"image_hidden_states have {len(ops.shape(vectors))} axes, expected [vectors size],"
                " or one such tensor for each text."
            )
        output = self.text_model(
            inputs_embeds=self.with_vectors(input_ids, inputs_embeds, vectors),
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return ModernVBertBaseModelOutput.of(output, image_hidden_states=vectors)


class ModernVBertForMaskedLM(text_heads.MaskedLM, ModernVBertPreTrainedModel):
    base_class = ModernVBertModel
    output_class = ModernVBertMaskedLMOutput
    output_embeddings = "lm_head"
    tied_weights = {"lm_head.weight": "model.text_model.embeddings.tok_embeddings.weight"}

    def add_head(self, config: ModernVBertConfig) -> None:
        text = config.text_config
        self.projection_head = ModernBertPredictionHead(text)
        self.lm_head = nn.Linear(text.hidden_size, text.vocab_size, bias=text.decoder_bias)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(self.projection_head(hidden))


class ModernVBertHead(ModernBertHead):
    base_class = ModernVBertModel

    def add_head(self, config: Any) -> None:
        self.head = ModernBertPredictionHead(config.text_config)
        self.drop = nn.Dropout(config.classifier_dropout)
        self.classifier = nn.Linear(config.text_config.hidden_size, config.num_labels)


class ModernVBertForSequenceClassification(
    ModernVBertHead,
    ModernBertPooledHead,
    text_heads.SequenceClassification,
    ModernVBertPreTrainedModel,
):
    def score(self, output):  # -> [b c]
        return self.classified(output.pooler_output)


class ModernVBertForTokenClassification(
    ModernVBertHead, text_heads.TokenClassification, ModernVBertPreTrainedModel
):
    pass


HEADS = {
    "base": ModernVBertModel,
    "masked-lm": ModernVBertForMaskedLM,
    "sequence-classification": ModernVBertForSequenceClassification,
    "token-classification": ModernVBertForTokenClassification,
}

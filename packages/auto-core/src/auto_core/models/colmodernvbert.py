"""ColModernVBERT: Teiletche et al., 2025, arXiv:2510.01149. ColPali whose vision-language model is
ModernVBERT.

b batch, t tokens, k images of a text, c H W pixels, m vectors of all images, d hidden, e size of
the small vectors.
"""

from __future__ import annotations

from auto_core.configs.colmodernvbert import ColModernVBertConfig
from auto_core.outputs import ColModernVBertForRetrievalOutput

from . import colpali


class ColModernVBertPreTrainedModel(colpali.ColPaliPreTrainedModel):
    """What all ColModernVBERT models share."""

    config_class = ColModernVBertConfig


class ColModernVBertForRetrieval(ColModernVBertPreTrainedModel):
    """Vectors of pages or of queries.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [b k c H W], tiles of each page; those of zeros are left out.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t].
        pixel_attention_mask: [b k H W], as the image processor makes it: of no effect.
        image_hidden_states: the vectors [m d] of all images, instead of pixel_values.

    Returns:
        ColModernVBertForRetrievalOutput: embeddings [b t e] of length 1, zeros at padding;
        image_hidden_states, and on request hidden_states and attentions.
    """

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        pixel_attention_mask=None,
        image_hidden_states=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.vlm(
            input_ids=input_ids,
            pixel_values=pixel_values,
            attention_mask=attention_mask,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            pixel_attention_mask=pixel_attention_mask,
            image_hidden_states=image_hidden_states,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        embeddings = self.embeddings(output.last_hidden_state, attention_mask)
        return ColModernVBertForRetrievalOutput.of(output, embeddings=embeddings)


HEADS = {"pretraining": ColModernVBertForRetrieval}

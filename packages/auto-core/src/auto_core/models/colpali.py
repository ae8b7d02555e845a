"""ColPali: Faysse et al., 2024, arXiv:2407.01449.

PaliGemma reads a page or a query; a small vector of each token is kept, and a page is scored by the
best of its vectors for each of the query's (Khattab & Zaharia, 2020, arXiv:2004.12832).

b batch, t tokens, n images, d hidden, e size of the small vectors, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.colpali import ColPaliConfig
from auto_core.outputs import ColPaliForRetrievalOutput

from .. import nn, ops
from ..blocks import parts
from ..blocks.image_tokens import ImageTokenChecks


class ColPaliPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all models of retrieval by many vectors share."""

    config_class = ColPaliConfig
    base_model_prefix = "vlm"
    parts = ("vlm",)
    ids_without_rows = ("image_token_id",)
    no_generation = "it embeds pages and queries"

    def __init__(self, config: Any):
        super().__init__(config)
        self.vlm = parts.build(config.vlm_config)
        size = config.get_text_config().hidden_size
        self.embedding_proj_layer = nn.Linear(size, config.embedding_dim)

    def get_input_embeddings(self):
        return self.vlm.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.vlm.set_input_embeddings(value)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        return self.vlm.vectors_for(inputs)

    def embeddings(self, hidden, attention_mask):  # [b t d] -> [b t e]
        """Vectors of length 1 of tokens, and zeros of padding."""
        vectors = self.embedding_proj_layer(hidden)
        length = ops.sqrt(ops.sum(vectors * vectors, -1, keepdim=True))
        vectors = vectors / ops.where(length == 0, 1.0, length)
        if attention_mask is None:
            return vectors
        return vectors * ops.cast(ops.unsqueeze(attention_mask, -1), ops.dtype(vectors))


class ColPaliForRetrieval(ColPaliPreTrainedModel):
    """Vectors of pages or of queries.

    Args of `forward`:
        input_ids: [b t], with a token for each patch of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], by default counted from 1 on.
        past_key_values: a KeyValueCache from an earlier call.
        token_type_ids: [b t], 0 at tokens that attend both ways; all by default.
        labels: what the processor makes for training; there is no loss here.

    Returns:
        ColPaliForRetrievalOutput: embeddings [b t e] of length 1, zeros at padding; the cache,
        image_hidden_states, and on request hidden_states and attentions.
    """

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        token_type_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.vlm(
            input_ids=input_ids,
            pixel_values=pixel_values,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            token_type_ids=token_type_ids,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        embeddings = self.embeddings(output.last_hidden_state, attention_mask)
        return ColPaliForRetrievalOutput.of(output, embeddings=embeddings)


HEADS = {"pretraining": ColPaliForRetrieval}

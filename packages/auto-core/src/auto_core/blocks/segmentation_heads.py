"""Segmentation by queries, each of which predicts a class and a mask: Cheng et al., 2021.

b batch, q queries, c classes without "no object", n labels of an image, H and W pixels.
"""

from __future__ import annotations

from typing import Any

from .heads import Head
from .mask_losses import both_given


class QuerySegmentation(Head):
    """A mask and a class for each query.

    mask_labels: of each image [n H W] of 0 and 1; class_labels: of each image [n].
    output_auxiliary_logits: return the predictions of the earlier layers too.
    """

    input_order = ("pixel_values", "mask_labels", "class_labels", "pixel_mask")
    output_class: Any
    # Fields of the output that the caller gets on request; predictions may need them anyway.
    state_fields: tuple[str, ...] = (
        "encoder_hidden_states",
        "pixel_decoder_hidden_states",
        "transformer_decoder_hidden_states",
    )

    def needs_states(self) -> bool:
        """Whether predictions are made of hidden states."""
        return True

    def predictions(self, output: Any) -> list[tuple[Any, Any]]:
        """Scores [b q c+1] and masks [b q h w] of each layer, the last one last."""
        raise NotImplementedError

    def loss(self, layers: list[tuple[Any, Any]], mask_labels: Any, class_labels: Any) -> Any:
        """The loss of predictions."""
        raise NotImplementedError

    def forward(
        self,
        mask_labels=None,
        class_labels=None,
        *,
        output_hidden_states: bool = False,
        output_auxiliary_logits: bool | None = None,
        **inputs: Any,
    ):
        states = output_hidden_states or self.needs_states()
        output = self.encode(output_hidden_states=states, **inputs)
        layers = self.predictions(output)
        loss = None
        if both_given(mask_labels, class_labels):
            loss = self.loss(layers, mask_labels, class_labels)
        auxiliary = output_auxiliary_logits
        if auxiliary is None:
            auxiliary = self.config.output_auxiliary_logits
        earlier = [
            {"masks_queries_logits": masks, "class_queries_logits": scores}
            for scores, masks in layers[:-1]
        ]
        scores, masks = layers[-1]
        return self.output_class.of(
            output,
            loss=loss,
            class_queries_logits=scores,
            masks_queries_logits=masks,
            auxiliary_logits=earlier if auxiliary else None,
            **({} if output_hidden_states else dict.fromkeys(self.state_fields)),
        )

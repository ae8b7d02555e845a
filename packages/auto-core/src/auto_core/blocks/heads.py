"""Task heads: a base model, and the layers that a task adds to it.

A head names the inputs of its own (labels, `logits_to_keep`) and passes the others on:

    class ForTokenClassification(Head):
        def add_head(self, config):
            self.classifier = nn.Linear(config.hidden_size, config.num_labels)

        def forward(self, labels=None, **inputs):
            output = self.encode(**inputs)
            logits = self.classifier(output.last_hidden_state)
            loss = None if labels is None else token_loss(logits, labels)
            return TokenClassifierOutput.of(output, loss=loss, logits=logits)

and an architecture says of which base model it is the head:

    class BertForTokenClassification(ForTokenClassification, BertPreTrainedModel):
        base_class = BertModel

Names, order and defaults of the inputs passed on are those of `base_class`; names that it does
not know are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class Head:
    """A base model under the name `base_name`, and the layers of `add_head`."""

    base_class: Any
    base_options: ClassVar[Mapping[str, Any]] = {}  # of its constructor
    base_name = ""  # `base_model_prefix` by default
    base_model_prefix: str
    config: Any

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        self.add_base(config)
        self.add_head(config)

    def add_base(self, config: Any) -> None:
        """Make the base model."""
        base = self.base_class(self.base_config(config), **self.base_options)
        setattr(self, self.base_name or self.base_model_prefix, base)

    def base_config(self, config: Any) -> Any:
        """The config of the base model."""
        return config

    def add_head(self, config: Any) -> None:
        """Make the layers after the base model."""
        raise NotImplementedError

    def encode(self, **inputs: Any) -> Any:
        """The output of the base model."""
        base = getattr(self, self.base_name or self.base_model_prefix)
        return base(**inputs, return_dict=True)


class OutputEmbeddings:
    """A head whose logits of tokens come from the layer at the path `output_embeddings`."""

    output_embeddings = ""

    def get_output_embeddings(self) -> Any:
        """The layer that turns hidden states into logits of tokens."""
        layer: Any = self
        for name in self.output_embeddings.split("."):
            layer = getattr(layer, name)
        return layer

    def set_output_embeddings(self, value: Any) -> None:
        """Replace the layer that turns hidden states into logits of tokens."""
        *path, last = self.output_embeddings.split(".")
        layer: Any = self
        for name in path:
            layer = getattr(layer, name)
        setattr(layer, last, value)

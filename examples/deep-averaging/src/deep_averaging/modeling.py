"""Deep averaging networks: Iyyer et al., 2015 (ACL), "Deep Unordered Composition Rivals
Syntactic Methods for Text Classification".

The mean of a text's word vectors goes through a few feed-forward layers.

b batch, t tokens, d hidden, c classes.
"""

from auto_core.outputs import BaseModelOutputWithPooling, SequenceClassifierOutput
from deep_averaging.configuration import DeepAveragingConfig

from .. import nn, ops
from ..blocks.losses import sequence_loss


class DeepAveragingPreTrainedModel(nn.PreTrainedModel):
    config_class = DeepAveragingConfig
    base_model_prefix = "averaging"


class DeepAveragingModel(DeepAveragingPreTrainedModel):
    """Word vectors, their mean, and layers upon it."""

    def __init__(self, config: DeepAveragingConfig):
        super().__init__(config)
        d = config.hidden_size
        self.words = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.dropout = nn.Dropout(config.word_dropout)
        self.layers = nn.ModuleList(nn.Linear(d, d) for _ in range(config.num_hidden_layers))

    def get_input_embeddings(self):
        return self.words

    def set_input_embeddings(self, value):
        self.words = value

    def forward(self, input_ids, attention_mask=None):
        words = self.dropout(self.words(input_ids))  # [b t d]
        if attention_mask is None:
            attention_mask = ops.ones(ops.shape(input_ids), like=words)
        weight = ops.unsqueeze(ops.cast(attention_mask, ops.dtype(words)), -1)  # [b t 1]
        hidden = ops.sum(words * weight, 1) / ops.sum(weight, 1)  # [b d]
        for layer in self.layers:
            hidden = ops.tanh(layer(hidden))
        return BaseModelOutputWithPooling(last_hidden_state=words, pooler_output=hidden)


class DeepAveragingForSequenceClassification(DeepAveragingPreTrainedModel):
    """A class per text: labels [b]."""

    def __init__(self, config: DeepAveragingConfig):
        super().__init__(config)
        self.averaging = DeepAveragingModel(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, input_ids, attention_mask=None, labels=None):
        output = self.averaging(input_ids, attention_mask, return_dict=True)
        logits = self.classifier(output.pooler_output)  # [b c]
        return SequenceClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
        )


CONFIG = DeepAveragingConfig
HEADS = {
    "base": DeepAveragingModel,
    "text-encoding": DeepAveragingModel,
    "sequence-classification": DeepAveragingForSequenceClassification,
}

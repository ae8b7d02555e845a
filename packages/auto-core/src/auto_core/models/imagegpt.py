"""ImageGPT: Chen et al., 2020, "Generative Pretraining from Pixels".

GPT-2 over the pixels of an image, row by row, each of which is one of 512 colours. Its norms do
not subtract the mean.

b batch, t pixels, d hidden, v colours and the token before an image, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.imagegpt import ImageGPTConfig
from auto_core.outputs import SequenceClassifierOutputWithPast

from .. import nn, ops
from ..blocks.decoder_heads import CausalLM
from ..blocks.heads import Head
from ..blocks.losses import sequence_loss
from . import gpt2


class ImageGPTBlock(gpt2.GPT2Block):
    norm_class = nn.RMSNorm


class ImageGPTPreTrainedModel(gpt2.GPT2PreTrainedModel):
    """What all ImageGPT models share."""

    config_class = ImageGPTConfig
    layer_class, norm_class = ImageGPTBlock, nn.RMSNorm


class ImageGPTModel(gpt2.GPT2Model, ImageGPTPreTrainedModel):
    pass


class ImageGPTForCausalImageModeling(CausalLM, ImageGPTPreTrainedModel):
    """The next pixel: labels [b t] are the input_ids themselves, -100 where they do not count."""

    base_class = ImageGPTModel
    output_class = gpt2.GPT2LMHeadModel.output_class
    generates = True  # upstream has no Auto class of its task

    def add_head(self, config: ImageGPTConfig) -> None:
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size - 1, bias=False)


class ImageGPTForImageClassification(Head, ImageGPTPreTrainedModel):
    """A class, several or a number per image, from the mean of its pixels' hidden states: labels
    [b] or [b c], see `config.problem_type`."""

    base_class = ImageGPTModel
    excluded_inputs = gpt2.ENCODER_INPUTS

    def add_head(self, config: ImageGPTConfig) -> None:
        self.score = nn.Linear(config.n_embd, config.num_labels, bias=False)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.score(ops.mean(output.last_hidden_state, 1))
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return SequenceClassifierOutputWithPast.of(output, loss=loss, logits=logits)


HEADS = {"base": ImageGPTModel, "image-classification": ImageGPTForImageClassification}

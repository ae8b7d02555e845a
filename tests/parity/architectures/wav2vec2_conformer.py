from typing import Any

import pytest
from parity.arch import Arch, Row
from parity.architectures import wav2vec2
from parity.architectures.wav2vec2 import PUZZLE, SPEAKERS, one_of, sound, text, unmasked
from parity.encoders import classes

CONFORMER = dict(conv_depthwise_kernel_size=5)
TINY, OTHER = wav2vec2.TINY | CONFORMER, wav2vec2.OTHER | CONFORMER
ROTARY = OTHER | dict(position_embeddings_type="rotary", rotary_embedding_base=100)
PLAIN = OTHER | dict(position_embeddings_type=None, add_adapter=True, num_adapter_layers=2)


def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers keeps rotary tables in the dtype of the first call, whatever the next has."""
    from transformers.models.wav2vec2_bert import modeling_wav2vec2_bert as bert
    from transformers.models.wav2vec2_conformer import modeling_wav2vec2_conformer as conformer

    def forgetful(cls: Any) -> None:
        cached = cls.forward

        def forward(self: Any, hidden: Any) -> Any:
            self.cached_sequence_length = None
            return cached(self, hidden)

        monkeypatch.setattr(cls, "forward", forward)

    forgetful(bert.Wav2Vec2BertRotaryPositionalEmbedding)
    forgetful(conformer.Wav2Vec2ConformerRotaryPositionalEmbedding)


ARCH = Arch(
    "wav2vec2-conformer",
    "Wav2Vec2Conformer",
    "wav2vec2",
    patch=uncached,
    rounded=True,  # the table of relative positions
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", TINY | dict(max_source_positions=7), sound(), "longer"),
        Row("Model", ROTARY, sound(), "rotary", rounded=False),
        Row("Model", PLAIN, sound(), "plain", rounded=False),
        Row("ForPreTraining", wav2vec2.PRETRAINED | CONFORMER, PUZZLE, "default"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", ROTARY, sound(labels=classes(5, 3)), "rotary"),
        Row("ForAudioFrameClassification", TINY, sound(labels=one_of(2)), "default"),
        Row("ForXVector", OTHER, SPEAKERS, "other"),
        Row("ForCTC", ROTARY, sound(labels=text), "rotary"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": [
            "wav2vec2_conformer.encoder.layers.0.self_attn.pos_bias_u",
            "wav2vec2_conformer.encoder.layers.0.self_attn.pos_bias_v",
            "wav2vec2_conformer.encoder.layers.1.conv_module.batch_norm.running_mean",
            "wav2vec2_conformer.encoder.layers.1.conv_module.pointwise_conv1.weight",
        ],
        "Model-rotary": ["encoder.embed_positions.inv_freq"],
    },
    must_see_options={"ForCTC-other": [{"hidden_act": "gelu"}]},
    refuses=[
        ({"position_embeddings_type": "absolute"}, "position_embeddings_type"),
        ({"conv_depthwise_kernel_size": 4}, "conv_depthwise_kernel_size"),
        ({"position_embeddings_type": "rotary", "num_attention_heads": 8}, "even size"),
    ],
)

from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.texts import padding, token_ids
from parity.waves import waveforms

WAV2VEC2 = dict(
    model_type="wav2vec2",
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=20,
    conv_dim=[12, 12],
    conv_stride=[5, 4],
    conv_kernel=[10, 4],
    num_feat_extract_layers=2,
    num_conv_pos_embeddings=8,
    num_conv_pos_embedding_groups=2,
)
# An adapter, and layer norms.
ADAPTED = WAV2VEC2 | dict(
    add_adapter=True,
    num_adapter_layers=1,
    output_hidden_size=24,
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
)
DECODER = dict(is_decoder=True, add_cross_attention=True)
BERT = encoders.TINY | DECODER | dict(model_type="bert", num_hidden_layers=2)
SHARED = dict(pad_token_id=1, decoder_start_token_id=2)


def recordings(**others: Any):
    """Two recordings of 400 and 250 samples."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        return waveforms(rng, [400, 250]) | {name: make(rng) for name, make in others.items()}

    return make


def labels(rng: np.random.Generator) -> np.ndarray:
    found = token_ids(rng, 67, 2, 5)
    found[1, 3:] = -100
    return found


read = dict(
    decoder_input_ids=lambda rng: token_ids(rng, 67, 2, 5),
    decoder_attention_mask=lambda rng: padding([5, 3], 5),
)

ARCH = Arch(
    "speech-encoder-decoder",
    "SpeechEncoderDecoder",
    "speech_encoder_decoder",
    rows=[
        Row(
            "Model",
            SHARED | {"encoder": WAV2VEC2, "decoder": BERT},
            recordings(**read),
            "projected",
        ),
        Row(
            "Model",
            SHARED | {"encoder": WAV2VEC2, "decoder": BERT},
            recordings(labels=labels),
            "labels",
        ),
        Row("Model", SHARED | {"encoder": ADAPTED, "decoder": BERT}, recordings(**read), "adapted"),
    ],
    must_see={"Model-projected": ["enc_to_dec_proj.bias"]},
)

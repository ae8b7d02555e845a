from typing import Any

import numpy as np
from parity.arch import Arch, Row

SMALL = dict(
    vocab_size=20,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    window_size=2,
    ffn_dim=24,
    flow_size=8,
    spectrogram_bins=9,
    upsample_initial_channel=16,
    upsample_rates=[4, 2],
    upsample_kernel_sizes=[8, 4],
    resblock_kernel_sizes=[3, 5],
    resblock_dilation_sizes=[[1, 3], [1, 2]],
    duration_predictor_filter_channels=12,
    duration_predictor_num_flows=3,
    prior_encoder_num_flows=2,
    prior_encoder_num_wavenet_layers=2,
    posterior_encoder_num_wavenet_layers=2,
    depth_separable_num_layers=2,
    noise_scale=0.0,
    noise_scale_duration=0.0,
)
# Many speakers, durations without a flow, and every option another one.
OTHER = SMALL | dict(
    window_size=4,
    use_bias=False,
    ffn_kernel_size=4,
    hidden_act="gelu",
    layer_norm_eps=1e-3,
    use_stochastic_duration_prediction=False,
    num_speakers=3,
    speaker_embedding_size=6,
    wavenet_kernel_size=3,
    wavenet_dilation_rate=2,
    leaky_relu_slope=0.2,
    speaking_rate=0.7,
    pad_token_id=0,
)
SPLINES = SMALL | dict(
    duration_predictor_flow_bins=4,
    duration_predictor_tail_bound=0.5,
    depth_separable_channels=2,
    duration_predictor_kernel_size=5,
    num_speakers=2,
    speaker_embedding_size=4,
)


def texts(rng: np.random.Generator) -> dict[str, Any]:
    mask = np.array([[1] * 7, [1] * 4 + [0] * 3])
    return {"input_ids": rng.integers(1, 20, (2, 7)) * mask, "attention_mask": mask}


def one_text(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(1, 20, (1, 5))}


ARCH = Arch(
    "vits",
    "Vits",
    "vits",
    rows=[
        Row("Model", SMALL, texts, "default"),
        Row(
            "Model",
            SMALL,
            one_text,
            "text",
            requests={
                "output_hidden_states": True,
                "output_attentions": True,
                "speaking_rate": 1.5,
            },
        ),
        Row(
            "Model",
            OTHER,
            texts,
            "other",
            requests={"output_hidden_states": True, "output_attentions": True, "speaker_id": 2},
        ),
        Row("Model", OTHER, texts, "nobody"),
        Row(
            "Model",
            SPLINES,
            texts,
            "splines",
            requests={"output_hidden_states": True, "output_attentions": True, "speaker_id": 1},
        ),
    ],
    must_see={
        "Model-default": [
            "decoder.resblocks.1.convs2.0.bias",
            "flow.flows.1.wavenet.in_layers.0.bias",
        ]
    },
    must_see_options={"Model-nobody": [{"leaky_relu_slope": 0.1}, {"hidden_act": "relu"}]},
)

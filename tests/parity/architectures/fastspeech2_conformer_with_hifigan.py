from parity.arch import Arch, Row
from parity.architectures.fastspeech2_conformer import OTHER, TINY, VOCODER, one_text, spoken

SMALL = {"model_config": TINY, "vocoder_config": VOCODER | {"normalize_before": False}}
WHOLE = {"model_config": OTHER, "vocoder_config": VOCODER}

ARCH = Arch(
    "fastspeech2_conformer_with_hifigan",
    "FastSpeech2Conformer",
    "fastspeech2_conformer_with_hifigan",
    config_class="FastSpeech2ConformerWithHifiGanConfig",
    rows=[
        Row("WithHifiGan", SMALL, one_text, "default"),
        Row("WithHifiGan", WHOLE, spoken, "other"),
    ],
    must_see={"WithHifiGan-other": ["vocoder.mean", "vocoder.resblocks.1.convs2.0.bias"]},
    must_see_options={
        "WithHifiGan-other": [
            {"vocoder_config": VOCODER | {"leaky_relu_slope": 0.1}},
            {"vocoder_config": VOCODER | {"normalize_before": False}},
        ]
    },
    refuses=[({"vocoder_config": VOCODER | {"model_in_dim": 7}}, "num_mel_bins=7")],
)

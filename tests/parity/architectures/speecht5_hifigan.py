from parity.arch import Arch, Row
from parity.architectures.speecht5 import frames

VOCODER = dict(
    model_in_dim=5,
    upsample_initial_channel=8,
    upsample_rates=[3, 2],
    upsample_kernel_sizes=[7, 4],
    resblock_kernel_sizes=[3, 5],
    resblock_dilation_sizes=[[1, 3], [1, 2]],
)
PLAIN = VOCODER | dict(leaky_relu_slope=0.3, normalize_before=False)

ARCH = Arch(
    "speecht5_hifigan",
    "SpeechT5HifiGan",
    "speecht5_hifigan",
    rows=[
        Row("", VOCODER, lambda rng: {"spectrogram": frames(rng)}, "batch"),
        Row("", PLAIN, lambda rng: {"spectrogram": frames(rng)[0]}, "one"),
    ],
    must_see={"batch": ["mean", "resblocks.1.convs2.0.bias"]},
    must_see_options=[{"leaky_relu_slope": 0.1}],
    requests={},
)

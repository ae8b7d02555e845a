from parity.arch import Arch, Row
from parity.architectures.wav2vec2 import STABLE, TINY, sound, text
from parity.encoders import classes

UNITS = TINY | dict(feat_proj_layer_norm=False, conv_pos_batch_norm=True)

ARCH = Arch(
    "hubert",
    "Hubert",
    "wav2vec2",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", UNITS, sound(), "units"),
        Row("ForCTC", TINY | STABLE, sound(labels=text), "other"),
        Row("ForSequenceClassification", TINY, sound(labels=classes(2, 3)), "default"),
    ],
    refuses=[
        ({"ctc_loss_reduction": "max"}, "'mean', 'sum' or 'none'"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
    ],
)

from parity.arch import Arch
from parity.architectures.roberta import OTHER, SMALL
from parity.encoders import text_rows

ONE = OTHER | dict(hidden_act="gelu", chunk_size_feed_forward=0)

ARCH = Arch(
    "ibert",
    "IBert",
    "bert",
    same_names=False,
    rows=text_rows(SMALL, ONE, pad=1),
    must_see={"Model-default": ["encoder.layer.1.output.LayerNorm.bias"]},
    refuses=[{"quant_mode": True}, {"hidden_act": "relu"}, {"is_decoder": True}],
)

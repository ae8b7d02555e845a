from parity.arch import Arch, Row
from parity.architectures import modernvbert
from parity.architectures.idefics3 import TWO, with_images
from parity.architectures.modernvbert import LARGE, SMALL

DEFAULT = dict(vlm_config=modernvbert.DEFAULT | dict(model_type="modernvbert"), embedding_dim=6)
OTHER = dict(vlm_config=modernvbert.OTHER | dict(model_type="modernvbert"), embedding_dim=10)


def queries(rng):
    """Texts without images."""
    inputs = with_images([6], [3], **SMALL)(rng)
    return {name: inputs[name] for name in ("input_ids", "attention_mask")}


ARCH = Arch(
    "colmodernvbert",
    "ColModernVBert",
    "modernvbert",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForRetrieval", "default", with_images(*TWO, **SMALL, cut=9)),
        Row("ForRetrieval", "default", queries, "queries"),
        Row("ForRetrieval", "other", with_images([5, 2], [4, 6], **LARGE)),
    ],
    must_see=["embedding_proj_layer.bias", "vlm.connector.modality_projection.weight"],
    refuses=[{"embedding_dim": 0}],
    padded="attention_mask",
)

from parity.arch import Arch, Row
from parity.architectures import paligemma
from parity.architectures.llava import TWO
from parity.architectures.paligemma import LARGE, SMALL, answered

DEFAULT = dict(vlm_config=paligemma.DEFAULT | dict(model_type="paligemma"), embedding_dim=6)
OTHER = dict(vlm_config=paligemma.OTHER | dict(model_type="paligemma"), embedding_dim=10)


def pages(*texts: list[int], **options):
    """Texts with images, all of whose tokens attend both ways."""
    return answered(*texts, answer=0, **options)


def queries(*lengths: int):
    """Texts without images."""
    make = pages(*([length] for length in lengths), **SMALL)

    def made(rng):
        inputs = make(rng)
        del inputs["pixel_values"]
        return inputs

    return made


ARCH = Arch(
    "colpali",
    "ColPali",
    "gemma3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForRetrieval", "default", pages(*TWO, **SMALL)),
        Row("ForRetrieval", "default", queries(6, 3), "queries"),
        Row("ForRetrieval", "other", pages([5, 2], [4, 6], image=70, **LARGE)),
    ],
    must_see=["embedding_proj_layer.bias", "vlm.multi_modal_projector.linear.bias"],
    must_see_lines=[("return vectors * ops.cast", "return vectors + 0 * ops.cast")],
    refuses=[{"embedding_dim": 0}],
    rounded=True,
)

from parity.arch import Arch
from parity.architectures.grounding_dino import OTHER as SIZES
from parity.architectures.grounding_dino import TINY, fused, rows

OTHER = SIZES | dict(decoder_cls_embed_share=False)
LEARNED = TINY | dict(position_embedding_type="learned")

ARCH = Arch(
    "mm-grounding-dino",
    "MMGroundingDino",
    "grounding_dino",
    rows=rows(TINY, OTHER, LEARNED),
    patch=fused,
    must_see=["class_embed.1.bias", "model.encoder_output_class_embed.bias"],
)

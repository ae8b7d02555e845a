from parity.arch import Arch, Row
from parity.architectures import sam3_vit_model
from parity.images import images

VIT = dict(model_type="sam3_vit_model") | sam3_vit_model.TINY
OTHER_VIT = dict(model_type="sam3_vit_model") | sam3_vit_model.OTHER
TINY = dict(backbone_config=VIT, fpn_hidden_size=16)
OTHER = dict(
    backbone_config=OTHER_VIT,
    backbone_feature_sizes=[[14, 14], [3, 3]],
    fpn_hidden_size=8,
    scale_factors=[2.0, 1.0, 0.5],
)

ARCH = Arch(
    "sam3_vision_model",
    "Sam3Vision",
    "sam3",
    rounded=True,  # positions between those of a window
    rows=[
        Row("Model", TINY, images(1, 3, 48, 48)),
        Row("Model", OTHER, images(2, 2, 45, 45), "other"),
    ],
    must_see=["neck.fpn_layers.0.scale_layers.0.bias", "neck.fpn_layers.2.proj1.bias"],
    refuses=[
        {"scale_factors": [3.0]},
        {"fpn_hidden_size": 6},
        {"backbone_config": {"model_type": "vit"}},
    ],
)

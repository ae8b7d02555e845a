import numpy as np
from parity.arch import Arch, Row
from parity.architectures.vitpose_backbone import OTHER as EXPERTS
from parity.architectures.vitpose_backbone import TINY as SIZES
from parity.architectures.vitpose_backbone import datasets
from parity.images import images

BACKBONE = SIZES | dict(model_type="vitpose_backbone", out_indices=[2])
TINY = dict(backbone_config=BACKBONE, num_labels=5, scale_factor=3)
CLASSIC = TINY | dict(
    backbone_config=EXPERTS | dict(model_type="vitpose_backbone"),
    num_labels=4,
    use_simple_decoder=False,
)


def pairs(rng: np.random.Generator) -> np.ndarray:
    return np.array([[0, 2], [3, 1]])


ARCH = Arch(
    "vitpose",
    "VitPose",
    "vitpose",
    {"tiny": TINY, "classic": CLASSIC},
    (
        Row("ForPoseEstimation", "tiny", images(2, 3, 24, 32, flip_pairs=pairs), "mirrored"),
        Row("ForPoseEstimation", "tiny", images(2, 3, 24, 32)),
        Row(
            "ForPoseEstimation",
            "classic",
            images(2, 2, 24, 32, dataset_index=datasets, flip_pairs=pairs),
        ),
    ),
    must_see=["head.deconv1.weight", "head.batchnorm2.running_mean", "backbone.layernorm.bias"],
)

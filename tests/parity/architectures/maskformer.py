from parity.arch import Arch, Row
from parity.architectures.mask2former import RESNET, SWIN
from parity.detection import classes, masks
from parity.images import images

DECODER = dict(
    model_type="detr",
    d_model=16,
    decoder_layers=2,
    decoder_attention_heads=2,
    encoder_attention_heads=2,
    decoder_ffn_dim=20,
    num_queries=5,
)
TINY = dict(
    backbone_config=SWIN,
    decoder_config=DECODER,
    fpn_feature_size=32,
    mask_feature_size=12,
    num_labels=3,
)
OTHER = TINY | dict(
    backbone_config=RESNET,
    cross_entropy_weight=2.0,
    decoder_config=DECODER | dict(activation_function="gelu"),
    dice_weight=3.0,
    mask_weight=4.0,
    no_object_weight=0.4,
    output_auxiliary_logits=True,
    use_auxiliary_loss=True,
)
LABELS = {"mask_labels": masks(2, 3, size=(40, 50)), "class_labels": classes(3, 2, 3)}

ARCH = Arch(
    "maskformer",
    "MaskFormer",
    "maskformer",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "tiny"),
        Row("ForInstanceSegmentation", TINY, images(2, 3, 64, 96, **LABELS), "loss", requests={}),
        Row("ForInstanceSegmentation", OTHER, images(2, 3, 64, 64, **LABELS), "every state"),
    ],
    must_see={
        "ForInstanceSegmentation-loss": [
            "model.pixel_level_module.encoder.hidden_states_norms.3.bias",
            "model.transformer_module.decoder.layers.1.fc1.bias",
        ]
    },
)

from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, TINY, embeds, text_rows, texts

SMALL = TINY | dict(embedding_size=24, pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    q_groups=2,
    k_groups=3,
    v_groups=1,
    post_attention_groups=2,
    intermediate_groups=8,
    output_groups=2,
)
PLAIN = dict(output_hidden_states=True)

ARCH = Arch(
    "squeezebert",
    "SqueezeBert",
    "squeezebert",
    requests=PLAIN,
    rows=[
        *text_rows(SMALL, OTHER, pad=1),
        Row("Model", OTHER, embeds(24), "attentions", requests=EVERYTHING),
        Row("Model", OTHER, texts(pad=1), "masked", requests=EVERYTHING),
    ],
    must_see={
        "Model-other": [
            "encoder.layers.1.post_attention.conv1d.bias",
            "encoder.layers.2.output.layernorm.weight",
        ]
    },
    must_see_options={"Model-other": [{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}]},
    refuses=[
        {"q_groups": 5},
        {"intermediate_groups": 3},
        {"embedding_size": 16},
        {"num_attention_heads": 5},
    ],
)

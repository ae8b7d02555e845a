from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import granitemoe

DEFAULT = granitemoe.DEFAULT | dict(shared_intermediate_size=14)
OTHER = granitemoe.OTHER | dict(shared_intermediate_size=10)

ARCH = decoder(
    "granitemoeshared",
    "GraniteMoeShared",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "none": granitemoe.OTHER, "other": OTHER},
    must_see=[
        "model.layers.0.shared_mlp.input_linear.weight",
        "model.layers.1.shared_mlp.output_linear.weight",
    ],
    requests=MOE_REQUESTS,
)

"""UPerNet: its auxiliary head stands over the backbone's third map."""

import numpy as np
import pytest
from parity.architectures.upernet import TINY

from auto_core.configs.upernet import UperNetConfig
from auto_core.errors import ConfigError, InputError
from auto_core.models.upernet import UperNetForSemanticSegmentation


def test_channels_of_the_auxiliary_head() -> None:
    with pytest.raises(ConfigError, match="third map"):
        UperNetForSemanticSegmentation(UperNetConfig(**TINY | dict(auxiliary_in_channels=5)))


def test_one_class_has_no_loss() -> None:
    model = UperNetForSemanticSegmentation(UperNetConfig(**TINY | dict(num_labels=1)))
    with pytest.raises(InputError, match="two classes"):
        model(pixel_values=np.zeros((1, 3, 64, 64), np.float32), labels=np.zeros((1, 64, 64), int))

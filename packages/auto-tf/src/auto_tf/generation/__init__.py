"""The files of `auto_core.generation`, read with TensorFlow's `ops`; loop and draws are its own."""

import auto_core.generation

__path__ = [*__path__, *auto_core.generation.__path__]

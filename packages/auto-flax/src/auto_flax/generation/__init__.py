"""The files of `auto_core.generation`, read with JAX's `ops`; loop and draws are JAX's own."""

import auto_core.generation

__path__ = [*__path__, *auto_core.generation.__path__]

"""Speed and memory, each figure paired with its rival in one run. `make bench` runs them all."""

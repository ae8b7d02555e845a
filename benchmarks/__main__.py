"""Run every benchmark: `python -m benchmarks`.

`--small` takes small models where that makes sense, `--rounds 3` fewer measurements.
"""

from benchmarks import forward, generation, loading, startup


def main() -> None:
    startup.main()
    forward.main()
    generation.main()
    loading.main([])
    generation.main()


if __name__ == "__main__":
    main()

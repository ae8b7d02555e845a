"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import forward, loading, startup


def main() -> None:
    startup.main()
    forward.main()
    loading.main()


if __name__ == "__main__":
    main()

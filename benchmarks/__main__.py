"""Run every benchmark: `python -m benchmarks`, or with small models and few rounds to try it.

python -m benchmarks --small --rounds 1
"""

import argparse

from benchmarks import forward, generation, loading, preparing, speech, startup, vision


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="small models, where there are some")
    parser.add_argument("--rounds", type=int, help="measurements of each program")
    options = parser.parse_args()
    rounds = {} if options.rounds is None else {"rounds": options.rounds}
    arguments = [] if options.rounds is None else ["--rounds", str(options.rounds)]
    startup.main(**rounds)
    forward.main(**rounds)
    generation.main([*arguments, *(["--small"] if options.small else [])])
    loading.main([*arguments, *(["--sizes", "small"] if options.small else [])])
    preparing.main(**rounds)
    vision.main(**rounds, small=options.small)
    speech.main(**rounds, small=options.small)


if __name__ == "__main__":
    main()

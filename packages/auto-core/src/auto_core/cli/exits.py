"""The exit codes of `auto`."""

DONE = 0
FAILED = 1  # an error, which one message on stderr explains
USAGE = 2  # the command was typed wrongly
DIFFERENT = 3  # verify: the tensors do not fit; parity: a backend differs too much
MISSING = 4  # a package is not installed; the message names what to install

HELP = (
    "Exit codes: 0 done; 1 an error (explained on stderr); 2 wrong usage; "
    "3 verify or parity found a difference; 4 a package is not installed."
)

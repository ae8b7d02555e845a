"""`python -m auto_core.cli`, for where the script is not on the path."""

from auto_core.cli import main

main()

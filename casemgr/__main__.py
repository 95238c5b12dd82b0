"""python -m casemgr: the command line."""

from casemgr.cli import main

main()

"""python -m benchmarks [engine] [transitions] [web]: everything, or what is named."""

import sys

from benchmarks import engine, transitions, web

MEASUREMENTS = {"engine": engine.main, "transitions": transitions.main, "web": web.main}


def main() -> int:
    """Run the measurements that were asked for; 1 when a limit is broken."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    return max(MEASUREMENTS[name]() or 0 for name in wanted)


sys.exit(main())

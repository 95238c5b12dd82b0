"""python -m benchmarks [bulk] [engine] [web]: everything, or what is named."""

import sys

from benchmarks import bulk, engine, web

MEASUREMENTS = {"bulk": bulk.main, "engine": engine.main, "web": web.main}


def main() -> int:
    """Run the measurements that were asked for; 1 when a limit is broken."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    return max(MEASUREMENTS[name]() or 0 for name in wanted)


sys.exit(main())

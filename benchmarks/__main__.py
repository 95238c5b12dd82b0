"""python -m benchmarks [bulk] [engine] [form] [packs] [plan] [transitions] [web]: all, or some."""

import sys

from benchmarks import bulk, engine, form, packs, plan, transitions, web

MEASUREMENTS = {
    "bulk": bulk.main,
    "engine": engine.main,
    "form": form.main,
    "packs": packs.main,
    "plan": plan.main,
    "transitions": transitions.main,
    "web": web.main,
}


def main() -> int:
    """Run the measurements that were asked for; 1 when a limit is broken."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    return max(MEASUREMENTS[name]() or 0 for name in wanted)


sys.exit(main())

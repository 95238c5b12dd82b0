"""python -m benchmarks [NAME] …: all measurements, or those that are named."""

import sys

from benchmarks import bulk, engine, form, packs, plan, registry, registry_query, transitions, web

MEASUREMENTS = {
    "bulk": bulk.main,
    "engine": engine.main,
    "form": form.main,
    "packs": packs.main,
    "plan": plan.main,
    "registry": registry.main,
    "registry_query": registry_query.main,
    "transitions": transitions.main,
    "web": web.main,
}


def main() -> int:
    """Run the measurements that were asked for; 1 when a limit is broken."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    return max(MEASUREMENTS[name]() or 0 for name in wanted)


sys.exit(main())

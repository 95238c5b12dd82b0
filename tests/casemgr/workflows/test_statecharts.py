"""The engine against the SCION machines: 84 statecharts with their expected configurations."""

import json
import os
from pathlib import Path

import pytest

from casemgr.workflows.engine import Engine
from tests.casemgr.workflows.scxml import needs_of, read_machine

DATA = Path(os.environ.get("CASEMGR_DATA", Path(__file__).parents[3].parent / "shared" / "data"))
FOLDER = DATA / "statecharts"

LEFT_OUT = {
    "history/history6": "counts entries in a variable and asks its value",
    "internal-transitions/test0": "counts entries and exits in a variable and asks its value",
    "internal-transitions/test1": "counts entries and exits in a variable and asks its value",
    "more-parallel/test10": "counts entries and exits in a variable and asks its value",
    "more-parallel/test10b": "counts entries and exits in a variable and asks its value",
    "targetless-transition/test0": "an eventless loop that a variable ends",
    "targetless-transition/test1": "computes with a variable and asks its value",
    "targetless-transition/test2": "computes with a variable and asks its value",
    "targetless-transition/test3": "computes with a variable and asks its value",
}

needs_the_machines = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the statecharts are not at {FOLDER}; set CASEMGR_DATA"
)


def machines():
    found = sorted(FOLDER.glob("*/*.scxml"))
    return {f"{path.parent.name}/{path.stem}": path for path in found}


MACHINES = machines()


@needs_the_machines
def test_the_machines_left_out_are_those_that_need_a_data_model():
    needing = {name for name, path in MACHINES.items() if needs_of(path)}

    assert needing == set(LEFT_OUT)
    assert len(MACHINES) == 84


@needs_the_machines
@pytest.mark.parametrize("name", sorted(MACHINES.keys() - LEFT_OUT))
def test_the_engine_goes_where_the_machine_says(name):
    path = MACHINES[name]
    expected = json.loads(path.with_suffix(".json").read_text())
    engine = Engine(read_machine(path))

    status = engine.begin().after

    assert set(status.active) == set(expected["initialConfiguration"])
    for line in expected["events"]:
        status = engine.send(status, line["event"]["name"]).after
        assert set(status.active) == set(line["nextConfiguration"]), line
        assert engine.restore(status.states, status.memory) == status

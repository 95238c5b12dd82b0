"""casemgr tenants schema: by which an editor completes and checks the files of a pack."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from casemgr.tenants.json_schema import either_schema, json_schema
from casemgr.tenants.schema import FILES, FOLDERS, workflow_name
from casemgr.workflows import json_schema as _workflow_shapes  # noqa: F401 - registers its shapes
from casemgr.workflows.schema import workflow

TITLES = {
    "tenant": "tenant.yaml: an agency or a prosecutor's office",
    "roles": "roles.yaml: roles, permissions and the separation of duties",
    "numbering": "numbering.yaml: how records are numbered",
    "packet": "packet.yaml: the prosecution packet",
    "fields": "fields/*.yaml: the fields of one kind of record",
    "codes": "codes/*.yaml: a code list",
    "schemes": "schemes/*.yaml: a scheme of licences",
    "workflows": "workflows/*.yaml: the life of one kind of record",
}


@click.command()
@click.argument("file", required=False)
@click.option("--into", type=click.Path(file_okay=False), default="schemas", show_default=True)
def schema(file: str | None, into: str) -> None:
    """Print the JSON Schema of FILE, a file of a pack or a kind of file; without it, write all."""
    if file is None:
        write_schemas(Path(into))
        return
    path = Path(file)
    kinds = [kind for kind in (path.stem, path.parent.name) if kind in TITLES]
    if not kinds:
        raise click.BadParameter(f"{file} is no file of a pack. Write one of {', '.join(TITLES)}.")
    click.echo(_written(schemas()[kinds[-1]]), nl=False)


def write_schemas(folder: Path) -> None:
    """Write the schema of every kind of file, and say which."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, found in schemas().items():
        path = folder / f"{kind}.schema.json"
        path.write_text(_written(found))
        click.echo(f"{path}: {TITLES[kind]}")


def schemas() -> Mapping[str, dict[str, Any]]:
    """Return the schema of every kind of file; they are written in part, over what they extend."""
    found = {kind: json_schema(TITLES[kind], shape, whole=False) for kind, shape in _parted()}
    return found | {"workflows": _workflows()}


def _workflows() -> dict[str, Any]:
    """Describe a workflow: it stands whole, unless it extends another and says what differs."""
    parts = {**workflow.parts, "extends": workflow_name}
    differing = replace(workflow, parts=parts)
    return either_schema(
        "extends",
        json_schema(TITLES["workflows"], differing, whole=False, prefix="part_of_"),
        json_schema(TITLES["workflows"], workflow, whole=True),
    )


def _parted() -> list[tuple[str, Any]]:
    return [*FILES.items(), *FOLDERS.items()]


def _written(found: Mapping[str, Any]) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"

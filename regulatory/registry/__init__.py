"""The registries of an agency: every licence, permit and registration, and whence it is known."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the query of the registries."""
    from regulatory.registry import columns, jobs, matches, standing, views  # noqa: F401

    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(
        all_columns=columns.COLUMNS,
        licence_cells=columns.cells_of,
        licence_points=columns.points_of,
        licence_standing=standing.standing_today,
        standings_today=standing.standings_today,
    )
    matches.offer_registry()

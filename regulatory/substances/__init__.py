"""The controlled substances by their official list: codes, schedules and names."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let substances be looked up, and pages lead from a schedule to its substances and back."""
    from regulatory.substances.schedules import asked_of, code_of
    from regulatory.substances.views import bp

    app.register_blueprint(bp)
    app.add_template_global(asked_of, "substances_asked")
    app.add_template_global(code_of, "substance_schedule")

"""The gallery's application: the real frame and components under the real content policy."""

from types import SimpleNamespace as Some

from flask import Blueprint, Flask, flash, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

from casemgr import assets, compression, navigation, wording
from casemgr.permissions import Permission
from tests.casemgr.gallery import forms, people

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FOLDER = assets.FOLDER.parent
PLACES = [
    ("My work", "gallery.work", "work", "w"),
    ("Cases", "gallery.cases", "case", "c"),
    ("People", "gallery.people", "people", "p"),
    ("Exhibits", "gallery.exhibits", "exhibit", "e"),
    ("Packets", "gallery.packets", "packet", "k"),
    ("Statutes", "gallery.statutes", "law", "s"),
    ("Audit", "gallery.audit", "audit", "a"),
]
PICTURE = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="
JOBS = {
    "queued": Some(state="queued", done=0, total=0, words=""),
    "running": Some(state="running", done=112, total=318, words="Stamping page 112 of 318"),
    "done": Some(state="done", done=318, total=318, words="The packet is ready."),
    "failed": Some(state="failed", done=40, total=318, words="Exhibit 5 could not be read."),
}

gallery = Blueprint("gallery", __name__)
accounts = Blueprint("accounts", __name__)


@gallery.get("/<name>")
def page(name):
    if name == "form-errors":
        form = forms.ExhibitForm(MultiDict({"weight": "heavy", "gdep-target": "A Organization"}))
        form.validate()
        return render_template("gallery/form.html", form=form), 422
    if name == "list":
        flash("Case 785040-26-0017 was opened.", "success")
    return render_template(f"gallery/{name}.html", form=forms.ExhibitForm(), people=people,
                           filters_form=forms.FilterForm(), jobs=JOBS)  # fmt: skip


@gallery.get("/")
def work():
    return render_template("gallery/work.html", people=people)


@gallery.get("/progress/<state>")
def progress(state):
    return render_template("gallery/_progress.html", job=JOBS["done"])


@gallery.get("/error/<int:status>")
def error(status):
    return render_template("errors/error.html", status=status, title="", message=""), status


@gallery.post("/<name>")
def take(name):
    if request.form.get("story") == "refuse this":
        return error(409)
    return render_template("gallery/taken.html", sent=request.form)


@accounts.get("/accounts/<name>")
def show(name):
    form = {"totp": forms.CodeForm, "enrol_totp": forms.CodeForm,
            "change_password": forms.PasswordForm, "banner": forms.GalleryForm}.get(
                name, forms.SignInForm)()  # fmt: skip
    return render_template(f"accounts/{name}.html", form=form, picture=PICTURE,
                           key="JBSWY3DPEHPK3PXP", notice="You are entering a U.S. Government "
                           "system, for authorized use only.")  # fmt: skip


for destination in (
    "me",
    "sign_in",
    "totp",
    "enrol_totp",
    "change_password",
    "banner",
    "sign_out",
):
    accounts.add_url_rule(
        f"/accounts/to/{destination}",
        destination,
        methods=["GET", "POST"],
        view_func=lambda: "",
    )


def create_gallery() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.secret_key = "gallery"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(FOLDER / "templates"),
            FileSystemLoader(FOLDER / "accounts" / "templates"),
            FileSystemLoader(f"{__file__.rpartition('/')[0]}/templates"),
        ]
    )
    for part in (assets, compression, navigation, wording):
        part.init_app(app)
    _add_pages(app)
    _add_context(app)
    return app


def _add_pages(app):
    app.register_blueprint(gallery)
    app.register_blueprint(accounts)
    for order, (label, endpoint, icon, key) in enumerate(PLACES):
        if endpoint != "gallery.work":
            app.add_url_rule(
                f"/places/{endpoint.rpartition('.')[2]}", endpoint, view_func=lambda: ""
            )
        navigation.offer(label, endpoint, Permission.CASE_READ, order, icon=icon, key=key)


def _add_context(app):
    app.jinja_env.globals.update(
        kinds_found=list, csrf_token=lambda: "token", form_key=lambda: "key", version="1.0.0"
    )

    @app.context_processor
    def person():
        known = not request.path.startswith("/accounts/")
        return {"current_user": people.AGENT if known else people.STRANGER,
                "pack": people.PACK if known else None}  # fmt: skip

    @app.after_request
    def guard(response):
        response.headers["Content-Security-Policy"] = POLICY
        return response


if __name__ == "__main__":
    create_gallery().run(port=5055)

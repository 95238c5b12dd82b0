"""The extensions that the application is built from, bound to it in create_app()."""

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy

from casemgr.database.base import Base

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
login = LoginManager()

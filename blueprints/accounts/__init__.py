"""Who works here: users, roles, signing in, and the remembered choices of language and look."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

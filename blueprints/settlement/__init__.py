"""Settlement 结算: what each request owes and has paid, whose hands the money is in, and when an order closes."""

from flask import Blueprint

blueprint = Blueprint("settlement", __name__)

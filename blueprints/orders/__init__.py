"""Orders to a supplier 采购单: gathered from approved requests, answered by the supplier, handed out by door."""

from flask import Blueprint

blueprint = Blueprint("orders", __name__)

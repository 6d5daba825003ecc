"""Purchases on behalf 代购: requests, deliveries; the place of orders and settlement."""

from flask import Blueprint

blueprint = Blueprint("purchases", __name__)

"""Suppliers 保供单位: supermarkets and pharmacies, whom they serve and when, and what they charge."""

from flask import Blueprint

blueprint = Blueprint("suppliers", __name__)

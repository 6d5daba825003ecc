"""Care cases 帮扶对象 and care contacts 联系记录."""

from flask import Blueprint

blueprint = Blueprint("care", __name__)

"""HTTP of the public side. Importing this package declares every route."""

from typing import Any

from flask import Response, render_template

from blueprints.residents import blueprint
from blueprints.residents.queries import UnknownCode
from blueprints.residents.views import again, building, complaining, filing, finding, slip

__all__ = ["again", "building", "complaining", "filing", "finding", "slip"]


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nobody indexes or stores these pages; their addresses go to no other site (core's same-origin referrer)."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(UnknownCode)
def unknown_code(error: UnknownCode) -> Any:
    """Mistyped, revoked or made up: the same page. A revoked one still says whom to ring."""
    return render_template("residents/unknown.html", community=error.community), 404

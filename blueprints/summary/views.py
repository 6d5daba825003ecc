"""The home page of each role, and the summary as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from blueprints.accounts.rules import STAFF, Role
from blueprints.places.models import Community
from blueprints.places.queries import scope
from blueprints.summary import blueprint, exports, freshness
from blueprints.summary.board import Board, community_board, subdistrict_board
from blueprints.summary.figures import Looked
from blueprints.summary.today import todays_work
from core import clock
from core.errors import OutOfScope
from core.excel import workbook_response
from core.htmx import is_fragment_request
from core.permissions import current_actor, requires
from core.web import row_id

HOMES = {Role.GRID_WORKER: "summary.today", Role.SECRETARY: "summary.community", Role.OFFICER: "summary.subdistrict"}


@blueprint.get("/")
@requires(*STAFF)
def home() -> Any:
    return redirect(url_for(HOMES[Role(current_actor().role)]), code=302)


@blueprint.get("/today")
@requires(Role.GRID_WORKER)
def today() -> Any:
    now = clock.now()
    return render_template("summary/today.html", work=todays_work(current_actor(), now), now=clock.day_of(now))


@blueprint.get("/summary")
@requires(Role.SECRETARY, Role.OFFICER)
def community() -> Any:
    actor = current_actor()
    if actor.role == Role.OFFICER and not request.args.get("community"):
        return redirect(url_for("summary.subdistrict"), code=302)
    shown = _community_id()
    looked = Looked(actor, clock.now(), shown)
    tag = freshness.tag_for(actor, [shown], looked.now)
    return freshness.answer(tag, lambda: _board_page(community_board(looked, _community(shown)), tag))


@blueprint.get("/subdistrict")
@requires(Role.OFFICER)
def subdistrict() -> Any:
    communities = scope.communities(current_actor())
    looked = Looked(current_actor(), clock.now())
    tag = freshness.tag_for(looked.actor, [community.id for community in communities], looked.now)
    return freshness.answer(tag, lambda: _board_page(_subdistrict(looked, communities), tag))


@blueprint.get("/summary.xlsx")
@requires(Role.SECRETARY, Role.OFFICER)
def community_sheet() -> Any:
    shown = _community_id()
    looked = Looked(current_actor(), clock.now(), shown)
    return _sheet(community_board(looked, _community(shown)))


@blueprint.get("/subdistrict.xlsx")
@requires(Role.OFFICER)
def subdistrict_sheet() -> Any:
    looked = Looked(current_actor(), clock.now())
    return _sheet(_subdistrict(looked, scope.communities(looked.actor)))


def _community_id() -> int:
    """The own community, or the one an officer asks for. Raises OutOfScope for any other."""
    actor, asked = current_actor(), request.args.get("community", type=row_id)
    if actor.role != Role.OFFICER and asked in (None, actor.community_id) and actor.community_id is not None:
        return actor.community_id
    if actor.role == Role.OFFICER and asked in {community.id for community in scope.communities(actor)}:
        return int(asked or 0)
    raise OutOfScope


def _community(community_id: int) -> Community:
    return next(community for community in scope.communities(current_actor()) if community.id == community_id)


def _subdistrict(looked: Looked, communities: list[Community]) -> Board:
    name = communities[0].subdistrict.name if communities else ""
    return subdistrict_board(looked, name, communities)


def _sheet(board: Board) -> Any:
    return workbook_response(f"{board.title} {board.looked.today:%Y-%m-%d}", exports.sheets(board))


def _board_page(board: Board, tag: str) -> str:
    template = "summary/_board.html" if is_fragment_request() else "summary/board.html"
    return render_template(template, board=board, tag=freshness.to_ask_with(tag))

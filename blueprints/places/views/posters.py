"""Pages of QR tokens and posters."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, render_template, request, send_file, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places import blueprint, poster_picture, posters, qr
from blueprints.places.actions import qr_tokens as actions
from blueprints.places.forms.qr_tokens import TokenForm
from blueprints.places.models import Building, Community, QrToken
from blueprints.places.queries import qr_tokens as queries
from blueprints.places.queries.scope import building_in_scope
from blueprints.places.rules import can_manage_places
from core import clock
from core.errors import OutOfScope
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import public_url, row_id


@blueprint.get("/posters", endpoint="posters")
@requires(*STAFF)
def poster_list() -> Any:
    actor = current_actor()
    estates = queries.estates_with_buildings(actor)
    estate = next((one for one in estates if one.id == request.args.get("estate", type=row_id)), estates[0] if estates else None)
    buildings = queries.buildings_of_estate(actor, estate) if estate else []
    tokens = queries.working_tokens(buildings)
    return render_template(
        "places/posters/page.html",
        estates=estates,
        estate=estate,
        buildings=buildings,
        tokens=tokens,
        missing=len(buildings) - len(tokens),
        can_manage=estate is not None and can_manage_places(actor, estate),
        form=TokenForm(formdata=None),
    )


@blueprint.post("/estates/<int:estate_id>/qr-tokens/create")
@requires(Role.SECRETARY)
def create_qr_tokens(estate_id: int) -> Any:
    """Every building of the estate that has no code gets one."""
    form, actor = TokenForm(), current_actor()
    if not form.validate():
        return go_to(url_for("places.posters", estate=estate_id))

    def work() -> str:
        now = clock.now()
        for building in queries.buildings_of_estate(actor, queries.estate_in_scope(actor, estate_id), lock=True):
            actions.ensure_token(building, actor, now)
        return url_for("places.posters", estate=estate_id)

    url = submit_once(form, actor, work)
    flash(_("每栋楼都有二维码了，可以打印海报。"))
    return go_to(url)


@blueprint.get("/buildings/<int:building_id>/qr-token")
@requires(*STAFF)
def qr_token(building_id: int) -> Any:
    """The code of one building: print, download, and (secretary) take back or renew, with what that means."""
    actor = current_actor()
    building = building_in_scope(actor, building_id)
    token = queries.working_token(building)
    return render_template(
        "places/posters/token.html",
        building=building,
        token=token,
        poster=_poster(building, token) if token else None,
        can_manage=can_manage_places(actor, building),
        form=TokenForm(formdata=None),
    )


@blueprint.post("/buildings/<int:building_id>/qr-token/create")
@requires(Role.SECRETARY)
def create_qr_token(building_id: int) -> Any:
    form, actor = TokenForm(), current_actor()
    here = url_for("places.qr_token", building_id=building_id)
    if not form.validate():
        return go_to(here)

    def work() -> str:
        actions.ensure_token(building_in_scope(actor, building_id, lock=True), actor, clock.now())
        return here

    return go_to(submit_once(form, actor, work))


@blueprint.post("/qr-tokens/<int:token_id>/renew")
@requires(Role.SECRETARY)
def renew_qr_token(token_id: int) -> Any:
    form, actor = TokenForm(), current_actor()

    def work() -> str:
        fresh = actions.renew_token(queries.token_in_scope(actor, token_id), actor=actor, now=clock.now())
        return url_for("places.qr_token", building_id=fresh.building_id)

    if not form.validate():
        return go_to(url_for("places.posters"))
    url = submit_once(form, actor, work)
    flash(_("换好了。旧海报已失效，请把新海报贴上。"))
    return go_to(url)


@blueprint.post("/qr-tokens/<int:token_id>/revoke")
@requires(Role.SECRETARY)
def revoke_qr_token(token_id: int) -> Any:
    form, actor = TokenForm(), current_actor()

    def work() -> str:
        token = queries.token_in_scope(actor, token_id)
        actions.revoke_token(token, actor=actor, now=clock.now())
        return url_for("places.qr_token", building_id=token.building_id)

    if not form.validate():
        return go_to(url_for("places.posters"))
    url = submit_once(form, actor, work)
    flash(_("二维码已作废。"))
    return go_to(url)


@blueprint.get("/buildings/<int:building_id>/poster")
@requires(*STAFF)
def poster(building_id: int) -> Any:
    found = _one_poster(building_id)
    return render_template("places/posters/print.html", posters=[found], kind="poster", subject=found.building, missing=0, fit=qr.fit)


@blueprint.get("/buildings/<int:building_id>/stickers")
@requires(*STAFF)
def stickers(building_id: int) -> Any:
    found = _one_poster(building_id)
    return render_template("places/posters/print.html", posters=[found], kind="stickers", subject=found.building, missing=0, fit=qr.fit)


@blueprint.get("/estates/<int:estate_id>/posters")
@requires(*STAFF)
def estate_posters(estate_id: int) -> Any:
    return _estate_pages(estate_id, "poster")


@blueprint.get("/estates/<int:estate_id>/stickers")
@requires(*STAFF)
def estate_stickers(estate_id: int) -> Any:
    return _estate_pages(estate_id, "stickers")


@blueprint.get("/buildings/<int:building_id>/poster.svg")
@requires(*STAFF)
def poster_svg(building_id: int) -> Any:
    found = _one_poster(building_id)
    return _file(render_template("places/posters/poster.svg", poster=found, fit=qr.fit).encode(), found, _("海报"), "svg")


@blueprint.get("/buildings/<int:building_id>/poster.png")
@requires(*STAFF)
def poster_png(building_id: int) -> Any:
    found = _one_poster(building_id)
    return _file(poster_picture.png(found), found, _("海报"), "png")


@blueprint.get("/buildings/<int:building_id>/stickers.svg")
@requires(*STAFF)
def stickers_svg(building_id: int) -> Any:
    found = _one_poster(building_id)
    return _file(render_template("places/posters/stickers.svg", poster=found, fit=qr.fit).encode(), found, _("贴纸"), "svg")


@blueprint.get("/buildings/<int:building_id>/code.svg")
@requires(*STAFF)
def code_svg(building_id: int) -> Any:
    found = _one_poster(building_id)
    return _file(render_template("places/posters/code.svg", code=found.code).encode(), found, _("二维码"), "svg")


@blueprint.get("/buildings/<int:building_id>/code.png")
@requires(*STAFF)
def code_png(building_id: int) -> Any:
    found = _one_poster(building_id)
    return _file(qr.png(found.code), found, _("二维码"), "png")


def _estate_pages(estate_id: int, kind: str) -> Any:
    actor = current_actor()
    estate = queries.estate_in_scope(actor, estate_id)
    buildings = queries.buildings_of_estate(actor, estate)
    tokens = queries.working_tokens(buildings)
    units = queries.unit_names(buildings)
    community = queries.community(estate.community_id)
    pages = [_make(building, tokens[building.id], community, units[building.id]) for building in buildings if building.id in tokens]
    return render_template(
        "places/posters/print.html", posters=pages, kind=kind, subject=estate.name, missing=len(buildings) - len(pages), fit=qr.fit
    )


def _one_poster(building_id: int) -> posters.Poster:
    """Raises OutOfScope: no building for this actor, or no code for this building."""
    building = building_in_scope(current_actor(), building_id)
    token = queries.working_token(building)
    if token is None:
        raise OutOfScope
    return _poster(building, token)


def _poster(building: Building, token: QrToken) -> posters.Poster:
    return _make(building, token, queries.community(building.community_id), queries.unit_names([building])[building.id])


def _make(building: Building, token: QrToken, community: Community, units: list[str]) -> posters.Poster:
    return posters.make(
        building=building.name,
        estate=building.estate.name,
        community=community.name,
        phone=community.phone,
        office_hours=community.office_hours,
        address=public_url(f"/b/{token.token}"),
        unit_names=units,
    )


def _file(content: bytes, found: posters.Poster, what: str, ending: str) -> Any:
    kind = {"svg": "image/svg+xml", "png": "image/png"}[ending]
    name = f"{found.estate}{found.building}-{what}.{ending}"
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)

"""The people a secretary or officer answers for: the list, one person, new, edit."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts import actions, blueprint, passwords, queries, slots
from blueprints.accounts.forms import HandOverForm, NewPersonForm, PersonForm, VerbForm
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, can_manage, roles_to_create
from core import clock, htmx, labels
from core.actors import Actor
from core.errors import Invalid, Refused
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

OFFICE = (Role.SECRETARY, Role.OFFICER)


@blueprint.get("/people")
@requires(*OFFICE)
def people() -> Any:
    actor = current_actor()
    show = "disabled" if request.args.get("show") == "disabled" else "enabled"
    community_id, after_id = request.args.get("community", type=row_id), request.args.get("after", type=row_id)
    where = queries.managed_filter(actor, enabled=show == "enabled", community_id=community_id)
    rows = queries.list_people(where, after=queries.user_in_scope(actor, after_id) if after_id else None)
    shown = rows[: queries.PAGE]
    ids = [user.id for user in shown]
    return htmx.render(
        "accounts/people.html",
        "accounts/_people.html",
        people=shown,
        more_after=shown[-1].id if len(rows) > len(shown) else None,
        show=show,
        community_id=community_id,
        communities=slots.community_names(actor),
        grids=slots.grid_names(actor, ids),
        loads=slots.loads(actor, ids),
    )


@blueprint.get("/people/<int:user_id>")
@requires(*OFFICE)
def person(user_id: int) -> Any:
    actor = current_actor()
    user = managed(actor, user_id)
    return render_template(
        "accounts/person.html",
        user=user,
        load=slots.loads(actor, [user.id])[user.id],
        forms={verb: VerbForm(formdata=None) for verb in ("reset", "disable", "enable")},
    )


def managed(actor: Actor, user_id: int, *, lock: bool = False) -> User:
    """Raises OutOfScope outside the actor's places, Refused for a colleague the actor does not answer for."""
    user = queries.user_in_scope(actor, user_id, lock=lock)
    if not can_manage(actor, user):
        raise Refused
    return user


@blueprint.get("/people/new")
@requires(*OFFICE)
def new_person() -> Any:
    return render_template("accounts/new_person.html", form=_new_form(current_actor(), formdata=None))


def _new_form(actor: Actor, **kwargs: Any) -> NewPersonForm:
    communities = [(str(key), name) for key, name in slots.community_names(actor).items()]
    return NewPersonForm([(role.value, labels.label(role)) for role in roles_to_create(actor)], communities, **kwargs)


@blueprint.post("/people/new")
@requires(*OFFICE)
def create_person() -> Any:
    actor = current_actor()
    form = _new_form(actor)
    if not form.validate():
        return render_template("accounts/new_person.html", form=form), 422
    password = passwords.temporary()
    password_hash = passwords.hash_password(password)

    def work() -> str:
        user = actions.create_user(
            actor=actor,
            now=clock.now(),
            role=Role(form.role.data),
            username=form.username.data,
            name=form.name.data,
            subdistrict_id=actor.subdistrict_id or 0,
            community_id=int(form.community.data),
            phone=form.phone.data,
            password_hash=password_hash,
        )
        return url_for("accounts.person", user_id=user.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, field=error.field)
        return render_template("accounts/new_person.html", form=form), 422
    return show_password(queries.by_username(form.username.data), password, password_hash, url)


def show_password(user: User | None, password: str, password_hash: str, url: str) -> Any:
    """The only place a temporary password is ever seen: this answer. Sent again, the form finds another hash."""
    was_set = user is not None and user.password_hash == password_hash
    return render_template("accounts/temporary_password.html", user=user, password=password if was_set else None, url=url)


@blueprint.get("/people/<int:user_id>/edit")
@requires(*OFFICE)
def edit_person(user_id: int) -> Any:
    user = managed(current_actor(), user_id)
    return render_template("accounts/edit_person.html", user=user, form=PersonForm(formdata=None, obj=user))


@blueprint.post("/people/<int:user_id>/edit")
@requires(*OFFICE)
def save_person(user_id: int) -> Any:
    form, actor = PersonForm(), current_actor()
    if not form.validate():
        return render_template("accounts/edit_person.html", user=managed(actor, user_id), form=form), 422

    def work() -> str:
        user = managed(actor, user_id, lock=True)
        actions.edit_user(user, actor=actor, now=clock.now(), name=form.name.data, phone=form.phone.data)
        return url_for("accounts.person", user_id=user_id)

    url = submit_once(form, actor, work)
    flash(_("已保存。"))
    return go_to(url)


@blueprint.get("/people/<int:user_id>/hand-over")
@requires(*OFFICE)
def hand_over(user_id: int) -> Any:
    actor = current_actor()
    return _show_hand_over(actor, managed(actor, user_id), HandOverForm(formdata=None, data={"with_grids": True}), 200)


@blueprint.post("/people/<int:user_id>/hand-over")
@requires(*OFFICE)
def do_hand_over(user_id: int) -> Any:
    form, actor = HandOverForm(), current_actor()
    user = managed(actor, user_id)
    form.to.choices = [(str(other.id), other.name) for other in queries.who_can_take_over(user)]
    if not form.validate():
        return _show_hand_over(actor, user, form, 422)

    def work() -> str:
        first, second = sorted((user_id, int(form.to.data)))  # locked in one order, so that two hand-overs never wait in a ring
        rows = {one: queries.user_in_scope(actor, one, lock=True) for one in (first, second)}
        actions.hand_over_work(
            rows[user_id], to=rows[int(form.to.data)], actor=actor, now=clock.now(), with_grids=bool(form.with_grids.data)
        )
        return url_for("accounts.person", user_id=user_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, field=error.field)
        return _show_hand_over(actor, managed(actor, user_id), form, 422)
    flash(_("工作已交给%(name)s。", name=form.to.texts[form.to.data]))
    return go_to(url)


def _show_hand_over(actor: Actor, user: User, form: HandOverForm, status: int) -> Any:
    others = queries.who_can_take_over(user)
    loads = slots.loads(actor, [user.id, *(other.id for other in others)])
    form.to.choices = [(str(other.id), _with_load(other, loads[other.id])) for other in others]
    context = {"user": user, "form": form, "load": loads[user.id], "grids": slots.grid_names(actor, [user.id])[user.id]}
    return render_template("accounts/hand_over.html", **context), status


def _with_load(user: User, load: list[tuple[Any, int]]) -> str:
    carried = _("、").join(f"{what} {count}" for what, count in load if count)
    return _("%(name)s（手上：%(load)s）", name=user.name, load=carried) if carried else user.name

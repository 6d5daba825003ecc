"""Commands that set the site up and let somebody in: flask init, add-user, reset-password.

They stand beside wiring.py because they need both accounts and places. No password is ever preset:
it is typed twice, taken from LINLI_PASSWORD, or made up and printed once.
"""

from __future__ import annotations

import os

import click
from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_migrate import upgrade
from wtforms import ValidationError

from blueprints.accounts import actions as account_actions
from blueprints.accounts import passwords, queries
from blueprints.accounts.forms import check_new_password, check_username
from blueprints.accounts.rules import Role
from blueprints.places.actions import setup
from blueprints.places.queries import setup as places
from core import clock
from core.actors import system_actor
from core.database import run_tx
from core.errors import Invalid
from core.forms.fields import parse_phone

ACTOR = system_actor("command")
PASSWORD_FROM = "LINLI_PASSWORD"  # the name of the variable


def init_app(app: Flask) -> None:
    for command in (init, add_user, reset_password):
        app.cli.add_command(command)


def _phone(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    number = parse_phone(value)
    if number is None:
        raise click.BadParameter(_("电话号码不对，请填 11 位手机号，或带区号的座机号。"))
    return number


def _filled(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value.strip() or len(value) > 40:
        raise click.BadParameter(_("请填 1 到 40 个字。"))
    return value.strip()


def _username(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        check_username(value.strip())
    except ValidationError as error:
        raise click.BadParameter(str(error)) from None
    return queries.normal_username(value)


def _password(username: str, *, generate: bool) -> tuple[str, bool]:
    """(the password, whether it was made up): from the environment, made up, or asked for twice."""
    given = os.environ.get(PASSWORD_FROM)
    if generate and not given:
        return passwords.temporary(), True
    while True:
        password = given or click.prompt(_("密码（至少 10 位）"), hide_input=True)
        if not given and password != click.prompt(_("再填一次密码"), hide_input=True):
            click.echo(_("两次填的不一样，请重新填。"))
            continue
        try:
            check_new_password(password, username)
        except ValidationError as error:
            if given:
                raise click.ClickException(str(error)) from None
            click.echo(str(error))
            continue
        return str(password), False


def _tell(username: str, password: str, *, made_up: bool) -> None:
    click.echo(_("登录名：%(username)s", username=username))
    if made_up:
        click.echo(_("临时密码（只显示这一次，第一次登录时要改）：%(password)s", password=password))


ROLES = {"secretary": Role.SECRETARY, "worker": Role.GRID_WORKER, "officer": Role.OFFICER}
_generate = click.option("--generate-password", is_flag=True, help="make up a password and print it once")


def _only_once(_context: click.Context, _parameter: click.Parameter, _value: object) -> None:
    """Before anything is asked: bring the tables up to date, and stop when there is a site already."""
    upgrade()
    if places.is_set_up():
        raise click.ClickException(_("已经设置过了。加人请用：flask add-user"))


@click.command("init")
@click.option("--once", is_flag=True, is_eager=True, expose_value=False, hidden=True, callback=_only_once)
@click.option("--subdistrict", prompt=_l("街道（乡镇）名称"), callback=_filled)
@click.option("--community", prompt=_l("社区（村）名称"), callback=_filled)
@click.option("--phone", prompt=_l("社区电话"), callback=_phone)
@click.option(
    "--role",
    type=click.Choice(["secretary", "officer"]),
    default="secretary",
    prompt=_l("第一个账号给谁用：社区书记 secretary，街道干部 officer"),
)
@click.option("--name", prompt=_l("这个人的姓名"), callback=_filled)
@click.option("--username", prompt=_l("登录名（字母和数字）"), callback=_username)
@_generate
def init(subdistrict: str, community: str, phone: str, role: str, name: str, username: str, generate_password: bool) -> None:
    """Set up a real site: subdistrict, community, first account. Refuses when there is one already."""
    password, made_up = _password(username, generate=generate_password)
    password_hash = passwords.hash_password(password)

    def work() -> None:
        now = clock.now()
        subdistrict_id, community_id = setup.set_up(actor=ACTOR, now=now, subdistrict=subdistrict, community=community, phone=phone)
        account_actions.create_user(
            actor=ACTOR,
            now=now,
            role=ROLES[role],
            username=username,
            name=name,
            subdistrict_id=subdistrict_id,
            community_id=None if role == "officer" else community_id,
            phone=None,
            password_hash=password_hash,
            must_change_password=made_up,
        )

    _run(work)
    _tell(username, password, made_up=made_up)
    click.echo(_("设置好了。现在可以启动网站：make serve"))


@click.command("add-user")
@click.option("--role", type=click.Choice(list(ROLES)), prompt=_l("做什么工作（secretary 社区书记，worker 网格员，officer 街道干部）"))
@click.option("--place", help="name of the community (of the subdistrict for an officer); may be left out when there is only one")
@click.option("--name", prompt=_l("姓名"), callback=_filled)
@click.option("--username", prompt=_l("登录名（字母和数字）"), callback=_username)
@_generate
def add_user(role: str, place: str | None, name: str, username: str, generate_password: bool) -> None:
    """Add an account, also the first one of an officer."""
    if queries.by_username(username) is not None:
        raise click.ClickException(_("这个登录名已经有人用了，请换一个。"))
    try:
        subdistrict_id, community_id = places.place_of(place, is_subdistrict=role == "officer")
    except LookupError as error:
        raise click.ClickException(_("请用 --place 写明是哪里：%(names)s", names=_("、").join(error.args[0]))) from None
    password, made_up = _password(username, generate=generate_password)
    password_hash = passwords.hash_password(password)

    def work() -> None:
        account_actions.create_user(
            actor=ACTOR,
            now=clock.now(),
            role=ROLES[role],
            username=username,
            name=name,
            subdistrict_id=subdistrict_id,
            community_id=community_id,
            phone=None,
            password_hash=password_hash,
            must_change_password=made_up,
        )

    _run(work)
    _tell(username, password, made_up=made_up)


@click.command("reset-password")
@click.argument("username")
@_generate
def reset_password(username: str, generate_password: bool) -> None:
    """Give somebody a new password, which must be changed at the next sign-in."""
    username = queries.normal_username(username)
    if queries.by_username(username) is None:
        raise click.ClickException(_("没有这个登录名：%(username)s", username=username))
    password, made_up = _password(username, generate=generate_password)
    password_hash = passwords.hash_password(password)

    def work() -> None:
        user = queries.by_username(username)
        assert user is not None
        account_actions.reset_password(user, actor=ACTOR, now=clock.now(), password_hash=password_hash)

    _run(work)
    _tell(username, password, made_up=made_up)


def _run(work: object) -> None:
    try:
        run_tx(work)  # type: ignore[arg-type]
    except Invalid as error:
        raise click.ClickException(error.message) from None

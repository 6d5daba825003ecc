"""`flask import-xlsx`: the import of views/imports.py from the command line, with the same preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _

from blueprints.places import blueprint
from blueprints.places.actions.imports import apply_directly
from blueprints.places.imports import jobs
from blueprints.places.imports.plan import Existing, Plan
from blueprints.places.imports.planning import make_plan
from blueprints.places.imports.staging import SheetReport
from blueprints.places.imports.wording import preview_lines
from blueprints.places.queries import imports as queries
from core import clock
from core.actors import system_actor
from core.database import one_moment, run_tx
from core.excel_in import Unreadable


@blueprint.cli.command("import-xlsx")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--community", required=True, help="Name of the community the list belongs to.")
@click.option("--subdistrict", default="", help="Name of its subdistrict, when several have such a community.")
@click.option("--estate", default="", help="Estate of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Show the preview and write nothing.")
def import_xlsx(file: Path, community: str, subdistrict: str, estate: str, dry_run: bool) -> None:
    """Read an Excel list of buildings, households and residents; write all of it or nothing."""
    found = queries.communities_named(community, subdistrict)
    if len(found) != 1:
        raise click.ClickException(
            _("有几个社区都叫“%(name)s”，请加上 --subdistrict。", name=community)
            if found
            else _("没有叫“%(name)s”的社区。", name=community)
        )
    community_id = found[0].id
    try:
        reports, staged, hidden = jobs.open_list(file.read_bytes())
    except Unreadable as error:
        raise click.ClickException(error.message) from error
    progress: Any = click.progressbar(length=len(staged), label=_("核对"))
    with progress as bar:
        entries = jobs.clean_rows(staged, today=clock.day_of(clock.now()), tell=lambda _number: bar.update(1000))

    def plan_now() -> tuple[Plan, Existing]:
        one_moment()
        existing = queries.existing(community_id)
        return make_plan(entries, existing, sheet_names=[report.name for report in reports], default_estate=estate), existing

    plan, existing = plan_now()
    _print(plan, reports, hidden)
    if dry_run or plan.changes_nothing:
        click.echo(_("没有写入任何内容。"))
        return
    actor, now = replace(system_actor("import-xlsx"), community_id=community_id), clock.now()

    def work() -> bool:
        row = queries.community(community_id)
        return apply_directly(row, plan, existing, actor=actor, now=now, file_name=file.name)

    if not run_tx(work):
        raise click.ClickException(_("核对时社区资料有了变动，没有写入任何内容。请再运行一次。"))
    click.echo(_("已全部写入。"))


def _print(plan: Plan, reports: list[SheetReport], hidden: list[str]) -> None:
    for report in reports:
        if not report.has_header:
            click.echo(_("工作表“%(name)s”没有找到表头，没有读。", name=report.name))
        if report.unknown:
            click.echo(_("“%(name)s”里这些列不认识，没有导入: %(columns)s", name=report.name, columns="、".join(report.unknown)))
    if hidden:
        click.echo(_("隐藏的工作表没有读: %(names)s", names="、".join(hidden)))
    for line in preview_lines(plan, [report.name for report in reports], [report.titles for report in reports]):
        click.echo(line)

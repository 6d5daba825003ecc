"""Pages of the Excel import: upload, read step by step, look, confirm."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import imports as actions
from blueprints.places.forms.imports import AbandonForm, ConfirmForm, ExportForm, UploadForm
from blueprints.places.imports import jobs, wording
from blueprints.places.imports.plan import Existing, Plan
from blueprints.places.imports.rules import CHUNK_ROWS, ImportState, can_abandon, can_apply
from blueprints.places.imports.template import preview_sheets, template_sheets
from blueprints.places.models import ImportJob
from blueprints.places.queries import imports as queries
from core import clock
from core.actors import Actor
from core.database import one_moment, run_tx
from core.errors import Conflict, still_here
from core.excel import workbook_response
from core.excel_in import Unreadable
from core.htmx import go_to, is_fragment_request
from core.permissions import current_actor, requires
from core.submissions import submit_once


class _Stale(Exception):
    """The community has changed between planning and confirming."""


@blueprint.get("/imports")
@requires(Role.SECRETARY, Role.OFFICER)
def imports() -> Any:
    return _list(UploadForm(formdata=None), 200)


@blueprint.get("/imports/template.xlsx")
@requires(Role.SECRETARY, Role.OFFICER)
def import_template() -> Any:
    return workbook_response(_("居民导入模板"), template_sheets())


@blueprint.post("/imports/upload")
@requires(Role.SECRETARY)
def upload_import() -> Any:
    form, actor, upload = UploadForm(), current_actor(), request.files.get("file")
    if upload is None or not upload.filename:
        form.file.errors = [_("请选择一个文件。")]
    if not form.validate() or form.file.errors or upload is None:
        form.file.errors = form.file.errors or ([_("请选择一个文件。")] if upload is None or not upload.filename else [])
        return _list(form, 422)
    try:
        with upload.stream as stream:
            reports, staged, hidden = jobs.open_list(stream.read())
    except Unreadable as error:
        form.add_error(error.message, "file")
        return _list(form, 422)

    def work() -> str:
        job = actions.start_import(
            actor=actor,
            now=clock.now(),
            file_name=upload.filename or "",
            reports=reports,
            staged=staged,
            hidden=hidden,
            default_estate=form.estate.data or "",
        )
        return url_for("places.import_page", job_id=job.id)

    url = submit_once(form, actor, work)
    if len(staged) <= CHUNK_ROWS:  # a short list is read at once: chunk and plan
        for _step in range(2):
            _advance(actor, int(url.rsplit("/", 1)[1]))
    return go_to(url)


@blueprint.get("/imports/<int:job_id>")
@requires(Role.SECRETARY)
def import_page(job_id: int) -> Any:
    return _show(queries.job_in_scope(current_actor(), job_id), 200)


@blueprint.post("/imports/<int:job_id>/step")
@requires(Role.SECRETARY)
def step_import(job_id: int) -> Any:
    """Read the next chunk, or, when all are read, make the plan. The page calls it again and again; twice does no harm."""
    actor = current_actor()
    _advance(actor, job_id)
    job = queries.job_in_scope(actor, job_id)
    if job.state is ImportState.READING and is_fragment_request():
        return render_template("places/imports/_progress.html", job=job)
    return go_to(url_for("places.import_page", job_id=job_id))


@blueprint.get("/imports/<int:job_id>/preview.xlsx")
@requires(Role.SECRETARY)
def import_preview(job_id: int) -> Any:
    job, planned = _planned(current_actor(), job_id)
    if planned is None:
        raise Conflict(_("这次导入已经结束，核对结果没有保留。"))
    plan, _existing = planned
    names, titles = [sheet["name"] for sheet in job.sheets], [sheet["titles"] for sheet in job.sheets]
    return workbook_response(_("导入核对") + f" {job.id}", preview_sheets(plan, names, titles))


@blueprint.post("/imports/<int:job_id>/confirm")
@requires(Role.SECRETARY)
def confirm_import(job_id: int) -> Any:
    form, actor = ConfirmForm(), current_actor()
    job = queries.job_in_scope(actor, job_id)
    if not form.validate():
        return _show(job, 422, form)
    try:
        url = _confirm(form, actor, job_id)
    except Conflict as error:
        return _show(queries.job_in_scope(actor, job_id), still_here(error))
    if url is None:
        form = ConfirmForm(formdata=None)
        form.add_error(_("您核对以后，社区资料又有了变动。下面是重新核对的结果，请再看一遍。还没有写入任何内容。"))
        return _show(queries.job_in_scope(actor, job_id), 409, form)
    flash(_("已导入。"))
    return go_to(url)


@blueprint.post("/imports/<int:job_id>/abandon")
@requires(Role.SECRETARY)
def abandon_import(job_id: int) -> Any:
    form, actor = AbandonForm(), current_actor()
    if not form.validate():
        return _show(queries.job_in_scope(actor, job_id), 422)

    def work() -> str:
        actions.abandon_import(queries.job_in_scope(actor, job_id, lock=True), actor=actor, now=clock.now())
        return url_for("places.imports")

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show(queries.job_in_scope(actor, job_id), still_here(error))
    flash(_("已放弃，没有写入任何内容。"))
    return go_to(url)


def _advance(actor: Actor, job_id: int) -> None:
    """One step outside any long transaction: read and reckon first, then write what came of it."""
    one_moment()
    job = queries.job_in_scope(actor, job_id)
    if job.state is not ImportState.READING:
        return
    unread = queries.first_unread(job)
    if unread is not None:
        number, rows = unread
        entries = jobs.clean_rows(rows, today=clock.day_of(clock.now()))
        run_tx(lambda: actions.save_entries(queries.job_in_scope(actor, job_id, lock=True), number, entries, actor=actor))
    else:
        plan, _existing = jobs.plan_of(job)
        run_tx(lambda: actions.show_plan(queries.job_in_scope(actor, job_id, lock=True), plan, actor=actor))


def _planned(actor: Actor, job_id: int) -> tuple[ImportJob, tuple[Plan, Existing] | None]:
    """The job and its plan as of one moment; no plan when it does not wait for its confirmation."""
    one_moment()
    job = queries.job_in_scope(actor, job_id)
    return job, jobs.plan_of(job) if job.state is ImportState.READY else None


def _confirm(form: ConfirmForm, actor: Actor, job_id: int) -> str | None:
    """Write the plan that was looked at. None when it no longer holds: nothing is written, a new one is shown. Raises Conflict."""
    _job, planned = _planned(actor, job_id)

    def work() -> str:
        job = queries.job_in_scope(actor, job_id, lock=True)
        actions.check_waiting(job, actor=actor)
        if planned is None or not actions.apply_import(job, *planned, actor=actor, now=clock.now()):
            raise _Stale
        return url_for("places.import_page", job_id=job_id)

    def keep_new_plan() -> None:
        job = queries.job_in_scope(actor, job_id, lock=True)
        actions.check_waiting(job, actor=actor)
        if planned is not None:
            actions.show_plan(job, planned[0], actor=actor)

    if planned is None or planned[0].digest == form.plan.data:
        try:
            return submit_once(form, actor, work)
        except _Stale:
            _job, planned = _planned(actor, job_id)
    run_tx(keep_new_plan)
    return None


def _list(form: UploadForm, status: int) -> Any:
    actor = current_actor()
    context = {
        "jobs": queries.list_jobs(actor),
        "form": form,
        "can_upload": actor.role == Role.SECRETARY,
        "export_form": ExportForm(formdata=None),
    }
    return render_template("places/imports/page.html", **context), status


def _show(job: ImportJob, status: int, form: ConfirmForm | None = None) -> Any:
    actor, confirm_form = current_actor(), form or ConfirmForm(formdata=None)
    confirm_form.plan.data = job.plan_digest
    context = {
        "job": job,
        "form": confirm_form,
        "abandon_form": AbandonForm(formdata=None),
        "can_apply": can_apply(actor, job),
        "can_abandon": can_abandon(actor, job),
        "field_label": wording.field_label,
        "value_label": wording.value_label,
    }
    return render_template("places/imports/job.html", **context), status

"""Something was missing or broken: said on the slip or by phone, closed by the secretary with what was done."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.orders.models import PurchaseOrder
from blueprints.purchases.rules import RequestState
from blueprints.settlement import actions, queries
from blueprints.settlement.models import Complaint, MoneyEntry
from blueprints.settlement.rules import ComplaintKind, EntryKind, Method
from core.database import db, run_tx
from core.errors import Conflict, Invalid
from tests.orders import things as orders
from tests.purchases import things
from tests.residents.test_slip_order import Case
from tests.support import world
from tests.support.at_once import at_once


@pytest.fixture
def case(app) -> Case:
    case = Case(fee=0)
    case.deliver()
    return case


def every() -> list[Complaint]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Complaint).order_by(Complaint.id)))


def entries(kind: EntryKind) -> list[MoneyEntry]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(MoneyEntry).where(MoneyEntry.kind == kind)))


def say(somebody, case: Case, **typed):
    form = somebody.get(case.address).follow("少了东西或坏了").form("/complain")
    return form.submit(**{"kind": "broken", "text": "酱油瓶漏了", **typed})


def complain(case: Case) -> int:
    things.do(
        case.request, actions.open_complaint, things.resident(), kind=ComplaintKind.MISSING, text="少了一瓶酱油", line=case.line("酱油")
    )
    return every()[-1].id


def pay_all(case: Case, method: Method = Method.WECHAT) -> int:
    db.session.rollback()
    account = queries.account_of(things.fresh(case.request))
    assert account is not None
    cents = account.sums.still_open
    things.do(case.request, actions.pay, "owner", method=method, cents=cents)
    return cents


def close(somebody, complaint_id: int, **typed):
    form = somebody.get(f"/complaints/{complaint_id}").form("/close")
    return form.submit(**{"outcome": "已补送一瓶", **typed})


def sums(case: Case):
    account = queries.account_of(things.fresh(case.request))
    assert account is not None
    return account.sums


def close_order(case: Case) -> None:
    orders.do(case.order, lambda order, **by: actions.set_bill(order, sums(case).due, **by), "secretary")
    orders.do(case.order, lambda order, **by: actions.advance(order, sums(case).due, **by), "secretary")
    orders.do(case.order, actions.close_order, "secretary")


def test_the_household_says_it_on_the_slip_and_reads_what_was_done(visitor, person, case):
    page = say(visitor, case, line=case.line("酱油").id)
    assert "酱油瓶漏了" in page.text and "社区收到了，正在办" in page.text
    (complaint,) = every()
    assert (complaint.kind, complaint.order_id, complaint.line_id) == (ComplaintKind.BROKEN, case.order, case.line("酱油").id)
    secretary = person("secretary")
    assert "居民说有问题 1" in secretary.get("/summary").text
    page = secretary.get("/complaints").follow("酱油瓶漏了")
    assert "酱油 1瓶" in page.text and "生抽" in page.text and "8.90 元" in page.text
    page = close(secretary, complaint.id)
    assert page.path.startswith("/complaints") and "没有等着办的问题" in page.text
    words = visitor.get(case.address).text
    assert "已办好： 已补送一瓶" in words and "正在办" not in words


def test_without_an_order_it_is_said_without_a_line(visitor, app):
    one = things.in_state(RequestState.DELIVERED)
    form = visitor.get(f"/s/{things.fresh(one).slip_token}/complain").form("/complain")
    assert "line" not in form.names
    form.submit(kind="missing", text="少了一盒药")
    assert every()[0].order_id is None


@pytest.mark.parametrize(("field", "value"), [("kind", None), ("text", ""), ("line", "987654"), ("kind", "else")])
def test_half_a_complaint_is_told_beside_the_field(visitor, case, field, value):
    page = say(visitor, case, **{field: value})
    assert page.status == 422 and page.soup.find(id=f"{field}-error") is not None or page.status == 422
    assert every() == []


def test_before_it_is_handed_over_there_is_nothing_to_complain_of(visitor, app):
    early = Case()
    assert "少了东西或坏了" not in visitor.get(early.address).text
    assert visitor.get(f"{early.address}/complain").status == 409
    assert visitor.post(f"{early.address}/complain", {"kind": "missing", "text": "没送"}).status == 409
    assert visitor.get("/s/ABCDEFGHJKMNPQRSTUVWXYZ2/complain").status == 404
    assert every() == []


def test_another_requests_line_is_not_taken(visitor, case):
    other = Case()
    page = say(visitor, case, line=other.line("酱油").id)
    assert page.status == 422 and every() == []


def test_the_same_form_twice_and_the_same_words_twice_are_one(visitor, case):
    form = visitor.get(f"{case.address}/complain").form("/complain").fill(kind="missing", text="少了盐")
    assert form.submit().path == form.submit().path == case.address
    assert say(visitor, case, kind="missing", text="少了盐").status == 409
    assert len(every()) == 1


def test_too_many_are_held_back(visitor, case, app):
    app.config["RATE_LIMITS_ENABLED"] = True
    answers = [say(visitor, case, text=f"第{number}件").status for number in range(7)]
    assert answers[:5] == [200] * 5 and set(answers[5:]) <= {409, 429}
    assert len(every()) == 5


@pytest.mark.parametrize("who", ["owner", "secretary"])
def test_staff_write_one_down_from_a_telephone_call(person, case, who):
    form = person(who).get(f"/requests/{case.request}").follow("居民说少了东西或坏了").form("/complaints/new")
    page = form.submit(kind="price", text="价钱和超市不一样")
    assert "价钱和超市不一样" in page.text and every()[0].opened_by == world.user(who).name
    assert "没办好" in person(who).get(f"/requests/{case.request}").text


def test_who_may_not(person, case):
    one = complain(case)
    for who in ("owner", "officer"):
        assert person(who).post(f"/complaints/{one}/close", {"outcome": "好了", "version": 1}).status == 403
        assert not person(who).get(f"/complaints/{one}").soup.select("main form")
    for who in ("stranger", "other_secretary", "far_officer"):
        assert person(who).get(f"/complaints/{one}").status == 404
        assert "少了一瓶酱油" not in person(who).get("/complaints?show=all").html
    assert person("officer").post(f"/requests/{case.request}/complaints/new").status == 403
    assert person("secretary").get(f"/complaints/{one}/close").status == 405
    assert every()[0].closed_at is None


def test_it_is_not_closed_without_saying_what_was_done(person, case):
    one = complain(case)
    page = close(person("secretary"), one, outcome=" ")
    assert page.status == 422 and page.soup.find(id="outcome-error") is not None
    assert every()[0].closed_at is None


def test_an_open_complaint_keeps_the_order_from_closing(person, case):
    one = complain(case)
    pay_all(case)
    with pytest.raises((Conflict, Invalid)):
        close_order(case)
    db.session.rollback()
    secretary = person("secretary")
    account = secretary.get(f"/orders/{case.order}/account")
    assert account.soup.select_one(f'main a[href="/complaints/{one}"]') is not None
    close(secretary, one)
    orders.do(case.order, actions.close_order, "secretary")
    assert db.session.get_one(PurchaseOrder, case.order).closed_at is not None


def test_what_is_not_paid_yet_is_simply_less(person, case):
    one, before = complain(case), sums(case)
    close(person("secretary"), one, cents="8.90")
    after = sums(case)
    assert (after.due, after.refunded) == (before.due - 890, 0)
    assert entries(EntryKind.CREDIT)[0].complaint_id == one


def test_what_was_paid_goes_back(visitor, person, case):
    one = complain(case)
    paid = pay_all(case)
    secretary = person("secretary")
    page = close(secretary, one, cents="8.90")
    assert page.status == 422 and "请选怎么退" in page.text  # nothing of it is kept
    assert sums(case).credit == 0 and every()[0].closed_at is None
    close(secretary, one, cents="8.90", method="wechat")
    assert (sums(case).due, sums(case).net_paid, sums(case).still_open) == (paid - 890, paid - 890, 0)
    assert "减收 −8.90" in visitor.get(case.address).text


def test_no_more_goes_back_than_is_due(person, case):
    one = complain(case)
    page = close(person("secretary"), one, cents="9999")
    assert page.status == 422 and sums(case).credit == 0 and every()[0].closed_at is None


def test_after_the_order_is_closed_money_still_goes_back_and_the_account_stays_balanced(person, case):
    paid = pay_all(case)
    close_order(case)
    one, secretary = complain(case), person("secretary")
    page = close(secretary, one, cents="8.90", method="cash")
    assert page.status == 422 and every()[0].closed_at is None
    close(secretary, one, cents="8.90", method="wechat")
    assert every()[0].closed_at is not None
    assert (sums(case).net_paid, sums(case).is_balanced) == (paid - 890, True)
    assert all(entry.after_close for entry in [*entries(EntryKind.CREDIT), *entries(EntryKind.REFUND)])


def test_two_close_one_complaint_at_once(app, person, case):
    pay_all(case)
    one = complain(case)
    forms = [
        person(who).get(f"/complaints/{one}").form("/close").fill(outcome=f"{who}办的", cents="8.90", method="wechat")
        for who in ("secretary", "deputy")
    ]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert len(entries(EntryKind.CREDIT)) == len(entries(EntryKind.REFUND)) == 1


def test_the_second_is_told_who_closed_it(person, case):
    one = complain(case)
    stale = person("deputy").get(f"/complaints/{one}").form("/close").fill(outcome="我也办了")
    close(person("secretary"), one)
    page = stale.submit()
    assert page.status == 409 and "周书记" in page.html and "已补送一瓶" in page.text


def test_it_is_said_while_the_order_is_being_closed(app, visitor, person, case):
    """Either it comes first, and the order stays open; or the order is closed, and the complaint stands all the same."""
    pay_all(case)
    orders.do(case.order, lambda order, **by: actions.set_bill(order, sums(case).due, **by), "secretary")
    orders.do(case.order, lambda order, **by: actions.advance(order, sums(case).due, **by), "secretary")
    form = visitor.get(f"{case.address}/complain").form("/complain").fill(kind="missing", text="少了盐")
    answers = at_once(app, lambda: form.submit(follow=False), lambda: orders.do(case.order, actions.close_order, "secretary"))
    assert getattr(answers[0], "status", answers[0]) == 303
    (complaint,) = every()
    order = db.session.get_one(PurchaseOrder, case.order)
    assert isinstance(answers[1], Exception) == (order.closed_at is None)
    if order.closed_at is not None:
        assert complaint.opened_at >= order.closed_at or complaint.closed_at is None


def test_the_list_open_first_by_kind_and_page(person, case):
    for number, kind in enumerate([ComplaintKind.MISSING, ComplaintKind.BROKEN, ComplaintKind.MISSING]):
        things.do(case.request, actions.open_complaint, "owner", kind=kind, text=f"第{number}件")
    first = every()[0]
    run_tx(
        lambda: actions.close_complaint(
            queries.complaint_in_scope(world.actor("secretary"), first.id, lock=True),
            actor=world.actor("secretary"),
            now=first.opened_at,
            version=1,
            outcome="好了",
        )
    )
    secretary = person("secretary")
    assert [len(secretary.get(f"/complaints?show={show}").soup.select("#complaints li")) for show in ("open", "closed", "all")] == [2, 1, 3]
    assert len(secretary.get("/complaints?kind=missing").soup.select("#complaints li")) == 1
    assert len(secretary.get(f"/complaints?show=open&after={every()[1].id}").soup.select("#complaints li")) == 1
    assert secretary.get("/complaints?show=nonsense&kind=nonsense&after=x").status == 200

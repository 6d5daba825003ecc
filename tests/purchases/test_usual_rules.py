"""When a reminder comes round again, and how lines are kept."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing
from blueprints.purchases import usual


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 92), st.integers(-40, 400))
def test_the_next_day_is_whole_rounds_on_and_the_first_after_today(next_on, every, away):
    on = next_on + timedelta(days=away)
    following = usual.next_day(next_on, every, on)
    assert following > max(on, next_on) and (following - next_on).days % every == 0
    assert following - timedelta(days=every) <= max(on, next_on)


@given(
    st.builds(
        WantedLine,
        item=st.text(min_size=1, max_size=20),
        amount=st.decimals("0.01", "999", places=2),
        unit=st.text(max_size=5),
        if_missing=st.sampled_from(IfMissing),
        price_item_id=st.none() | st.integers(1, 9),
        strength=st.text(max_size=5),
        shows_old_box=st.booleans(),
    )
)
def test_a_line_is_read_back_as_it_was_written(line):
    assert usual.read_line(usual.write_line(line)) == line

"""Rules every route keeps, read off the URL map."""

from __future__ import annotations

import re

import pytest

from blueprints.accounts.rules import Role
from core.permissions import access_of

PUBLIC = {
    "accounts.sign_in",
    "accounts.do_sign_in",
    "accounts.choose_language",
    "accounts.choose_look",
}  # everything else public belongs to the slice `residents`, whose whole purpose that is, or is the supplier's own page


@pytest.mark.guard
def test_every_route_is_public_by_name_or_has_a_role(app):
    for rule in app.url_map.iter_rules():
        access = access_of(rule.endpoint)
        assert access is not None, f"{rule.endpoint} declares neither @public nor @requires"
        if access.public:
            assert rule.endpoint in PUBLIC or rule.endpoint.startswith(("residents.", "orders.supplier_")), (
                f"{rule.endpoint} is public but not on the list"
            )
        else:
            assert access.roles and access.roles <= set(Role), f"{rule.endpoint} names unknown roles"


@pytest.mark.guard
def test_addresses_are_kebab_case_and_typed(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), f"{rule.rule} is not kebab-case"
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
            assert converter, f"{rule.rule}: {name} has no type"


@pytest.mark.guard
def test_one_address_per_verb_and_reading_never_writes(app):
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), f"{rule.rule} answers {methods}: one URL, one verb, one view"


@pytest.mark.guard
def test_every_tab_leads_somewhere(app):
    import wiring

    for role, tabs in wiring.TABS.items():
        for tab in tabs:
            access = access_of(tab.endpoint)
            assert access is not None and role in access.roles, f"{role} has the tab {tab.endpoint} but may not open it"

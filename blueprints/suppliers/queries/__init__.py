"""Every SELECT about suppliers: suppliers (who serves whom), prices (their lists), offers (what a door may pick from)."""

from blueprints.suppliers.queries.offers import find_offers, has_offers, offers_by_id
from blueprints.suppliers.queries.prices import (
    all_prices,
    count_prices,
    last_position,
    list_prices,
    other_price,
    price_in_scope,
    supplier_of_price,
    upload_in_scope,
    waiting_upload,
)
from blueprints.suppliers.queries.suppliers import (
    PAGE,
    communities_to_choose,
    estates_to_choose,
    hold_subdistrict,
    list_suppliers,
    name_is_taken,
    serves,
    supplier_in_scope,
    supplier_scope,
    suppliers_for,
)
from blueprints.suppliers.windows import next_window

__all__ = [
    "PAGE",
    "all_prices",
    "communities_to_choose",
    "count_prices",
    "estates_to_choose",
    "find_offers",
    "has_offers",
    "hold_subdistrict",
    "last_position",
    "list_prices",
    "list_suppliers",
    "name_is_taken",
    "next_window",
    "offers_by_id",
    "other_price",
    "price_in_scope",
    "serves",
    "supplier_in_scope",
    "supplier_of_price",
    "supplier_scope",
    "suppliers_for",
    "upload_in_scope",
    "waiting_upload",
]

"""What happens to suppliers: keeping (the supplier itself), pricing (one price by hand), importing (a whole list)."""

from blueprints.suppliers.actions.importing import apply_prices, plan_of, upload_prices
from blueprints.suppliers.actions.keeping import SupplierFacts, add_supplier, change_supplier, end_supplier, take_up_supplier
from blueprints.suppliers.actions.pricing import PriceFacts, add_price, change_price, put_back, take_off

__all__ = [
    "PriceFacts",
    "SupplierFacts",
    "add_price",
    "add_supplier",
    "apply_prices",
    "change_price",
    "change_supplier",
    "end_supplier",
    "plan_of",
    "put_back",
    "take_off",
    "take_up_supplier",
    "upload_prices",
]

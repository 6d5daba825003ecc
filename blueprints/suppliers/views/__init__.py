"""Pages of suppliers. Importing this package declares every route."""

from blueprints.suppliers.views import importing, keeping, pricing

__all__ = ["importing", "keeping", "pricing"]

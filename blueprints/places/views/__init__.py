"""HTTP of places, a module per noun. Importing this package declares every route."""

from blueprints.places.views import imports, posters

__all__ = ["imports", "posters"]

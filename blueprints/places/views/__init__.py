"""HTTP of places, a module per noun. Importing this package declares every route."""

from blueprints.places.views import imports, people, posters

__all__ = ["imports", "people", "posters"]

"""HTTP of places, a module per noun. Importing this package declares every route."""

from importlib import import_module

MODULES = (
    "areas",
    "buildings",
    "doors",
    "exports",
    "grids",
    "households",
    "imports",
    "maps",
    "overview",
    "people",
    "posters",
    "residents",
    "search",
)

for _module in MODULES:
    import_module(f"{__name__}.{_module}")

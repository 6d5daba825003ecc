"""How the names of goods are compared. Pure."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\s\-_.,，。、·*×()（）\[\]【】“”\"'/]+")


def name_key(name: str) -> str:
    """ " 大米（东北）" and "大米 东北" are the same thing: width, case, spaces and punctuation do not count."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()[:60]


ITEM_LENGTH = 60  # of a line on a request


def item_text(name: str, spec: str) -> str:
    """A thing on a price list as a line of a request names it: 大米 5kg装."""
    return f"{name} {spec}".strip()[:ITEM_LENGTH]

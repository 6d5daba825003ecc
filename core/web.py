"""Small things about addresses that several slices need."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

HOME = "/"


def is_own_path(path: str) -> bool:
    """True for a path on this site: never a way to another host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path


def back_to(default: str) -> str:
    """The page the request came from, if it was ours."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not is_own_path(parts.path):
        return default
    return parts.path + (f"?{parts.query}" if parts.query else "")


def public_url(path: str) -> str:
    """An absolute address for QR codes and slips: LINLI_PUBLIC_URL, else the host of this request."""
    base = current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
    return base + path

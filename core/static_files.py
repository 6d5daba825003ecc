"""Static files under names that carry their hash, compressed once at start, kept for ever by browsers.

`asset("css/linli.css")` gives /static/css/linli.3f2a9c11.css. The copies live in instance/static;
ServeStatic sends the .br or .gz twin to a browser that takes it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import secrets
from pathlib import Path

import brotli
from flask import Flask
from servestatic import ServeStatic

from core.settings import ROOT

COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".txt"}
HASHED = re.compile(r"\.[0-9a-f]{8}\.\w+$")


def init_app(app: Flask) -> None:
    source = ROOT / "static"
    target = Path(app.config["INSTANCE_DIR"]) / "static"
    manifest = build(source, target)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{manifest[name]}"
    app.extensions["linli_assets"] = manifest
    app.wsgi_app = ServeStatic(  # type: ignore[method-assign]
        app.wsgi_app, root=str(target), prefix="static/", immutable_file_test=lambda path, url: bool(HASHED.search(url))
    )


def build(source: Path, target: Path) -> dict[str, str]:
    """Copy what changed and return {name: hashed name}. Safe for several workers starting at once."""
    manifest: dict[str, str] = {}
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        name = path.relative_to(source)
        hashed = name.with_name(f"{name.stem}.{hashlib.sha256(content).hexdigest()[:8]}{name.suffix}")
        manifest[name.as_posix()] = hashed.as_posix()
        copy = target / hashed
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in COMPRESSIBLE:
            _put(copy.with_name(copy.name + ".br"), brotli.compress(content, quality=11))
            _put(copy.with_name(copy.name + ".gz"), gzip.compress(content, 9, mtime=0))
        _put(copy, content)
    return manifest


def _put(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)

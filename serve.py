"""Start the site: bring the database up to date, then hand over to the production server.

`python serve.py --demo` (make run) first fills an empty database with the demo neighbourhood.
Environment: HOST, PORT, LINLI_WORKERS, and what core/settings.py lists.
"""

from __future__ import annotations

import os
import socket
import sys

from flask import Flask
from flask_migrate import upgrade

from app import create_app


def main() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    address = lan_address() if host in ("0.0.0.0", "::") else host  # noqa: S104
    os.environ.setdefault("LINLI_PUBLIC_URL", f"http://{address}:{port}")
    app = create_app()
    with app.app_context():
        upgrade()
        if "--demo" in sys.argv:
            print_demo(app)
    print(f"\nLinli is at {os.environ['LINLI_PUBLIC_URL']}   (Ctrl+C ends it)\n", flush=True)
    server = os.path.join(os.path.dirname(sys.executable), "granian")
    workers = os.environ.get("LINLI_WORKERS", "2")
    os.execv(  # noqa: S606
        server,
        [server, "--interface", "wsgi", "--host", host, "--port", port, "--workers", workers, "--blocking-threads", "1",
         "--log-level", "warning", "--factory", "app:create_app"],
    )  # fmt: skip


def print_demo(app: Flask) -> None:
    """Fill an empty database with the demo neighbourhood and print how to get in."""
    from demo.build import ensure_demo

    ensure_demo(app)


def lan_address() -> str:
    """This machine's address in its own network, found without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: connect() on UDP sends no packet
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


if __name__ == "__main__":
    main()

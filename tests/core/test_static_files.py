"""Static files: names with a hash, compressed twins, kept for ever."""

from __future__ import annotations

import gzip
import re
import threading
from pathlib import Path

from core import static_files


def test_every_static_file_a_page_names_is_there_and_kept_for_ever(visitor):
    page = visitor.get("/sign-in")
    addresses = {str(tag.get("href") or tag.get("src")) for tag in page.soup.find_all(["link", "script"])}
    assert len(addresses) >= 4
    for address in addresses:
        assert re.fullmatch(r"/static/[\w./-]+\.[0-9a-f]{8}\.\w+", address), address
        response = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200 and "immutable" in response.headers["Cache-Control"], address
        body = gzip.decompress(response.data) if response.headers.get("Content-Encoding") == "gzip" else response.data
        assert len(body) > 50
        response.close()


def test_a_phone_gets_the_small_twin(visitor):
    address = str(visitor.get("/sign-in").soup.find("link", rel="stylesheet")["href"])
    sizes = {}
    for encoding in ("identity", "gzip", "br"):
        response = visitor.client.get(address, headers={"Accept-Encoding": encoding})
        sizes[encoding] = len(response.data)
        response.close()
    assert sizes["br"] < sizes["gzip"] < sizes["identity"] / 3


def test_nothing_outside_the_folder_is_served(visitor):
    for path in ("/static/../secret_key", "/static/%2e%2e/secret_key", "/static/", "/static/css/linli.css"):
        assert visitor.client.get(path).status_code == 404


def test_a_changed_file_gets_a_new_name_and_several_workers_may_build_at_once(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "css").mkdir(parents=True)
    (source / "css" / "a.css").write_text("a{}" * 100)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(static_files.build(source, target))) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6 and all(one == seen[0] for one in seen)
    first = seen[0]["css/a.css"]
    assert (target / first).read_text() == "a{}" * 100
    (source / "css" / "a.css").write_text("b{}")
    second = static_files.build(source, target)["css/a.css"]
    assert second != first and (target / first).exists()
    assert not list(target.rglob("*.tmp"))

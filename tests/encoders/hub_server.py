"""A loopback server that speaks the hub's protocol: listing, redirects to large files, ranges, and its failures."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

COMMIT = "1" * 40
NEWER = "2" * 40


@dataclass
class FakeHub:
    """Repositories as `{commit: {file name: content}}`; the last commit is main."""

    commits: dict[str, dict[str, bytes]]
    repo: str = "someone/tiny"
    url: str = ""
    large_bytes: int = 10_000
    """Files from this size are LFS files: with SHA-256, and on another path."""
    cut_after: list[int] = field(default_factory=list)
    """How many bytes each of the next large answers sends before its connection breaks."""
    corrupt: bool = False
    ignore_ranges: bool = False
    refuse_with: int | None = None
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """(method, path, Range)"""

    @classmethod
    def of_folder(cls, folder: Path) -> "FakeHub":
        return cls({COMMIT: {path.name: path.read_bytes() for path in folder.iterdir()}})

    def ranges(self) -> list[str]:
        """The Range headers of requests for large files."""
        return [wanted for method, path, wanted in self.requests if path.startswith("/cdn/") and method == "GET"]

    def listing(self, revision: str) -> dict[str, Any] | None:
        commit = list(self.commits)[-1] if revision == "main" else revision
        if commit not in self.commits:
            return None
        return {
            "id": self.repo,
            "sha": commit,
            "private": False,
            "siblings": [self._sibling(name, content) for name, content in self.commits[commit].items()],
        }

    def _sibling(self, name: str, content: bytes) -> dict[str, Any]:
        git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        sibling: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": git}
        if len(content) >= self.large_bytes:
            sha256 = hashlib.sha256(content).hexdigest()
            sibling["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
        return sibling


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, hub: FakeHub, *args: Any) -> None:
        self.hub = hub
        super().__init__(*args)

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = urlsplit(self.path).path
        self.hub.requests.append((self.command, path, self.headers.get("Range", "")))
        parts = path.strip("/").split("/")
        if self.hub.refuse_with is not None:
            self._send(self.hub.refuse_with, b"{}", body=body)
        elif parts[:2] == ["api", "models"]:
            self._send_listing(parts)
        elif parts[0] == "cdn":
            self._send_large(parts[1], body=body)
        elif "/".join(parts[:2]) == self.hub.repo and parts[2] == "resolve":
            self._send_file(parts[3], parts[4], body=body)
        else:
            self._not_found("RepoNotFound")

    def _send_listing(self, parts: list[str]) -> None:
        if "/".join(parts[2:4]) != self.hub.repo:
            return self._not_found("RepoNotFound")
        listing = self.hub.listing(parts[5] if len(parts) > 5 else "main")
        if listing is None:
            return self._not_found("RevisionNotFound")
        return self._send(200, json.dumps(listing).encode(), body=True)

    def _send_file(self, commit: str, name: str, *, body: bool) -> None:
        content = self.hub.commits.get(commit, {}).get(name)
        if content is None:
            return self._not_found("EntryNotFound")
        headers = {"X-Repo-Commit": commit, "ETag": f'"{hashlib.sha1(content).hexdigest()}"'}
        if len(content) < self.hub.large_bytes:
            return self._send(200, content, headers, body=body)
        sha256 = hashlib.sha256(content).hexdigest()
        headers |= {"X-Linked-ETag": f'"{sha256}"', "X-Linked-Size": str(len(content))}
        return self._send(302, b"", headers | {"Location": f"{self.hub.url}/cdn/{sha256}"}, body=body)

    def _send_large(self, sha256: str, *, body: bool) -> None:
        files = [content for commit in self.hub.commits.values() for content in commit.values()]
        content = next(item for item in files if hashlib.sha256(item).hexdigest() == sha256)
        if self.hub.corrupt:
            content = content[:-1] + bytes([content[-1] ^ 1])
        start, status, headers = 0, 200, {"Accept-Ranges": "bytes"}
        wanted = self.headers.get("Range", "")
        if wanted and not self.hub.ignore_ranges:
            start, status = int(wanted.removeprefix("bytes=").rstrip("-")), 206
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cut = self.hub.cut_after.pop(0) if body and self.hub.cut_after else None
        self._send(status, content[start:], headers, body=body, cut=cut)

    def _not_found(self, code: str) -> None:
        self._send(404, b"{}", {"X-Error-Code": code}, body=True)

    def _send(
        self, status: int, content: bytes, headers: dict[str, str] | None = None, *, body: bool, cut: int | None = None
    ) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content if cut is None else content[:cut])


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

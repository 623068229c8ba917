"""What the privacy page says: one module alone can speak to the network, and it is asked for by one request."""

import ast
from pathlib import Path

import desktop_app

ROOT = Path(desktop_app.__file__).parent
NETWORK = {"httpx", "httpx2", "huggingface_hub", "requests", "aiohttp", "http", "ftplib", "smtplib", "ssl"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def users(of: set[str]) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if any(name in of or name.split(".")[0] in of for name in imported(path))
    }


def test_only_the_hub_module_speaks_to_the_network() -> None:
    assert users(NETWORK | {"urllib.request"}) == {"encoders/hub.py"}
    assert not users({"PySide6.QtNetwork"})


def test_the_only_sockets_made_by_hand_are_private_files() -> None:
    """Of this user; nothing here connects to anywhere."""
    assert users({"socket"}) == {"worker/channel.py"}
    tree = ast.parse((ROOT / "worker" / "channel.py").read_text(encoding="utf-8"))
    made = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_socket(node.func)}
    assert made == {"socket.socket(socket.AF_UNIX)", "socket.socket(fileno=os.dup(link.fileno()))"}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & {"AF_INET", "AF_INET6", "create_connection", "create_server", "bind", "getaddrinfo"}


def _is_socket(called: ast.expr) -> bool:
    return ast.unparse(called).startswith("socket.")


def test_the_hub_is_reached_by_downloading_alone() -> None:
    assert users({"desktop_app.encoders.hub"}) == {"encoders/downloading.py"}
    assert users({"desktop_app.encoders.downloading"}) == {"encoders/catalog.py"}

"""Sign-in against a real, small OpenID Connect provider on this machine, through a real browser."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from playwright.sync_api import Browser

from catchup.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
PATIENCE = 90_000


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Provider(BaseHTTPRequestHandler):
    """Lets everybody in as Ada, whose address it has verified."""

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    asked: dict[str, str] = {}  # noqa: RUF012

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, {name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()}
        if path == "/.well-known/openid-configuration":
            ends = {f"{one}_endpoint": f"{self.base}/{one}" for one in ("authorization", "token", "userinfo")}
            self.say({"issuer": self.base, "jwks_uri": f"{self.base}/keys", "id_token_signing_alg_values_supported": ["RS256"], **ends})
        elif path == "/authorization":
            self.asked.update(query)
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': 'once', 'state': query['state']})}")
            self.end_headers()
        else:
            numbers = self.key.public_key().public_numbers()
            own = {"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": packed(numbers.n.to_bytes(256, "big")), "e": packed(numbers.e.to_bytes(3, "big"))}
            self.say({"keys": [own]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        told = {
            "iss": self.base, "sub": "17", "aud": "catchup", "iat": now, "exp": now + 600, "nonce": self.asked.get("nonce", ""),
            "name": "Ada Obi", "email": "Ada@Example.org", "email_verified": True,
        }
        body = f"{packed(json.dumps({'alg': 'RS256', 'kid': '1'}).encode())}.{packed(json.dumps(told).encode())}"
        signature = self.key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
        self.say({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": f"{body}.{packed(signature)}"})

    def say(self, content: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing on stderr."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(provider: str, tmp_path: Path) -> Iterator[str]:
    """The app with sign-in set up, and a store of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "{url}/oauth2callback"\ncookie_secret = "{"s" * 48}"\nclient_id = "catchup"\nclient_secret = "hush"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "catchup", "app", "--server.port", str(port), "--server.headless", "true"], cwd=tmp_path,
        env={**os.environ, "CATCHUP_STORE": f"sqlite:///{tmp_path / 'store.sqlite'}"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_a_question_saved_after_signing_in_belongs_to_the_verified_address(app: str, tmp_path: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app}/help?welcome=no")
    page.get_by_role("button", name="Saved").click()
    page.get_by_text("Sign in to save questions.").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Ada Obi").wait_for()
    if page.get_by_role("button", name="Skip").count():
        page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Saved").click()
    page.get_by_label("Name", exact=True).fill("Ada's question")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Ada's question").first.wait_for()
    context.close()
    assert [one.name for one in Store(f"sqlite:///{tmp_path / 'store.sqlite'}").listed("ada@example.org")] == ["Ada's question"]

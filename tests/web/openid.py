"""A small OpenID Connect provider, for tests: it lets one person in without asking, with PKCE and signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Provider:
    """What the provider knows: its key, who is signed in there, and which codes it gave."""

    client_id, secret = "comity", "of the tests only"

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {"sub": "person-1", "email": "ada@provider.example", "email_verified": True}
        self.codes, self.tokens = {}, {}
        self.url = ""

    def configuration(self):
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo",
                 "jwks_uri": "keys"}  # fmt: skip
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in paths.items()}}

    def keys(self):
        one = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**one, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked):
        assert asked["client_id"] == self.client_id and asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = asked["code_challenge"], asked.get("nonce")
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked):
        challenge, nonce = self.codes.pop(asked["code"])
        digest = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest())
        assert digest.rstrip(b"=").decode() == challenge, "PKCE"
        access = secrets.token_hex(8)
        self.tokens[access] = self.person
        now = int(time.time())
        said = {"iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 60, **self.person}
        said |= {"nonce": nonce} if nonce else {}
        signed = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": access, "token_type": "Bearer", "id_token": signed, "expires_in": 60}


@contextmanager
def openid_provider():
    """The provider, listening on this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            path = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            if path.path == "/.well-known/openid-configuration":
                self.answer(provider.configuration())
            elif path.path == "/keys":
                self.answer(provider.keys())
            elif path.path == "/userinfo":
                self.answer(provider.tokens[self.headers["Authorization"].partition(" ")[2]])
            else:
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()

        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(provider.token({name: values[0] for name, values in parse_qs(content).items()}))

        def answer(self, value):
            content = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

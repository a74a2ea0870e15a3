"""Joining and signing in: by a code, a password, a passkey, an account elsewhere; and what strangers learn of it."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

import comity
from comity.base.errors import InputError
from comity.store.models import Cached, User
from comity.web.people import claims
from comity.web.people.providers import origins, providers
from tests.web.openid import openid_provider
from tests.web.sites import ORIGIN, Site

BACKEND = "comity.web.people.sessions.Backend"


@pytest.fixture(autouse=True)
def unhurried(request):
    """Each test begins without what was counted before."""
    if "site" in request.fixturenames:
        request.getfixturevalue("site")
        cache.clear()


def code_of(letter):
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{2,5})$", letter.body, re.MULTILINE)[1]


def text_of(response):
    """A page without what differs each time: tokens, and the address that was given."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return re.sub(r"[a-z]+@people\.example", "ADDRESS", text)


def test_somebody_joins_by_a_code_and_needs_no_password(site: Site):
    client = site.client()
    asked = client.post("/accounts/signup/", {"email": "New@people.example"}, headers={"accept-language": "fr"})
    assert asked.status_code == 302 and not EmailAddress.objects.filter(verified=True).exists()
    [letter] = mail.outbox
    assert letter.to == ["new@people.example"]
    wrong = client.post(asked["Location"], {"code": "AAAA-0000"})
    assert wrong.status_code == 200 and b"errorlist" in wrong.content
    done = client.post(asked["Location"], {"code": code_of(letter)})
    assert (done.status_code, done["Location"]) == (302, "/me/")
    user = User.objects.get()
    assert user.language == "fr" and not user.has_usable_password() and client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302

    cache.clear()
    again = client.post(
        "/accounts/login/code/?next=/me/letters/", {"email": "new@people.example", "next": "/me/letters/"}
    )
    done = client.post(again["Location"], {"code": code_of(mail.outbox[-1])})
    assert (done.status_code, done["Location"]) == (302, "/me/letters/")


def test_nobody_learns_who_has_an_account(site: Site):
    site.user("known@people.example")
    answers = {}
    for email in ("known@people.example", "unknown@people.example"):
        for place in ("/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/"):
            cache.clear()
            client = site.client()
            asked = client.post(place, {"email": email})
            page = client.get(asked["Location"])
            answers.setdefault(place, []).append(
                (asked.status_code, asked["Location"], page.status_code, text_of(page))
            )
        failed = site.client().post("/accounts/login/", {"login": email, "password": "wrong and long"})
        answers.setdefault("password", []).append((failed.status_code, text_of(failed)))
    for place, (known, unknown) in answers.items():
        assert known == unknown, place
    told = {(one.to[0], one.subject) for one in mail.outbox}
    assert len({subject for to, subject in told if to.startswith("unknown")}) >= 2, "the letter says it, to its reader"


def test_guesses_are_counted_for_all_processes_together(site: Site):
    site.user("known@people.example")
    script = (
        "from comity.store import setup; setup.start()\n"
        "from django.test import Client\n"
        "client = Client(HTTP_HOST='localhost')\n"
        "form = {'login': 'known@people.example', 'password': 'wrong and long'}\n"
        "print([client.post('/accounts/login/', form).status_code for _ in range(3)])\n"
        "print('Too many' in client.post('/accounts/login/', form).content.decode())\n"
    )
    environment = {**site.store.environment, "DJANGO_SETTINGS_MODULE": "comity.web.settings",
                   "PYTHONPATH": str(Path(comity.__file__).parent.parent)}  # fmt: skip
    (site.store.home / "static").mkdir(exist_ok=True)
    manifest = {"paths": {}, "version": "1.1", "hash": ""}
    from django.conf import settings

    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())
    (site.store.home / "static" / "staticfiles.json").write_text(json.dumps(manifest))
    later = datetime.now(UTC) + timedelta(hours=1)
    said = []
    for turn in "ab":
        Cached.objects.bulk_create([Cached(cache_key=f"zz{turn}{n}", value="", expires=later) for n in range(500)])
        done = subprocess.run(
            [sys.executable, "-c", script], check=False, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        said += done.stdout.splitlines()
    assert said[0] == said[2] == "[200, 200, 200]"
    assert (said[1], said[3]) == ("False", "True"), "five guesses, whichever process is asked"
    flood = [
        site.client().post("/accounts/login/", {"login": f"{n}@people.example", "password": "x"}) for n in range(14)
    ]
    assert flood[-1].status_code == 429 or b"Too many" in flood[-1].content


def test_a_new_password_ends_the_sessions_elsewhere(site: Site):
    user = site.user("one@people.example")
    user.set_password("the first of them, long")
    user.save()
    here, there = site.client(), site.client()
    for client in (here, there):
        signed = client.post("/accounts/login/", {"login": user.email, "password": "the first of them, long"})
        assert signed.status_code == 302
    new = {
        "oldpassword": "the first of them, long",
        "password1": "another one, longer",
        "password2": "another one, longer",
    }
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert here.get("/me/").status_code == 200 and there.get("/me/").status_code == 302


def test_what_matters_asks_who_is_there(site: Site):
    site.user("one@people.example")
    client = site.client()
    asked = client.post("/accounts/login/code/", {"email": "one@people.example"})
    client.post(asked["Location"], {"code": code_of(mail.outbox[-1])})
    away = client.get("/accounts/2fa/webauthn/add/")
    assert away.status_code == 302 and away["Location"].startswith("/accounts/reauthenticate/")
    asked = client.post(away["Location"], {"recipient": "one@people.example"})
    done = client.post(asked["Location"], {"code": code_of(mail.outbox[-1])})
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200, (asked, done, "just shown")
    session = client.session
    for method in session["account_authentication_methods"]:
        method["at"] -= 100_000
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    away = client.get("/accounts/2fa/webauthn/add/")
    assert away.status_code == 302 and away["Location"].startswith("/accounts/reauthenticate/")


def test_a_mail_server_that_fails_is_told(site: Site, caplog):
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1",
                           EMAIL_PORT=9, EMAIL_TIMEOUT=2):  # fmt: skip
        answer = site.client().post("/accounts/signup/", {"email": "new@people.example"})
    assert answer.status_code == 503 and b"did not take the letter with your code" in answer.content
    assert "new@people.example" not in caplog.text


def test_somebody_comes_with_an_account_elsewhere(site: Site, tmp_path):
    http = urllib3.PoolManager(retries=False)
    with openid_provider() as provider:
        file = tmp_path / "providers.json"
        one = {"id": "uni", "name": "Invented University", "server": provider.url, "client_id": provider.client_id,
               "secret": provider.secret}  # fmt: skip
        file.write_text(json.dumps([one]))
        assert origins(str(file)) == [provider.url]
        with override_settings(SOCIALACCOUNT_PROVIDERS=providers(str(file))):
            client = site.client()
            assert b"Invented University" in client.get("/accounts/login/").content
            away = client.post("/accounts/oidc/uni/login/")
            assert away.status_code == 302 and away["Location"].startswith(f"{provider.url}/authorize?")
            back = http.request("GET", away["Location"], redirect=False).headers["Location"]
            assert urlsplit(back).path == "/accounts/oidc/uni/login/callback/"
            done = client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")
            assert done.status_code == 302, done.content
            user = SocialAccount.objects.get().user
            assert user.email == "ada@provider.example" and client.get("/me/").status_code == 200
            assert "openid" in claims.ways(user, site.sequencer.open(ORIGIN))
            forged = site.client().get(f"{urlsplit(back).path}?{urlsplit(back).query}")
            assert forged.status_code != 302 or "/me/" not in forged["Location"]

            # an account here with the address of somebody there is not theirs because of that
            other = site.user("victim@people.example")
            provider.person = {"sub": "person-2", "email": other.email, "email_verified": True}
            stranger = site.client()
            away = stranger.post("/accounts/oidc/uni/login/")
            back = urlsplit(http.request("GET", away["Location"], redirect=False).headers["Location"])
            stranger.get(f"{back.path}?{back.query}")
            assert stranger.get("/me/").status_code == 302 and not SocialAccount.objects.filter(user=other).exists()


def test_a_file_of_providers_that_is_wrong_is_told(tmp_path):
    file = tmp_path / "providers.json"
    for content, said in (("[", "is not JSON"), ("[{}]", "is a list of objects with"), ("{}", "is a list of objects")):
        file.write_text(content)
        providers.__globals__["_read"].cache_clear()
        with pytest.raises(InputError, match=said):
            providers(str(file))
    with pytest.raises(InputError, match="cannot be read"):
        providers(str(tmp_path / "none.json"))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_passkey_is_added_and_serves_in_a_browser_under_our_policy(site: Site, browser):
    user = site.user("one@people.example")
    with site.served() as url:
        # an address in figures has no passkeys
        context = browser.new_context(base_url=url.replace("127.0.0.1", "localhost"))
        page = context.new_page()
        said = []
        page.on("console", lambda one: said.append(one.text))
        page.on("pageerror", lambda one: said.append(str(one)))
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True}})  # fmt: skip
        page.goto("/accounts/login/")
        page.fill("#code_email", user.email)
        page.click("text=Send me a code")
        page.fill("input[name=code]", code_of(mail.outbox[-1]))
        page.click("text=Confirm")
        page.wait_for_url("**/me/")
        page.goto("/accounts/2fa/webauthn/add/")
        page.click("main button[type=submit]")
        page.fill("input[name=code]", code_of(mail.outbox[-1]))
        page.click("text=Confirm")
        page.fill("input[name=name]", "This telephone")
        page.check("input[name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/accounts/2fa/**", wait_until="load")
        page.wait_for_function("!document.querySelector('#mfa_webauthn_add')")
        page.goto("/accounts/2fa/webauthn/")
        assert "This telephone" in page.content()
        page.click("text=Sign out")
        page.goto("/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_url("**/me/")
        assert user.email in page.content()
        assert not [one for one in said if "Content Security Policy" in one or "Error" in one], said
        context.close()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_every_page_of_accounts_is_accessible_and_fits_a_small_telephone(site: Site, browser):
    from axe_playwright_python.sync_playwright import Axe

    user = site.user("one@people.example")
    client = Client(HTTP_HOST="localhost")
    asked = client.post("/accounts/login/code/", {"email": user.email})
    client.post(asked["Location"], {"code": code_of(mail.outbox[-1])})
    inside = ("email/", "password/set/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/",
              "3rdparty/", "reauthenticate/code/", "../me/letters/")  # fmt: skip
    outside = ("login/", "signup/", "login/code/", "password/reset/", "password/reset/done/", "3rdparty/login/error/",
               "3rdparty/login/cancelled/", "inactive/", "../no/such/page/")  # fmt: skip
    found, said = {}, []
    with site.served() as url:
        for places, cookies in ((outside, []), (inside, client.cookies.items())):
            context = browser.new_context(base_url=url, viewport={"width": 320, "height": 640})
            context.add_cookies([{"name": name, "value": one.value, "url": url} for name, one in cookies])
            page = context.new_page()
            page.on("console", lambda one: said.append(one.text))
            for place in places:
                page.goto(f"/accounts/{place}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                buttons = "[...document.querySelectorAll('main button, main .button')]"
                small = page.evaluate(f"{buttons}.filter(e => e.offsetHeight && e.offsetHeight < 44).length")
                axe = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
                bad = [(one["id"], one["nodes"][0]["html"]) for one in axe if one["impact"] in {"serious", "critical"}]
                titles = page.locator("h1").count()
                if wide > 320 or small or bad or titles != 1:
                    found[place] = (page.url, wide, small, bad, titles)
            context.close()
    assert found == {}
    assert not [one for one in said if "Content Security Policy" in one], said

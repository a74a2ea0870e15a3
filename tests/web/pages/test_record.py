"""The record on the web, checked with the commands that its page prints."""

import os
import re
import subprocess
import sys
import urllib.request
from html import unescape

from tests.web.sites import Site


def test_the_printed_commands_verify_an_act_and_the_whole_record(site: Site, tmp_path):
    site.live(upto="interest")
    site.publish()
    with site.served() as address:
        with urllib.request.urlopen(f"{address}{site.path('record/')}") as answer:  # noqa: S310 - our own server
            page = unescape(answer.read().decode())
        blocks = re.findall(r"<code>((?:curl|comity) .*?)</code>", page, re.DOTALL)
        commands = [line for block in blocks for line in block.splitlines()]
        assert [line.split()[0] for line in commands] == ["curl", "curl", "curl", "comity", "comity"]
        for line in commands:
            words = line.split()
            if words[0] == "curl":
                with urllib.request.urlopen(words[3]) as answer:  # noqa: S310 - as above
                    (tmp_path / words[2]).write_bytes(answer.read())
                continue
            run = subprocess.run(
                [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
                env=os.environ,
            )  # fmt: skip
            assert run.returncode == 0, run.stderr
        assert "acts" in run.stdout or "entries" in run.stdout
        # a receipt for another act proves nothing
        act = next(tmp_path.glob("act-*.json"))
        act.write_bytes(act.read_bytes().replace(b"operator", b"operatoR"))
        receipt = act.with_suffix(".tlog-proof").name
        command = [sys.executable, "-m", "comity", "record", "verify", receipt, "--policy", "policy"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ)
        assert run.returncode == 1


def test_acts_are_told_in_sentences_and_found_by_kind_and_actor(site: Site):
    site.live(upto="talk")
    client = site.client()
    every = client.get(site.path("record/")).content.decode()
    assert "chair opened a consultation on m50." in every
    by_kind = client.get(site.path("record/?kind=interest.challenge")).content.decode()
    assert "eng-2 challenged the statement of interest of firm-5." in by_kind
    assert "opened a consultation" not in by_kind.split("<tbody>")[1]
    by_actor = client.get(site.path("record/?actor=chair")).content.decode()
    rows = by_actor.split("<tbody>")[1]
    assert "chair opened a consultation" in rows and "eng-2 challenged" not in rows
    assert "None here." in client.get(site.path("record/?kind=no.such&actor=%3Cb%3E")).content.decode()
    assert client.get(site.path("record/?before=x")).status_code == 400
    assert client.get(site.path("record/policy")).status_code == 404  # no key signs it yet
    site.publish()
    assert client.get(site.path("record/policy")).content.startswith(b"log body.example/record+")


def test_a_name_that_no_file_and_no_text_can_have_is_not_here(site: Site):
    site.live(upto="talk")
    site.publish()
    client, record = site.client(), site.path().replace("/b/", "/records/")
    there = client.get(f"{record}checkpoint")
    assert there.status_code == 200
    there.close()
    for name in ("%00", "check%00point", "a" * 5_000, "../policy", "tile/0/x"):
        assert client.get(record + name).status_code == 404, name[:20]
    for page in ("m/m%001/", "people/%00/", "u/%00/", "u/u1/%00", "tables/%00.csv", "feed/%00.atom", "c/%00/vote/"):
        assert client.get(site.path(page)).status_code == 404, page
    for page in (site.path("record/?actor=%00"), site.path("record/?kind=%00"), "/search/?q=ab%00c"):
        assert client.get(page).status_code == 200, page
    api = f"/api/v1/bodies/{site.origin.replace('/', '~1')}"
    assert client.get(f"{api}/matters/%00").status_code in {404, 422}
    assert client.get(f"{api}/acts?kind=%00").status_code in {400, 422}

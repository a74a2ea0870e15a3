"""What the page of a consultation says of its statements, and that other pages say the same."""

import json
import re

from comity.record.envelope import time_of
from tests.web.sites import Site


def statements(site: Site) -> tuple[str, str, list[str]]:
    """An open consultation with more statements: its matter, its name, those that are voted on."""
    site.live(upto="talk")
    living = site.living
    one = [*living.state().consultations.values()][-1]
    made = []
    for number in range(6):
        said = living.do("statement.make", "ngo-1", {"consultation": one.id, "language": "en"},
                         private={"text": {"text": f"Sentence {number}."}})  # fmt: skip
        made.append(f"s{said.act.seq}")
    living.do("statement.withdraw", "ngo-1", {"consultation": one.id, "statement": made[0]})
    living.do("erase", "ngo-1", {"erased": [{"seq": int(made[1][1:]), "part": ""}], "reason": "Asked for."})
    return one.matter, one.id, made[2:]


def test_every_page_counts_the_statements_that_are_voted_on(site: Site):
    matter, talk, left = statements(site)
    client = site.client()
    api = f"/api/v1/bodies/{site.origin.replace('/', '~1')}"
    shown = client.get(site.path(f"c/{talk}/")).content.decode()
    assert re.search(rf"statements open to votes</dt><dd>{len(left)}</dd>", shown)
    assert re.findall(r'<tr id="(s\d+)">', shown) == left
    for page in (f"m/{matter}/", "", f"c/{talk}/run/"):
        text = site.client("chair").get(site.path(page)).content.decode()
        assert f"{len(left)} statements" in text or f"statements</dt><dd>{len(left)}</dd>" in text, page
    assert json.loads(client.get(f"{api}/consultations/{talk}").content)["statements"] == len(left)
    every = json.loads(client.get(f"{api}/consultations").content)
    assert [one["statements"] for one in every if one["id"] == talk] == [len(left)]
    body = json.loads(client.get(api).content)
    assert [one["statements"] for one in body["consultations"] if one["id"] == talk] == [len(left)]


def test_who_made_a_statement_is_not_beside_it_while_it_is_voted_on(site: Site):
    _matter, talk, left = statements(site)

    def row() -> str:
        shown = site.client().get(site.path(f"c/{talk}/")).content.decode()
        return shown.split(f'<tr id="{left[0]}">')[1].split("</tr>")[0]

    assert "ngo-1" not in row() and f"record/{left[0][1:]}/" in row()
    living = site.living
    living.wait_until(time_of(living.state().consultations[talk].closes))
    assert "ngo-1" in row()

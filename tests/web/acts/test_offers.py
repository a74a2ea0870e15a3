"""What pages offer to whom: each reader what the rules leave open to them there, and nothing else."""

import re

import pytest

from tests.web.sites import Site

ONE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def offered(site: Site, actor: str, where: str) -> set[str]:
    """The forms and places to which a page links, by the ends of their addresses."""
    page = site.client(actor).get(site.path(where)).content.decode()
    return set(re.findall(rf'href="{re.escape(site.path())}([^"]+)"', page))


@ONE
def test_a_page_offers_what_its_reader_may_do(site: Site):
    site.live(upto="objection")
    state = site.living.state()
    (matter,), (objection,) = state.matters, state.objections
    assert {"join/", "propose/"} <= offered(site, "", "")
    assert "join/" not in offered(site, "ngo-2", "") and "propose/" in offered(site, "ngo-2", "")
    here = f"m/{matter}/"
    assert {f"{here}discuss/", f"{here}dispositions/", f"{here}challenge/", "appeal/"} <= offered(site, "", here)
    assert f"{here}figure/" in offered(site, "editor", here) and f"{here}figure/" not in offered(site, "ngo-2", here)
    assert f"{here}minority/" not in offered(site, "ngo-2", here)  # there is no designation that one could differ from
    assert "people/uni-1/challenge/" in offered(site, "ngo-2", "people/uni-1/")
    assert "people/ngo-2/challenge/" not in offered(site, "ngo-2", "people/ngo-2/")
    of = f"o/{objection}/"
    assert f"{of}withdraw/" in offered(site, "ngo-2", of) and f"{of}withdraw/" not in offered(site, "gov-2", of)
    assert f"{of}dispute/" not in offered(site, "ngo-2", of)
    answer = {"objection": objection, "disposition": "addressed", "reasons": "The annex has a field for remarks."}
    answered = site.living.do("objection.answer", "editor", answer).act.seq
    assert f"{of}dispute/" in offered(site, "ngo-2", of)
    assert f"appeal/?against={answered}" in offered(site, "ngo-2", f"record/{answered}/")
    assert not any(one.startswith("appeal/") for one in offered(site, "ngo-2", f"record/{answered - 1}/"))
    dispute = site.living.do("objection.dispute", "ngo-2", {"objection": objection, "reason": "It does not."}).act.seq
    where = f"d/d{dispute}/"
    assert f"{where}position/" in offered(site, "panel-1", where)
    assert f"{where}position/" not in offered(site, "ngo-2", where)

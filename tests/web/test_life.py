"""The life of a consultation: six people in six browsers, by forms and buttons, from joining to the remedy.

Then receipts that were downloaded are verified at the command line, and the table of comments is held to its file.
"""

import csv
import io
import re
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta

from playwright.sync_api import expect

from comity.store.jobs import Runner
from comity.web.files.dispositions import COLUMNS
from comity.web.running import home, sequencer
from comity.web.works import WORKS, needs
from tests.web.living_people import KNOWN, People
from tests.web.sites import Site

TITLE = "Report serious incidents within 72 hours"
DRAFT = """# Reporting of serious incidents

1. A serious incident is one in which a system in use has contributed to the death or lasting injury of a person.
2. Whoever runs the system reports a serious incident within 72 hours of learning of it.
    1. A report says what happened, and what is not known yet.
3. Reports are in the machine-readable form of annex A.
"""
CHANGED = "A report says what happened, to whom, what is not known yet, and whom the affected can turn to."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REST = [f"{group}-{n}" for group in ("gov", "firm", "ngo", "eng", "uni", "igo") for n in range(2, 7)]
"""Members who vote beside the pages."""


def test_a_consultation_lives_from_joining_to_a_remedy(site: Site, browser, tmp_path):
    with site.served() as url:
        people = People(browser, site, url, tmp_path)
        people.begin()
        for name in (*KNOWN, "ann"):
            people.arrive(name)
        join(people)
        challenge_an_interest(people)
        open_a_consultation(people)
        vote_and_state(people)
        submit(people)
        object_and_dispute(people)
        publish_a_new_draft(people)
        close(people)
        designate(people)
        decide(people, "The council confirms.")
        appeal(people)
        carry_out(people)
        site.publish()
        verify_receipts(people)
        compare_dispositions(people)
        assert people.faults == []
        for page in people.pages.values():
            page.context.close()


def join(people: People) -> None:
    """Ann signs up by e-mail with a code, joins under a name, and states her interests."""
    page = people.go("ann")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Join").click()
    page.get_by_label("E-mail address").fill("ann@people.example")
    people.press("ann", "Send me a code")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Code")
    page.get_by_role("main").get_by_role("textbox").first.fill(people.code())
    people.press("ann", "Confirm")
    people.follow("ann", "Join this body")
    page.get_by_label("Name that everybody sees").fill("Ann Example")
    people.press("ann", "Join", says="You are a member of this body.")
    page.get_by_label("Civil society").check()
    page.get_by_label("Country").select_option("Kenya")
    affiliations = page.get_by_role("group", name="Affiliations", exact=True)
    affiliations.get_by_label("Name").first.fill("River Watch")
    page.get_by_label("Nobody funds me").check()
    page.get_by_label("There are none").check()
    people.press("ann", "State this", says="See it in the record")
    person = people.state().people[people.actor("ann@people.example")]
    assert person.member and person.verification == "e-mail" and person.interest.complete


def challenge_an_interest(people: People) -> None:
    """Ann challenges what a delegate stated, the panel finds it wrong, and the delegate states it anew."""
    page = people.go("ann", "people/firm-1/")
    people.follow("ann", "Challenge a statement of interest")
    page.get_by_label("What is wrong or missing").fill("It leaves out who pays.")
    page.get_by_label("What shows it").fill("The annual report of firm organisation 1.")
    people.press("ann", "Challenge it", says="The statement is challenged.")
    expect(people.go("firm-1", "mine/").get_by_text("Your statement of interest is challenged.")).to_be_visible()
    rule(people, "challenge of a statement of interest")
    page = people.go("firm-1", "interest/")
    expect(page.get_by_text("Your statement was found wrong.")).to_be_visible()
    page.get_by_label("Nobody funds me").uncheck()
    funders = page.get_by_role("group", name="Funders", exact=True)
    funders.get_by_label("Name").first.fill("Acorn Holdings")
    people.press("firm-1", "State this in place of the earlier statement", says="See it in the record")
    interest = people.state().people["firm-1"].interest
    assert interest.complete and not interest.upheld


def rule(people: People, about: str) -> None:
    """One of the panel takes a position from the desk, another beside the pages: two of three carry."""
    page = people.go("panel-1", "desk/")
    page.get_by_role("main").get_by_role("listitem").filter(has_text=about).get_by_role("link").first.click()
    page.get_by_label("For", exact=True).check()
    page.get_by_label("Why").fill("It is so.")
    people.press("panel-1", "Take this position", says="Your position is in the record.")
    proceeding = page.url.rstrip("/").rpartition("/")[2]
    people.others("decision.position", "panel-2", proceeding=proceeding, value="for")
    assert people.state().proceedings[proceeding].outcome == "carried"


def open_a_consultation(people: People) -> None:
    """The chair proposes a matter, publishes a draft from a file of Markdown, and opens the consultation."""
    file = people.folder / "draft.md"
    file.write_text(DRAFT)
    page = people.go("chair", "desk/")
    people.follow("chair", "Open a consultation")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What it is about, for whoever reads nothing else").fill("Whoever runs a system reports.")
    page.get_by_label("safety").check()
    page.get_by_label("logical").check()
    people.press("chair", "Propose it", says="The matter is proposed.")
    form = page.url
    people.follow("chair", "Publish a draft")
    page.get_by_label("A file: Markdown or .docx").set_input_files(file)
    people.press("chair", "Read it into clauses")
    expect(page.get_by_text("Reporting of serious incidents")).to_be_visible()
    people.press("chair", "See what it changes")
    people.press("chair", "Publish it as it stands", says="The draft is published.")
    page.goto(form)
    page.get_by_label("Statements to begin with, one a line").fill(
        "Serious incidents are reported within 72 hours.\nSmall providers have two weeks.\nEvery report is public.\n"
    )
    people.press("chair", "Open the consultation", says="The consultation is open.")
    (consultation,) = people.state().consultations.values()
    assert len(consultation.statements) == 3 and consultation.ballots == "secret"
    assert [*matter(people).drafts[0].clauses] == ["1", "2", "2.1", "3"]


def matter(people: People):
    (one,) = people.state().matters.values()
    return one


def at(people: People, rest: str = "") -> str:
    """The address of the matter."""
    return f"m/{matter(people).id}/{rest}"


def vote_and_state(people: People) -> None:
    """Ann adds a statement and votes on every other; a delegate votes by keyboard; the others beside the pages."""
    people.go("ann")
    people.follow("ann", TITLE, "Add a statement")
    page = people["ann"]
    page.get_by_label("Your statement").fill("Incidents are reported within 72 hours by everybody.")
    people.press("ann", "See like statements first")
    expect(page.get_by_text("Serious incidents are reported within 72 hours.")).to_be_visible()
    page.get_by_label("Your statement").fill("Reports name no person.")
    people.press("ann", "Look again for like ones")
    expect(page.get_by_text("No open statement shares many words with yours.")).to_be_visible()
    people.press("ann", "Add my statement", says="Your statement is open to votes.")
    said = {"consultation": matter(people).consultations[0]}
    again = {"text": {"text": "Everybody reports within three days."}}
    people.others("statement.make", "gov-2", **said, language="en", private=again)
    first, *_, last = people.state().consultations[said["consultation"]].statements
    people.others("statement.merge", "chair", **said, statement=last, into=first, reason="Three days are 72 hours.")
    for done in range(1, 5):
        people.press("ann", "Agree")
        expect(page.locator("#progress")).to_contain_text(f"You voted on {done} of 4 statements.")
    expect(page.get_by_text("You voted on every statement that there is.")).to_be_visible()
    page = people.go("firm-1", f"c/{matter(people).consultations[0]}/vote/")
    page.get_by_role("button", name="Pass").focus()
    for done, key in enumerate("dpa", 1):
        page.keyboard.press(key)
        expect(page.locator("#progress")).to_contain_text(f"You voted on {done} of 4 statements.")
    first, second, *_ = people.state().consultations[said["consultation"]].statements
    for statement, against in ((first, {"firm-2", "firm-3"}), (second, set(REST[::2]))):
        for actor in REST:
            ballot = {"statement": statement, "value": "disagree" if actor in against else "agree"}
            people.others("vote.cast", actor, **said, private={"vote": ballot})
    voters = people.state().consultations[said["consultation"]].voters
    assert {people.actor("ann@people.example"), "firm-1", *REST} == voters.keys()


def submit(people: People) -> None:
    """A company files a submission with a document, and somebody else reads both."""
    file = people.folder / "costs.pdf"
    file.write_bytes(PDF)
    people.go("firm-1")
    page = people.follow("firm-1", TITLE, "File a submission")
    page.get_by_label("Named: everybody reads it, under the name that you give below").check()
    page.get_by_label("Name", exact=False).last.fill("Office of firm organisation 1")
    page.get_by_label("Organisation").fill("firm organisation 1")
    page.get_by_label("Text").fill("What it costs is in the **annex**.")
    page.get_by_label("Files").set_input_files(file)
    people.press("firm-1", "File it", says="Your submission is filed.")
    people["ann"].goto(page.url)
    expect(people["ann"].get_by_text("What it costs is in the annex.")).to_be_visible()
    assert people.download("ann", "costs.pdf").read_bytes() == PDF


def object_and_dispute(people: People) -> None:
    """Ann objects to a clause; the editor answers from the desk; she disputes that, and the panel rules for her."""
    page = people.go("ann", at(people))
    people.follow("ann", "Object to a clause")
    page.get_by_role("radio", name=re.compile(r"^2\.1: ")).check()
    page.get_by_label("What is wrong, and what would mend it").fill("Who was hurt reads nowhere whom to turn to.")
    people.press("ann", "Object", says="Your objection stands and waits for an answer.")
    page = people.go("editor", "desk/")
    people.follow("editor", re.compile("Answer an objection"))
    page.get_by_label("Addressed: answered on its merits, and not accommodated").check()
    page.get_by_label("Reasons").fill("The annex has a field for remarks.")
    people.press("editor", "Answer, and go to the next", says="The objection is answered.")
    (objection,) = matter(people).objections
    page = people.go("ann", f"o/{objection}/")
    expect(page.get_by_text("The annex has a field for remarks.")).to_be_visible()
    people.follow("ann", "Dispute the answer")
    page.get_by_label("What is wrong with the answer").fill("A field for remarks tells nobody whom to turn to.")
    people.press("ann", "Dispute it", says="The answer is disputed.")
    rule(people, "dispute over the answer to an objection")
    assert people.state().objections[objection].status == "open"


def publish_a_new_draft(people: People) -> None:
    """The editor changes the clause, everybody reads what changed, and the objection is accepted by that version."""
    page = people.go("editor", at(people, "draft/"))
    people.follow("editor", "Edit the clauses of the version before")
    clause = page.get_by_role("group", name="Clause 2.1")
    clause.get_by_label("Text").fill(CHANGED)
    people.press("editor", "See what it changes")
    expect(page.get_by_role("row", name=re.compile("2.1 changed"))).to_be_visible()
    people.press("editor", "Publish it as it stands", says="The draft is published.")
    people.go("ann", at(people))
    page = people.follow("ann", "what it changed")
    expect(page.get_by_role("heading", level=1)).to_have_text("From version 1 to version 2")
    inserted = "".join(page.locator("#clause-2\\.1 ins").all_inner_texts())
    assert "whom the affected can turn to" in inserted and page.locator("#clause-1 ins, #clause-1 del").count() == 0
    page = people.go("editor", "desk/")
    people.follow("editor", re.compile("Answer an objection"))
    page.get_by_label("Accepted: the text was changed").check()
    page.get_by_label("Reasons").fill("Clause 2.1 now says so.")
    people.press("editor", "Answer, and go to the next", says="The objection is answered.")
    (objection,) = matter(people).objections
    assert people.state().objections[objection].status == "accepted"


def close(people: People) -> None:
    """What the charter asks for is reported, the consultation closes by its time, and a job binds its evidence."""
    for actor, made, more in (("eng-1", "Heron", {}), ("uni-3", "Siskin", {"independent_of": ["Heron"]})):
        people.others("report.implementation", actor, matter=matter(people).id, implementation=made, contact=actor,
                      maintainer=f"the makers of {made}", coverage="All of it.", licence="MIT", **more)  # fmt: skip
    page = people.go("editor", at(people))
    people.follow("editor", "Name the figure that it is to move")
    page.get_by_label("The figure").fill("share of serious incidents that are reported within 72 hours")
    page.get_by_label("The day on which it is looked at again").fill("2026-12-01")
    page.get_by_label("How it is measured, where it stands, where it is to go").fill("31 of 100 now, 60 of 100 then.")
    people.press("editor", "Name it", says="The figure is named.")
    (consultation,) = people.state().consultations.values()
    people.wait(day_after(consultation.closes, 1))
    people.site.publish()
    Runner(sequencer(), home(), more=WORKS, needs=needs).run_once()
    (consultation,) = people.state().consultations.values()
    assert consultation.closed_seq >= 0 and consultation.evidence is not None
    expect(people.go("ann", f"c/{consultation.id}/").get_by_text("The evidence of the call")).to_be_visible()


def day_after(moment: str, days: int) -> str:
    """A day so many days after a time of the record."""
    return (datetime.fromisoformat(moment) + timedelta(days=days)).date().isoformat()


def designate(people: People) -> None:
    """The chair gives the notices and designates in two rounds; between them it is discussed, and one view differs."""
    people.go("chair", "desk/")
    people.follow("chair", re.compile("Give a second notice"))
    people.press("chair", "Give the second notice")
    people.press("chair", "Give notice of the last call")
    people.wait(day_after(matter(people).last_call, 1))
    evaluate(people, 1)
    page = people.go("firm-1", at(people))
    people.follow("firm-1", "Record a minority view")
    page.get_by_label("The view and its reasons").fill("72 hours are too few for small firms.")
    people.press("firm-1", "Record it", says="The minority view is recorded.")
    expect(people.go("chair", at(people, "call/")).get_by_text("is discussed until")).to_be_visible()
    people.wait(day_after(people.state().at, 8))
    evaluate(people, 2)
    people.wait(day_after(people.state().at, 8))
    people.go("chair", at(people, "call/"))
    people.press("chair", "Confirm the designation")
    assert matter(people).stage == 1


def evaluate(people: People, number: int) -> None:
    """The chair finds consensus, with reasons, beside the evidence."""
    page = people.go("chair", at(people, "call/"))
    expect(page.get_by_role("heading", name=f"Designation, round {number}")).to_be_visible()
    page.get_by_label(re.compile("^consensus")).check()
    page.get_by_label("Reasons").fill("The one objection is met, and few disagree.")
    people.press("chair", "Publish this evaluation")
    expect(page.get_by_role("heading", name="Rounds so far")).to_be_visible()
    assert [one.designation for one in matter(people).rounds] == ["consensus"] * number


def decide(people: People, why: str) -> None:
    """The secretary puts the matter before the council; one delegate is against on the page, five beside it for."""
    people.go("secretary", at(people, "call/"))
    people.press("secretary", "Put it")
    decision = matter(people).decision
    page = people.go("firm-1", f"d/{decision}/")
    people.follow("firm-1", "Take a position")
    page.get_by_label("Against", exact=True).check()
    page.get_by_label("Why").fill(f"{why} I do not.")
    people.press("firm-1", "Take this position", says="Your position is in the record.")
    for actor in ("gov-1", "ngo-1", "eng-1", "uni-1"):
        people.others("decision.position", actor, proceeding=decision, value="for")
    assert matter(people).status == "adopted"


def appeal(people: People) -> None:
    """Ann appeals the decision; the panel upholds that, says why, and orders the council to decide again."""
    people.go("ann", at(people))
    page = people.follow("ann", "How it was decided, with the evidence", "Appeal")
    assert page.url.endswith(f"?against={matter(people).adopted_seq}")
    page.get_by_label("The panel of appeals").check()
    page.get_by_label("Information was ignored").check()
    page.get_by_label("What is wrong, and what should follow").fill("The council had not read the minority view.")
    people.press("ann", "File the appeal", says="Your appeal is filed.")
    page = people.go("panel-1", "desk/")
    people.follow("panel-1", re.compile("Rule on an appeal"))
    page.get_by_label("for: uphold the appeal").check()
    page.get_by_label("Why, in a few words").fill("The view was left out.")
    people.press("panel-1", "Take this position")
    ((name, filed),) = people.state().appeals.items()
    people.others("decision.position", "panel-2", proceeding=filed.proceeding, value="for")
    people.go("panel-1", f"a/{name}/hear/")
    page.get_by_label("Reasons of the ruling").fill("What was put to the council did not have the view with it.")
    people.press("panel-1", "Publish the reasons")
    page.get_by_label("has it decided again").check()
    page.get_by_label("What is to be done").fill("The council votes again, with the view before it.")
    people.press("panel-1", "Order it")
    assert (people.state().appeals[name].status, people.state().appeals[name].remedy) == ("upheld", "ordered")
    assert matter(people).status == "open"


def carry_out(people: People) -> None:
    """The council decides again, and the secretary says that the remedy is carried out, by which act."""
    decide(people, "The council confirms it again.")
    page = people.go("secretary", "desk/")
    people.follow("secretary", re.compile("Carry out a remedy"))
    page.get_by_label("What was done").fill("The council voted again, with the minority view before it.")
    page.get_by_label(re.compile("^The act that did it")).fill(str(matter(people).adopted_seq))
    people.press("secretary", "Say that it is carried out")
    (filed,) = people.state().appeals.values()
    assert filed.remedy == "carried-out"
    expect(people.go("ann", f"a/{filed.id}/").get_by_text("How it was carried out")).to_be_visible()


def verify_receipts(people: People) -> None:
    """Ann downloads the policy and all her receipts; the command line believes them, and none that was touched."""
    people.go("ann", "record/")
    policy = people.download("ann", "Download the policy")
    people.go("ann", "mine/")
    with zipfile.ZipFile(people.download("ann", "Download all receipts")) as packed:
        packed.extractall(policy.parent)
    receipts = sorted(policy.parent.glob("*.tlog-proof"))
    acts = [one.with_suffix(".json") for one in receipts]
    kinds = {re.search(r'"kind":"([a-z.-]+)"', one.read_text())[1] for one in acts}
    assert {"member.join", "interest.state", "interest.challenge", "statement.make", "vote.cast", "objection.raise",
            "objection.dispute", "appeal.file"} <= kinds  # fmt: skip
    believed = verify(*receipts, policy=policy)
    assert believed.returncode == 0 and str(people.site.origin) in believed.stdout, believed
    assert all(one.stem in believed.stdout for one in receipts)
    forged = acts[0].read_bytes().replace(b'"kind":"', b'"kind":"x', 1)
    acts[0].write_bytes(forged)
    assert verify(receipts[0], policy=policy).returncode == 1


def verify(*files, policy):
    """What `comity record verify` says, in a process of its own."""
    command = [sys.executable, "-m", "comity", "record", "verify", *map(str, files), "--policy", str(policy)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def compare_dispositions(people: People) -> None:
    """The table of comments, opened in the browser and as a file, says the same in each cell."""
    page = people.go("chair", at(people))
    people.follow("chair", "All comments and what became of them")
    shown = [
        [cell.locator("time").get_attribute("datetime") if cell.locator("time").count() else cell.inner_text()
         for cell in row.locator("th, td").all()]
        for row in page.get_by_role("table").locator("tbody tr").all()
    ]  # fmt: skip
    file = people.download("chair", "Download as CSV").read_bytes().decode("utf-8-sig")
    head, *kept = csv.reader(io.StringIO(file))
    assert tuple(head) == COLUMNS and kept == shown
    told = {row[1]: dict(zip(COLUMNS, row, strict=True)) for row in kept}
    assert [row[1] for row in kept] == ["statement", "submission", "objection"]
    assert told["statement"]["disposition"].startswith("duplicate of s") and told["statement"]["by"] == "chair"
    assert told["objection"]["disposition"] == "accepted" and told["objection"]["version"] == "2"
    assert told["objection"]["who"] == "Ann Example" and told["objection"]["by"] == "editor"
    assert told["submission"]["who"] == "firm organisation 1 · Office of firm organisation 1"

import pytest

from comity.base.errors import InputError, UsageError
from comity.record.keys import (
    PURPOSES,
    both,
    find,
    instead,
    make_keys,
    parse_keys,
    signers_of,
    successors,
    verifiers_of,
    write_keys,
)
from comity.record.notes import Algorithm
from comity.record.policy import parse_policy
from tests.record.helpers import OPERATOR, ORIGIN, POLICY_TEXT, WITNESSES

TEXT = f"# who must have cosigned\n{POLICY_TEXT}\n\nquorum any-two\n"
OLD = {name: signer.verifier for name, signer in WITNESSES.items()}
NEW = make_keys("witness.example/new", "witness")


@pytest.mark.parametrize("purpose", PURPOSES)
def test_keys_are_written_and_read_again(purpose):
    signers = make_keys(ORIGIN, purpose)
    content = write_keys(signers, purpose)
    assert content.startswith(b"# ") and ORIGIN.encode() in content
    assert signers_of(parse_keys(content)) == signers
    types = {"log": [1, 6], "witness": [4], "actor": [1]}[purpose]
    assert [signer.algorithm for signer in signers] == types
    public = "\n".join(key.text for key in verifiers_of(signers)).encode()
    assert verifiers_of(parse_keys(public)) == verifiers_of(signers)
    with pytest.raises(InputError, match="the private one is needed"):
        signers_of(parse_keys(public))


def test_a_witness_may_have_the_other_type():
    assert make_keys("w.example", "witness", quantum=True)[0].algorithm is Algorithm.ML_DSA_44
    with pytest.raises(UsageError, match="only a witness chooses"):
        make_keys(ORIGIN, "log", quantum=True)


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff", b"PRIVATE+KEY+a+b", b"a+00000000+AQ==", b"no key"])
def test_what_is_no_file_of_keys_is_refused(content):
    with pytest.raises(InputError):
        parse_keys(content)


def test_no_message_shows_a_secret():
    secret = OPERATOR.text.split("+", 4)[4]
    text = OPERATOR.text
    named = (f"x{text}", f" {text} x", text.replace("body", "bodies"), text.replace("PRIVATE+KEY+", ""))
    for spoilt in (text[:-3], secret, *named):
        with pytest.raises(InputError) as raised:
            parse_keys(spoilt.encode())
        assert secret[:12] not in str(raised.value), spoilt


def test_a_log_keeps_its_name_and_a_witness_takes_a_new_one():
    log = make_keys(ORIGIN, "log")
    new = successors(log)
    assert [(one.name, one.algorithm) for one in new] == [(one.name, one.algorithm) for one in log]
    assert {one.secret for one in new}.isdisjoint({one.secret for one in log})
    for quantum in (False, True):
        witness = make_keys("w.example/1", "witness", quantum=quantum)
        assert successors(witness, "w.example/2")[0].algorithm is witness[0].algorithm
        for name in (None, "w.example/1"):
            with pytest.raises(UsageError, match="a --name of its own"):
                successors(witness, name)
    with pytest.raises(UsageError, match="a record keeps its name"):
        successors(log, "other.example")


def test_a_key_is_found_by_what_people_call_it():
    policy = parse_policy(TEXT)
    assert find(policy, ORIGIN) == find(policy, OPERATOR.verifier.text) == (OPERATOR.verifier,)
    for which in ("w1", "witness.example/1", OLD["w1"].text, OLD["w1"].key_id.hex()):
        assert find(policy, which) == (OLD["w1"],)
    for which in ("w9", "any-two", ""):
        with pytest.raises(UsageError, match="no log and no witness"):
            find(policy, which)


def test_both_keys_of_a_log_are_good_during_the_overlap():
    new = verifiers_of(make_keys(ORIGIN, "log"))
    text = both(TEXT, [OPERATOR.verifier], new)
    assert parse_policy(text).logs == (OPERATOR.verifier, *new)
    assert text.startswith("# who must have cosigned\n") and text.endswith("\nquorum any-two\n")
    alone = parse_policy(instead(text, [OPERATOR.verifier], []))
    assert alone.logs == new
    with pytest.raises(UsageError, match="must have its name"):
        both(TEXT, [OPERATOR.verifier], verifiers_of(make_keys("other.example", "log")))
    with pytest.raises(UsageError, match="must have its name, and one of them must be Ed25519"):
        both(TEXT, [OPERATOR.verifier], new[1:])


def test_either_key_of_a_witness_counts_and_both_count_once():
    text = both(TEXT, [OLD["w1"]], verifiers_of(NEW))
    policy, new = parse_policy(text), NEW[0].verifier
    assert policy.is_met([OLD["w0"], OLD["w1"]]) and policy.is_met([OLD["w0"], new])
    assert not policy.is_met([OLD["w1"], new])
    again = both(text, [new], verifiers_of(make_keys("witness.example/newer", "witness")))
    assert not parse_policy(again).is_met([OLD["w1"], new])
    with pytest.raises(UsageError, match="one key, but 2"):
        both(TEXT, [OLD["w1"]], verifiers_of([*NEW, *make_keys("x.example", "witness")]))
    with pytest.raises(UsageError, match="is a log's"):
        both(TEXT, [OLD["w1"]], verifiers_of(make_keys("x.example", "actor")))


def test_a_stolen_key_of_a_witness_counts_no_more():
    policy = parse_policy(instead(TEXT, [OLD["w1"]], verifiers_of(NEW)))
    assert policy.is_met([OLD["w0"], NEW[0].verifier]) and not policy.is_met([OLD["w0"], OLD["w1"]])
    policy = parse_policy(instead(TEXT, [OLD["w1"]], []))
    assert list(policy.witnesses) == ["w0", "w2"] and policy.groups["any-two"].members == ("w0", "w2")
    assert policy.is_met([OLD["w0"], OLD["w2"]]) and not policy.is_met([OLD["w0"], OLD["w1"]])
    with pytest.raises(UsageError, match="group any-two could not be met"):
        instead(instead(TEXT, [OLD["w1"]], []), [OLD["w0"]], [])
    with pytest.raises(UsageError, match="cannot be changed so"):
        instead(TEXT.replace("quorum any-two", "quorum w1").replace(" w1 w2", " w2"), [OLD["w1"]], [])


def test_a_stolen_key_of_a_log_is_known_no_more():
    new = verifiers_of(make_keys(ORIGIN, "log"))
    assert parse_policy(instead(TEXT, [OPERATOR.verifier], new)).logs == new
    with pytest.raises(UsageError, match="at least one line log"):
        instead(TEXT, [OPERATOR.verifier], [])


def test_where_a_witness_is_stays():
    url = "https://w1.example/prefix"
    text = TEXT.replace(OLD["w1"].text, f"{OLD['w1'].text}\t{url}")
    assert parse_policy(instead(text, [OLD["w1"]], verifiers_of(NEW))).urls == {"w1": url}
    assert set(parse_policy(both(text, [OLD["w1"]], verifiers_of(NEW))).urls.values()) == {url}

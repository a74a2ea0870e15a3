from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import CheckError, InputError
from comity.record.notes import Algorithm, Signer, make_signer
from comity.record.policy import parse_policy
from tests.record.helpers import OPERATOR, POLICY_TEXT, WITNESSES

KEYS = {name: signer.verifier for name, signer in WITNESSES.items()}
GOVERNMENT = {f"g{i}": make_signer(f"state.example/{i}", Algorithm.ML_DSA_44).verifier for i in range(2)}
STAKEHOLDERS = "\n".join(
    [
        "# a comment, and a line with nothing",
        "",
        f"log\t{OPERATOR.verifier.text}   https://record.example/",
        *(f"witness {name} {key.text} https://witness.example/" for name, key in (KEYS | GOVERNMENT).items()),
        "group civil-society 2 w0 w1 w2",
        "group government any g0 g1",
        "group both all civil-society government",
        "quorum both",
    ]
)


def test_stakeholder_groups_are_groups():
    policy = parse_policy(STAKEHOLDERS)
    everyone = KEYS | GOVERNMENT
    for count in range(6):
        for names in combinations(everyone, count):
            met = sum(name[0] == "w" for name in names) >= 2 and any(name[0] == "g" for name in names)
            assert policy.is_met(everyone[name] for name in names) == met
    with pytest.raises(CheckError) as raised:
        policy.check([KEYS["w1"], GOVERNMENT["g0"]])
    assert str(raised.value) == (
        "the quorum is not met: both needs 2 of 2 and has 1, without civil-society; "
        "civil-society needs 2 of 3 and has 1, without w0, w2"
    )


@given(st.integers(1, 3), st.sets(st.sampled_from(sorted(KEYS))))
def test_a_threshold_is_met_by_so_many_keys(needed, names):
    policy = parse_policy(POLICY_TEXT.replace("any-two 2", f"g {needed}") + "\nquorum g\n")
    assert policy.is_met(KEYS[name] for name in names) == (len(names) >= needed)
    assert not policy.is_met([*GOVERNMENT.values(), OPERATOR.verifier])


def test_how_far_each_group_is_met_and_where_witnesses_are_can_be_told():
    policy = parse_policy(STAKEHOLDERS)
    told = [(group.name, there) for group, there in policy.counts([KEYS["w2"], GOVERNMENT["g1"], OPERATOR.verifier])]
    assert told == [("civil-society", ["w2"]), ("government", ["g1"]), ("both", ["government"])]
    assert policy.urls == dict.fromkeys((*KEYS, *GOVERNMENT), "https://witness.example/")
    assert parse_policy(f"{POLICY_TEXT}\nquorum none").urls == {}


def test_a_quorum_may_be_one_witness_or_none():
    one = parse_policy(f"{POLICY_TEXT}\nquorum w1")
    assert one.is_met([KEYS["w1"]])
    with pytest.raises(CheckError, match="witness w1 has not cosigned"):
        one.check([KEYS["w0"]])
    assert parse_policy(f"{POLICY_TEXT}\nquorum none").is_met([])
    with pytest.raises(CheckError, match=r"is of other\.example, but the policy knows only: body\.example/record"):
        one.log_keys("other.example")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("group g 4 w0 w1 w2", "1 to 3 of its members, not '4'"),
        ("group g 0 w0", "1 to 1"),
        ("group g ² w0", "1 to 1"),
        ("group g some w0", "not 'some'"),
        ("group g any", "not a line of a policy: 'group' with 2 words"),
        ("group g any w0 w0", "twice in one group"),
        ("group g any later", "no witness or group later stands above"),
        ("group g any g", "no witness or group g"),
        ("group w0 any any-two", "the name w0 is taken"),
        ("group none any any-two", "the name none is taken"),
        ("group h any w1", "w1 is a member of another group already"),
        ("group h any any-two\ngroup i any any-two", "row 7: any-two is a member of another group already"),
        ("quorum g", "no witness or group g"),
        ("quorum w0\nquorum w0", "row 7: there is a second quorum"),
        ("witness w9 " + WITNESSES["w0"].verifier.text, "cannot count twice"),
        ("witness w9 " + make_signer("witness.example/0", Algorithm.ML_DSA_44).verifier.text, "cannot count twice"),
        ("witness w9 " + OPERATOR.verifier.text, "is a log's"),
        ("witness w9 x", "row 6: a verifier key is"),
        ("log " + WITNESSES["w0"].verifier.text, "is a witness's"),
        ("log " + OPERATOR.verifier.text, "twice"),
        ("log " + Signer("other.example", Algorithm.ED25519, OPERATOR.secret).verifier.text, "twice"),
        ("# a bell\x07", "row 6: a policy may have no control character"),
        ("witness w9 key url more", "not a line of a policy: 'witness' with 4 words"),
        ("witnesses w9", "not a line of a policy"),
    ],
)
def test_what_is_no_policy_is_refused(line, message):
    with pytest.raises(InputError, match=message) as raised:
        parse_policy(f"{POLICY_TEXT}\n{line}\nquorum none\n")
    assert str(raised.value).startswith("policy, row ")


@pytest.mark.parametrize("text", ["", "quorum none\n", f"log {OPERATOR.verifier.text}\n"])
def test_a_policy_has_a_log_and_a_quorum(text):
    with pytest.raises(InputError, match="at least one line log and one line quorum"):
        parse_policy(text)

"""What the tests of the sources share."""

import numpy as np


def rows(path, text, encoding="utf-8"):
    """Write a small file and return its path."""
    path.write_text(text, encoding=encoding, newline="")
    return path


def votes_of(consultation):
    """Return {(person, statement): vote}."""
    table = consultation.votes
    people = np.repeat(np.arange(table.n_people), np.diff(table.indptr))
    ids, statements = consultation.person_ids.to_pylist(), consultation.statement_ids.to_pylist()
    triples = zip(people, table.columns, table.values, strict=True)
    return {(ids[p], statements[s]): int(value) for p, s, value in triples}


def ties_of(people, kind):
    """Return the names that each person is tied to."""
    ties = people.ties[kind]
    pairs = zip(ties.indptr[:-1], ties.indptr[1:], strict=True)
    return [[ties.names[c] for c in ties.codes[lo:hi]] for lo, hi in pairs]


def groups_of(people):
    """Return each person's group, None for none."""
    return [None if g < 0 else people.groups[g] for g in people.group]

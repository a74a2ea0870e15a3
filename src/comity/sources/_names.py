"""When two written names are one name, and in which form it is shown."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.sources._cells import clean


def fold(name: str) -> str:
    """Return what two forms of one name share: NFKC, white space collapsed, case folded (Unicode, default folding)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def unify(
    written: Sequence[str], counts: Sequence[int], known: Sequence[str] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    """Return the names, sorted, and the place among them of each written form.

    `counts` says how often each form was written: a name is shown in its most frequent form, the first in sorted order
    among equals. A form of a `known` name, spaces and underscores taken for hyphens, is shown as that.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    keys = []
    for text, count in zip(written, counts, strict=True):
        key = fold(text)
        hyphened = key.replace(" ", "-").replace("_", "-")
        key, form = (hyphened, hyphened) if hyphened in known else (key, " ".join(clean(text).split()))
        keys.append(key)
        forms[key][form] += count
    shown = {key: min(of, key=lambda form: (-of[form], form)) for key, of in forms.items()}
    order = sorted(shown, key=lambda key: shown[key])
    place = {key: i for i, key in enumerate(order)}
    return [shown[key] for key in order], np.array([place[key] for key in keys], np.int32)

"""Identifiers to codes: the code of an identifier is its place in the sorted list, whatever order the rows came in."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_INTEGER = re.compile(r"(0|-?[1-9]\d{0,17})\Z")
_SPAN_PER_ROW = 8  # a look-up table up to this many times the rows is cheaper than sorting


def encode(column: pa.ChunkedArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Return the distinct identifiers, sorted, and the code (int32) of each row.

    Identifiers that are all plain integers sort as numbers, others by their UTF-8 bytes. `column` must hold integers
    or strings and no nulls.
    """
    if pa.types.is_integer(column.type):
        return _encode_integers(column)
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    ids = encoded.dictionary.cast(pa.string())
    order = _sorted_order(ids)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    return ids.take(pa.array(order)), rank[codes]


def lookup(ids: pa.StringArray, column: pa.ChunkedArray) -> NDArray[np.int32]:
    """Return the code of each row among known `ids`, -1 where it is none of them."""
    found = pc.index_in(column.cast(pa.string()), value_set=ids)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int32)


def _encode_integers(column: pa.ChunkedArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    values = column.to_numpy()
    if len(values) == 0:
        return pa.array([], pa.string()), np.zeros(0, np.int32)
    low, high = int(values.min()), int(values.max())
    limit = max(1 << 16, _SPAN_PER_ROW * len(values))
    if high - low > limit:
        distinct, inverse = np.unique(values, return_inverse=True)
        return pa.array(distinct).cast(pa.string()), inverse.astype(np.int32)
    low = 0 if low >= 0 and high <= limit else low
    present = np.zeros(high - low + 1, bool)
    shifted = np.subtract(values, low, dtype=np.int64) if low else values  # a narrow type would wrap around
    present[shifted] = True
    rank = np.cumsum(present, dtype=np.int32) - np.int32(1)
    ids = pa.array(np.flatnonzero(present) + low).cast(pa.string())
    return ids, rank[shifted]


def _sorted_order(ids: pa.StringArray) -> NDArray[np.int64]:
    texts = ids.to_pylist()
    if all(map(_INTEGER.match, texts)):
        return np.argsort(ids.cast(pa.int64()).to_numpy(), kind="stable")
    return np.asarray(pc.sort_indices(ids).to_numpy(), np.int64)

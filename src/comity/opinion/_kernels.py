"""Compiled passes over rows of votes. Each reads people lo..hi only, so that parts can run side by side or elsewhere.

Shapes: n people, C statements, r components, k groups. `indptr`, `columns`, `values` as in VoteTable.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def mix(seed, counter):
    """SplitMix64 (Steele, Lea, Flood 2014): a random uint64 from a seed and a counter."""
    z = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(counter) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def uniform(seed, counter):
    """Return a random number in [0, 1) with 53 bits, from a seed and a counter."""
    return np.float64(mix(seed, counter) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def resample(seed, times):
    """Draw as many people as there are, with replacement; add to `times` (n) how often each was drawn."""
    n = times.shape[0]
    for i in range(n):
        chosen = np.int64(uniform(seed, i) * n)
        times[chosen if chosen < n else n - 1] += 1.0


@njit(cache=True, nogil=True)
def weighted_tally(indptr, columns, values, weights, classes, counts, lo, hi):
    """Add weights to counts (classes, C, 3), by class, statement and vote (disagree, pass, agree); class -1 is out."""
    for p in range(lo, hi):
        c = classes[p]
        w = weights[p]
        if c >= 0 and w != 0.0:
            for i in range(indptr[p], indptr[p + 1]):
                counts[c, columns[i], values[i] + 1] += w


@njit(cache=True, nogil=True)
def gram_times(indptr, columns, values, weights, table, out, lo, hi):
    """Add to out (C) ZᵀWZ·v for centred votes Z, in one pass over the rows; table[c] = (mean of c, v of c)."""
    for p in range(lo, hi):
        w = weights[p]
        if w == 0.0:
            continue
        dot = 0.0
        for i in range(indptr[p], indptr[p + 1]):
            c = columns[i]
            dot += (values[i] - table[c, 0]) * table[c, 1]
        dot *= w
        for i in range(indptr[p], indptr[p + 1]):
            c = columns[i]
            out[c] += (values[i] - table[c, 0]) * dot


@njit(cache=True, nogil=True)
def score_rows(indptr, columns, values, mean, vectors, out, lo, hi):
    """Fill out[p] (n, r) with the scores Z·V of people lo..hi; vectors is (C, r)."""
    r = vectors.shape[1]
    for p in range(lo, hi):
        for j in range(r):
            out[p, j] = 0.0
        for i in range(indptr[p], indptr[p + 1]):
            c = columns[i]
            z = values[i] - mean[c]
            for j in range(r):
                out[p, j] += z * vectors[c, j]


@njit(cache=True, nogil=True)
def null_rows(indptr, columns, seed, below, upto, out, lo, hi):
    """Draw a vote for every cell that was voted on, independently, by the statement's own shares.

    below[c], upto[c]: shares of disagree, and of disagree or pass.
    """
    for p in range(lo, hi):
        for i in range(indptr[p], indptr[p + 1]):
            u = uniform(seed, i)
            c = columns[i]
            out[i] = -1 if u < below[c] else (0 if u < upto[c] else 1)


@njit(cache=True, nogil=True)
def orthogonalise(basis, m, w):
    """Take from w, in place, its parts along basis[:m]; twice, which is enough (Giraud et al. 2005)."""
    for _ in range(2):
        for j in range(m):
            dot = 0.0
            for c in range(w.shape[0]):
                dot += basis[j, c] * w[c]
            for c in range(w.shape[0]):
                w[c] -= dot * basis[j, c]


@njit(cache=True, nogil=True)
def rotate(z, i, s, c):
    """Turn columns i and i + 1 of z by the angle of sine s and cosine c, in place."""
    for row in range(z.shape[0]):
        f = z[row, i + 1]
        z[row, i + 1] = s * z[row, i] + c * f
        z[row, i] = c * z[row, i] - s * f


@njit(cache=True, nogil=True)
def tridiagonal_eigen(d, e, z):
    """Eigenvalues and vectors of a symmetric tridiagonal matrix, in place, by implicit QL (Bowdler et al. 1968).

    d (n): the diagonal, then the eigenvalues, unsorted. e (n): e[i] couples i and i + 1, overwritten; its last entry
    is 0. z (n, n): the identity, then the vectors in columns.
    """
    n = d.shape[0]
    for low in range(n):
        for _ in range(60):
            m = low
            while m < n - 1 and abs(e[m]) > 2.3e-16 * (abs(d[m]) + abs(d[m + 1])):
                m += 1
            if m == low:
                break
            g = (d[low + 1] - d[low]) / (2.0 * e[low])
            r = np.sqrt(g * g + 1.0)
            if g < 0.0:
                r = -r
            g = d[m] - d[low] + e[low] / (g + r)
            s = 1.0
            c = 1.0
            p = 0.0
            i = m - 1
            while i >= low:
                f = s * e[i]
                b = c * e[i]
                r = np.sqrt(f * f + g * g)
                e[i + 1] = r
                if r == 0.0:
                    d[i + 1] -= p
                    e[m] = 0.0
                    break
                s = f / r
                c = g / r
                g = d[i + 1] - p
                r = (d[i] - g) * s + 2.0 * c * b
                p = s * r
                d[i + 1] = g + p
                g = c * r - b
                rotate(z, i, s, c)
                i -= 1
            if i < low:
                d[low] -= p
                e[low] = g
                e[m] = 0.0


@njit(cache=True, nogil=True)
def nearest(points, centres, labels, lo, hi):
    """Fill labels[p] with the nearest centre (the first of equals); return how many changed."""
    changed = 0
    k = centres.shape[0]
    d = centres.shape[1]
    for p in range(lo, hi):
        best = np.inf
        at = 0
        for j in range(k):
            distance = 0.0
            for x in range(d):
                diff = points[p, x] - centres[j, x]
                distance += diff * diff
            if distance < best:
                best, at = distance, j
        if labels[p] != at:
            labels[p] = at
            changed += 1
    return changed


@njit(cache=True, nogil=True)
def spread_centres(points, weights, centres, gap, seed):
    """Fill centres (k, d) with a k-means++ start (Arthur, Vassilvitskii 2007); gap (n) is scratch."""
    n = points.shape[0]
    d = points.shape[1]
    for p in range(n):
        gap[p] = 1.0
    for j in range(centres.shape[0]):
        total = 0.0
        for p in range(n):
            total += weights[p] * gap[p]
        target = uniform(seed, j) * total
        chosen = n - 1
        run = 0.0
        for p in range(n):
            run += weights[p] * gap[p]
            if run > target:
                chosen = p
                break
        for x in range(d):
            centres[j, x] = points[chosen, x]
        for p in range(n):
            distance = 0.0
            for x in range(d):
                diff = points[p, x] - centres[j, x]
                distance += diff * diff
            if j == 0 or distance < gap[p]:
                gap[p] = distance


@njit(cache=True, nogil=True)
def lloyd(points, weights, centres, labels, sums, mass, steps):
    """Weighted k-means by Lloyd's passes, in place, until nobody moves; returns the sum of squares.

    points (n, d), weights (n), centres (k, d), labels (n); sums (k, d) and mass (k) are scratch.
    """
    n = points.shape[0]
    d = points.shape[1]
    k = centres.shape[0]
    for _ in range(steps):
        if nearest(points, centres, labels, 0, n) == 0:
            break
        for j in range(k):
            mass[j] = 0.0
            for x in range(d):
                sums[j, x] = 0.0
        for p in range(n):
            j = labels[p]
            mass[j] += weights[p]
            for x in range(d):
                sums[j, x] += weights[p] * points[p, x]
        for j in range(k):
            if mass[j] > 0.0:
                for x in range(d):
                    centres[j, x] = sums[j, x] / mass[j]
    loss = 0.0
    for p in range(n):
        for x in range(d):
            diff = points[p, x] - centres[labels[p], x]
            loss += weights[p] * diff * diff
    return loss


@njit(cache=True, nogil=True)
def silhouettes(points, weights, labels, sizes, mass, sums, out, lo, hi):
    """Add to out (m) the weighted silhouettes (Rousseeuw 1987) of points lo..hi, for m labellings at once.

    Each reads all pairs, so hand in a sample. labels (m, n), each using 0..sizes[m]-1; mass (m, k): the weight of each
    group; sums (m, k) is scratch.
    """
    m = labels.shape[0]
    n = labels.shape[1]
    d = points.shape[1]
    for p in range(lo, hi):
        if weights[p] == 0.0:
            continue
        for j in range(m):
            for g in range(sizes[j]):
                sums[j, g] = 0.0
        for q in range(n):
            if weights[q] != 0.0:
                distance = 0.0
                for x in range(d):
                    diff = points[p, x] - points[q, x]
                    distance += diff * diff
                distance = np.sqrt(distance) * weights[q]
                for j in range(m):
                    sums[j, labels[j, q]] += distance
        for j in range(m):
            own = labels[j, p]
            rest = mass[j, own] - 1.0
            if rest <= 0.0:
                continue
            inside = sums[j, own] / rest
            outside = np.inf
            for g in range(sizes[j]):
                if g != own and mass[j, g] > 0.0 and sums[j, g] / mass[j, g] < outside:
                    outside = sums[j, g] / mass[j, g]
            larger = outside if outside > inside else inside
            if outside < np.inf and larger > 0.0:
                out[j] += weights[p] * (outside - inside) / larger


@njit(cache=True, nogil=True)
def bridging_pass(indptr, columns, values, mu, notes, people, intercept_penalty, factor_penalty, sums, totals, lo, hi):
    """One half-step of the bridging model for people lo..hi, and the sums that the other half-step needs.

    notes (C, 2): intercept and factor of each statement; people (n, 2) is overwritten with the exact ridge solution
    of each person. Ratings are 0, ½, 1. Adds to sums (C, 5): count, Σf, Σf², Σ(r-μ-i_u), Σf·(r-μ-i_u); and to totals
    (2): the residuals before μ, and the squares of the residuals with the new people and the old notes.
    """
    residual = 0.0
    loss = 0.0
    for p in range(lo, hi):
        n = indptr[p + 1] - indptr[p]
        if n == 0:
            people[p, 0] = 0.0
            people[p, 1] = 0.0
            continue
        sf = 0.0
        sff = 0.0
        sr = 0.0
        sfr = 0.0
        for i in range(indptr[p], indptr[p + 1]):
            c = columns[i]
            r = 0.5 * (values[i] + 1.0) - mu - notes[c, 0]
            f = notes[c, 1]
            sf += f
            sff += f * f
            sr += r
            sfr += f * r
        a = n + intercept_penalty
        d = sff + factor_penalty
        det = a * d - sf * sf
        base = (d * sr - sf * sfr) / det
        factor = (a * sfr - sf * sr) / det
        people[p, 0] = base
        people[p, 1] = factor
        for i in range(indptr[p], indptr[p + 1]):
            c = columns[i]
            r = 0.5 * (values[i] + 1.0) - mu - base
            sums[c, 0] += 1.0
            sums[c, 1] += factor
            sums[c, 2] += factor * factor
            sums[c, 3] += r
            sums[c, 4] += factor * r
            left = r - notes[c, 0] - factor * notes[c, 1]
            residual += left + mu
            loss += left * left
    totals[0] += residual
    totals[1] += loss

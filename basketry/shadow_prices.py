"""What the last unit of each limit of a plan is worth: the dual of the plan's linear programme.

A plan gives each customer some of many possible contacts. Limits that all customers share (budgets, stocks) make it a
linear programme; with their shadow prices subtracted from the value of a contact, what is best for each customer alone
is best for all (Dantzig and Wolfe 1960; for offers under budgets Cohen 2004, Exploiting response models).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


class Prices(NamedTuple):
    """The answer of `shadow_prices`.

    Attributes:
        price: shape (limits,), value that one more unit of each limit would bring, at least 0.
        bound: value of the best plan that may split contacts; no plan of whole ones is worth more.
        share: shape (contacts,), how much of each contact that plan makes, in [0, 1].
    """

    price: Floats
    bound: float
    share: Floats


class Programme(NamedTuple):
    """What `shadow_prices` is asked, but for the values: its arguments of the same names."""

    customer: Labels
    n_allowed: Labels
    alike: Labels
    uses: Floats
    limits: Floats


def programme(contacts: Mapping[str, Sequence[Any]], limits: Sequence[Mapping[str, Any]], share: float) -> Programme:
    """The contacts of a sample of customers, and the limits of the plan, as arrays.

    Args:
        contacts: columns customer_number, offer_id, channel, product_set, exclusive_group, n_allowed and cost.
        limits: rows with limit_kind (uses, or else money), limit_value, and offer_id and channel, missing where the
            limit is of all.
        share: how much of each limit the contacts may use.

    Returns:
        Programme; each of its contacts has a row of `uses`, each limit a column.
    """
    cost = np.asarray(contacts["cost"], dtype=np.float64)
    names = {name: np.asarray(contacts[name], dtype=object) for name in ("offer_id", "channel")}
    uses = np.zeros((len(cost), len(limits)))
    for place, limit in enumerate(limits):
        applies = np.logical_and.reduce(
            [names[by] == limit[by] for by in names if limit[by] is not None] or [np.ones(len(cost), dtype=bool)]
        )
        uses[:, place] = np.where(limit["limit_kind"] == "uses", 1.0, cost) * applies
    alike = [
        np.unique(np.asarray(contacts[name], dtype=str), return_inverse=True)[1]
        for name in ("offer_id", "product_set", "exclusive_group")
    ]
    return Programme(
        np.asarray(contacts["customer_number"], dtype=np.int64),
        np.asarray(contacts["n_allowed"], dtype=np.int64),
        np.column_stack(alike).astype(np.int64),
        uses,
        np.asarray([limit["limit_value"] for limit in limits], dtype=np.float64) * share,
    )


def shadow_prices(
    value: Floats, customer: Labels, n_allowed: Labels, alike: Labels, uses: Floats, limits: Floats
) -> Prices:
    """Price the limits that the contacts of a plan share.

    Args:
        value: shape (contacts,), what each possible contact would bring, finite.
        customer: shape (contacts,), whom it is made to.
        n_allowed: shape (contacts,), contacts that its customer may get, the same in each row of a customer.
        alike: shape (contacts, kinds), labels; of the contacts of a customer that share a label of a kind one can be
            made.
        uses: shape (contacts, limits), what each contact uses of each limit, at least 0.
        limits: shape (limits,), how much there is, at least 0.

    Returns:
        Prices; all 0 where no contact is worth anything.

    Raises:
        ValueError: if shapes differ, a number is impossible, or the solver finds no answer.
    """
    n_contacts = len(value)
    if not len(customer) == len(n_allowed) == len(alike) == len(uses) == n_contacts:
        raise ValueError("arrays of contacts have different lengths")
    if uses.ndim != 2 or uses.shape[1] != len(limits):
        raise ValueError(f"uses of {uses.shape} do not fit {len(limits)} limits")
    if not (np.isfinite(value).all() and np.isfinite(uses).all() and np.isfinite(limits).all()):
        raise ValueError("a number is not finite")
    if (uses < 0).any() or (limits < 0).any() or (n_allowed < 0).any():
        raise ValueError("a use, a limit or a number of contacts is negative")
    worth = value > 0
    share = np.zeros(n_contacts)
    if not worth.any():
        return Prices(np.zeros(len(limits)), 0.0, share)
    # Imported here: half a second, which a shop that plans nothing need not wait for.
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    value, uses = value[worth], uses[worth]
    customer, n_allowed, alike = customer[worth], n_allowed[worth], alike[worth]
    blocks = [_groups(customer, n_allowed)]
    for kind in alike.T:
        labels = np.unique(np.column_stack([customer, kind]), axis=0, return_inverse=True)[1].ravel()
        blocks.append(_groups(labels, np.ones(len(value), dtype=np.int64)))
    found = linprog(
        -value,
        A_ub=vstack([csr_array(uses.T), *(matrix for matrix, _ in blocks)], format="csr"),
        b_ub=np.concatenate([limits, *(most for _, most in blocks)]),
        bounds=(0, 1),
        method="highs",
    )
    if found.status != 0:
        raise ValueError(f"the linear programme has no answer: {found.message}")
    # A dual of the solver may be a hair above 0.
    price = np.maximum(-found.ineqlin.marginals[: len(limits)], 0.0)
    share[worth] = np.clip(np.round(found.x, 9), 0, 1)
    return Prices(np.round(price, 9), float(-found.fun), share)


def _groups(labels: Labels, most: Labels) -> "tuple[csr_array, Floats]":
    """The rows of a programme that say: of the contacts of a label, at most so many; only those that can bind."""
    from scipy.sparse import csr_array

    _, first, group, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    binds = sizes > most[first]
    number = np.cumsum(binds) - 1
    member = np.flatnonzero(binds[group])
    shape = (int(binds.sum()), len(labels))
    matrix = csr_array((np.ones(len(member)), (number[group[member]], member)), shape=shape)
    return matrix, most[first][binds].astype(np.float64)

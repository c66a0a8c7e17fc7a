"""Learns from past contacts who responds to an offer, and from randomised ones whom the offer moves."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from basketry.response_quality import drawn_metrics

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# With fewer who responded, or fewer who did not, nothing is fitted; an offer kind with fewer counts with all others.
MIN_EVENTS = 50
# Contacts, by hash, that a model is fitted on at most.
MAX_CASES = 50_000
EVERYONE = "everyone"
ALL_KINDS = "all"
RESPONSE_METHODS = ("logistic", "logistic, weighted", "logistic, resampled")
UPLIFT_METHODS = (
    "two models, logistic",
    "two models, boosted",
    "class transformation, logistic",
    "class transformation, boosted",
)
KEYS = (
    *("history", "campaign_id", "customer_id", "is_treated", "has_responded", "arm_weight", "case_share"),
    *("customer_share", "teaches_choice", "is_choice", "teaches_test", "is_test"),
)
NAMED = ("offer_kind", "channel", "segment")


def calibrated_response(
    features: Floats, responded: Flags, groups: NDArray[np.int64], shares: Floats, method: str, asked: Floats
) -> Floats | None:
    """The probability of a response by logistic regression, calibrated on campaigns that it was not fitted on.

    Weights, or leaving out as many of those who did not respond, make both classes equally heavy; that makes
    every probability too high, which the sigmoid of Platt (1999), fitted on predictions across campaigns, puts right.

    Args:
        features: shape (cases, features), finite.
        responded: shape (cases,).
        groups: shape (cases,), the campaign of each case.
        shares: shape (cases,), in [0, 1): which of those who did not respond are left out first, the highest.
        method: one of RESPONSE_METHODS.
        asked: shape (asked, features), whom to answer for.

    Returns:
        Shape (asked,), in (0, 1); None where there are fewer than MIN_EVENTS of a class, or fewer than two campaigns
        that can be set apart.
    """

    def fit(rows: NDArray[np.int64]) -> LogisticRegression | None:
        yes, no = rows[responded[rows]], rows[~responded[rows]]
        if min(len(yes), len(no)) < MIN_EVENTS // 2:
            return None
        if method.endswith("resampled"):
            few = min(len(yes), len(no))
            yes, no = (part[np.argsort(shares[part], kind="stable")[:few]] for part in (yes, no))
            rows = np.sort(np.concatenate([yes, no]))
        weights = "balanced" if method.endswith("weighted") else None
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, class_weight=weights))
        return model.fit(features[rows], responded[rows])

    if min(responded.sum(), (~responded).sum()) < MIN_EVENTS or len(np.unique(groups)) < 2:
        return None
    apart = np.full(len(responded), np.nan)
    for rows, others in GroupKFold(min(4, len(np.unique(groups)))).split(features, groups=groups):
        model = fit(rows)
        if model is not None:
            apart[others] = model.decision_function(features[others])
    known = ~np.isnan(apart)
    model = fit(np.arange(len(responded)))
    if model is None or min(responded[known].sum(), (~responded)[known].sum()) < MIN_EVENTS // 2:
        return None
    sigmoid = LogisticRegression(C=1e6, max_iter=1000).fit(apart[known, None], responded[known])
    slope, intercept = max(float(sigmoid.coef_[0, 0]), 0.0), float(sigmoid.intercept_[0])
    if slope == 0:
        return np.full(len(asked), responded.mean())
    return np.asarray(expit(intercept + slope * model.decision_function(asked)), float)


def _classifier(is_boosted: bool) -> HistGradientBoostingClassifier | LogisticRegression:
    if is_boosted:
        return HistGradientBoostingClassifier(
            max_iter=50,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=100,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        )
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def predicted_uplift(
    features: Floats, responded: Flags, treated: Flags, weights: Floats, method: str, asked: Floats
) -> Floats | None:
    """By how much the offer raises the probability of a response, learned from a randomised history.

    Two models: one of each arm, and their difference. Class transformation (Jaskowski and Jaroszewicz 2012): one model
    of whether the arm and the response agree; with arms of equal weight the uplift is twice its probability less one.

    Args:
        features: shape (cases, features), finite.
        responded: shape (cases,).
        treated: shape (cases,), whether the case got the offer or was held out.
        weights: shape (cases,), which make the arms of each campaign equally heavy.
        method: one of UPLIFT_METHODS.
        asked: shape (asked, features), whom to answer for.

    Returns:
        Shape (asked,), in [-1, 1]; None where an arm has fewer than MIN_EVENTS of a class.
    """
    for arm in (treated, ~treated):
        if min((responded & arm).sum(), (~responded & arm).sum()) < MIN_EVENTS:
            return None
    is_boosted = method.endswith("boosted")
    if method.startswith("two models"):
        with_offer, without = (
            _classifier(is_boosted).fit(features[arm], responded[arm]).predict_proba(asked)[:, 1]
            for arm in (treated, ~treated)
        )
        return np.asarray(with_offer - without, float)
    step = "histgradientboostingclassifier" if is_boosted else "logisticregression"
    model = _classifier(is_boosted)
    given = {"sample_weight": weights} if is_boosted else {f"{step}__sample_weight": weights}
    model.fit(features, responded == treated, **given)
    return np.asarray(2 * model.predict_proba(asked)[:, 1] - 1, float)


def drawn_in(uplift: Floats, responded: Flags, treated: Flags, weights: Floats) -> tuple[float, float]:
    """The mean effect, and how much of the predicted differences from the mean is real, by cases not learned from.

    Twice the response, positive with the offer and negative without, is the effect on average; its slope over the
    predictions, by least squares, is what they are to be drawn in by.

    Args:
        uplift: shape (cases,), predictions.
        responded: shape (cases,).
        treated: shape (cases,).
        weights: shape (cases,), which make the arms equally heavy.

    Returns:
        The mean effect, and a slope in [0, 1].
    """
    effect = 2 * weights * responded * np.where(treated, 1.0, -1.0)
    spread = float(np.var(uplift))
    slope = float(np.cov(uplift, effect, bias=True)[0, 1]) / spread if spread > 1e-18 else 0.0
    return float(effect.mean()), min(max(slope, 0.0), 1.0)


class Cases:
    """Response cases as arrays: their keys, and what models are fitted on."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Turn names into columns of 0 and 1, and numbers into logarithms of one more.

        Args:
            table: the columns KEYS and NAMED, and one of numbers, zero or more, for each feature.
        """
        self.table = table
        self.past = (table["history"] == "past").to_numpy()
        self.treated = table["is_treated"].to_numpy(bool)
        self.responded = table["has_responded"].to_numpy(bool) & self.past
        kinds = table["offer_kind"].fillna("").to_numpy(str)
        counted = {
            kind: min((self.responded & of_kind).sum(), (~self.responded & self.past & of_kind).sum())
            for kind in np.unique(kinds[self.past])
            for of_kind in [self.treated & (kinds == kind)]
        }
        self.kinds = [kind for kind, n_events in counted.items() if n_events >= MIN_EVENTS and kind != ALL_KINDS]
        self.kind = np.where(np.isin(kinds, self.kinds), kinds, "")
        numbers = table[[name for name in table.columns if name not in (*KEYS, *NAMED)]].to_numpy(float)
        numbers = np.sign(numbers) * np.log1p(np.abs(numbers))
        named = [
            (
                table[name].fillna("").to_numpy(str)[:, None]
                == np.unique(table.loc[self.past, name].fillna("").to_numpy(str))
            )
            for name in ("channel", "segment")
        ]
        self.customer_features = np.column_stack([numbers, *named]).astype(float)
        self.groups = pd.factorize(table["campaign_id"], sort=True)[0].astype(np.int64)
        self.shares = table["case_share"].fillna(0).to_numpy(float)

    def of_kind(self, kind: NDArray[np.str_]) -> Floats:
        """The columns of 0 and 1 that say the offer kind."""
        return np.asarray(kind[:, None] == np.array(self.kinds, str), float)

    def flag(self, name: str) -> Flags:
        """A column of the table, of past cases only."""
        return np.asarray(self.table[name].to_numpy(bool) & self.past)

    def sampled(self, wanted: Flags) -> NDArray[np.int64]:
        """The rows wanted, at most MAX_CASES of them, those whose share is lowest."""
        rows = np.flatnonzero(wanted)
        if len(rows) > MAX_CASES:
            rows = np.sort(rows[np.argsort(self.shares[rows], kind="stable")[:MAX_CASES]])
        return rows

    def rows(self, rows: NDArray[np.int64], **columns: object) -> pd.DataFrame:
        """The keys of rows, beside what is said of them."""
        return self.table.iloc[rows][["history", "campaign_id", "customer_id"]].assign(**columns)


def shrunk_rates(
    kind: NDArray[np.str_],
    segment: NDArray[np.str_],
    responded: Flags,
    prior: float,
    asked: tuple[NDArray[np.str_], ...],
) -> tuple[Floats, Floats]:
    """Response rates by kind of offer, and by kind and segment, each drawn towards the rate of what it is part of.

    Args:
        kind: shape (cases,), the offer kind of each.
        segment: shape (cases,), the kind of customer.
        responded: shape (cases,).
        prior: cases that the rate of the whole is worth in each part.
        asked: kind and segment, each of shape (asked,).

    Returns:
        Two arrays of shape (asked,): by kind alone, and by kind and segment.
    """
    # Half a response and half a refusal, so that no rate is 0 or 1.
    overall = (responded.sum() + 0.5) / (len(responded) + 1)
    data = pd.DataFrame({"kind": kind, "segment": segment, "n": 1.0, "yes": responded.astype(float)})
    by_kind = data.groupby("kind")[["n", "yes"]].sum()
    kind_rate = (by_kind["yes"] + prior * overall) / (by_kind["n"] + prior)
    by_both = data.groupby(["kind", "segment"])[["n", "yes"]].sum()
    above = kind_rate.loc[by_both.index.get_level_values("kind")].to_numpy()
    both_rate = (by_both["yes"] + prior * above) / (by_both["n"] + prior)
    of_kind = kind_rate.reindex(asked[0]).fillna(overall).to_numpy()
    of_both = both_rate.reindex(pd.MultiIndex.from_arrays(asked)).to_numpy()
    return of_kind, np.where(np.isnan(of_both), of_kind, of_both)


def respond(cases: Cases, prior: float) -> Iterator[pd.DataFrame]:
    """Predictions of the response on the campaigns that methods are chosen and tested on, and for customers as of now.

    Args:
        cases: past contacts and customers.
        prior: contacts that the rate of all is worth in a segment.

    Yields:
        Tables of target, offer_kind, method, purpose (choice, test, now), the keys, score and reason.
    """
    segment = cases.table["segment"].to_numpy(str)

    def predicted(
        learned: NDArray[np.int64], asked: NDArray[np.int64], kind: NDArray[np.str_], methods: tuple[str, ...]
    ) -> dict[str, Floats]:
        answers = {}
        rates = shrunk_rates(
            cases.kind[learned], segment[learned], cases.responded[learned], prior, (kind, segment[asked])
        )
        answers.update({name: rate for name, rate in zip((EVERYONE, "segment"), rates, strict=True) if name in methods})
        features = np.column_stack([cases.customer_features, cases.of_kind(cases.kind)])
        of_asked = np.column_stack([cases.customer_features[asked], cases.of_kind(kind)])
        for method in RESPONSE_METHODS:
            if method in methods:
                answer = calibrated_response(
                    features[learned],
                    cases.responded[learned],
                    cases.groups[learned],
                    cases.shares[learned],
                    method,
                    of_asked,
                )
                if answer is not None:
                    answers[method] = answer
        return answers

    everything = (EVERYONE, "segment", *RESPONSE_METHODS)
    losses: dict[str, float] = {}
    for purpose in ("choice", "test"):
        learned = cases.sampled(cases.flag(f"teaches_{purpose}") & cases.treated)
        asked = np.flatnonzero(cases.flag(f"is_{purpose}") & cases.treated)
        if not len(learned) or not len(asked):
            continue
        for method, score in predicted(learned, asked, cases.kind[asked], everything).items():
            yield cases.rows(
                asked, target="response", offer_kind=ALL_KINDS, method=method, purpose=purpose, score=np.round(score, 9)
            )
            if purpose == "choice":
                losses[method] = round(float(log_loss(cases.responded[asked], score, labels=[False, True])), 9)

    now = np.flatnonzero(~cases.past)
    learned = cases.sampled(cases.past & cases.treated)
    n_responded = int(cases.responded[learned].sum())
    if not len(now) or not len(learned):
        return
    if n_responded in (0, len(learned)):
        chosen, reason = (
            EVERYONE,
            "Nobody has responded yet." if n_responded == 0 else "Everybody has responded so far.",
        )
    elif not losses:
        chosen, reason = "segment", "There are no two campaigns, one after the other, that a model could be tried on."
    else:
        chosen = min(losses, key=lambda method: (losses[method], everything.index(method)))
        reason = "Least log loss on later campaigns than those it was learned from."
        if not any(method in losses for method in RESPONSE_METHODS):
            reason = f"Fewer than {MIN_EVENTS} responses, or refusals, to learn from."
    kinds = [*cases.kinds, ""]
    scores: dict[str, Floats] = {}
    for kind in kinds:
        of_now = np.full(len(now), kind, dtype=object).astype(str)
        found = predicted(learned, now, of_now, (chosen, "segment"))
        scores[kind] = found.get(chosen, found["segment"])
    # An offer of a kind that was not made before is taken to be like those that were, each as often as it was made.
    n_made = {kind: int((cases.kind[learned] == kind).sum()) for kind in kinds}
    scores[""] = np.asarray(sum(n_made[kind] * scores[kind] for kind in kinds) / len(learned))
    for kind in kinds:
        yield cases.rows(
            now,
            target="response",
            offer_kind=kind or ALL_KINDS,
            method=chosen,
            purpose="now",
            score=np.round(scores[kind], 9),
            reason=reason,
        )


def move(cases: Cases) -> Iterator[pd.DataFrame]:
    """Predictions of the uplift for customers who were not learned from, and for every customer as of now.

    Half of the customers are the test. In the other half each quarter is predicted from the other one: there methods
    are chosen by Qini (Radcliffe 2007), and predictions drawn in.
    Each offer kind with enough responses in both arms is learned alone.

    Args:
        cases: past contacts and customers.

    Yields:
        Tables as of `respond`; none where no campaign held customers out.
    """
    share = cases.table["customer_share"].fillna(0).to_numpy(float)
    weights = cases.table["arm_weight"].to_numpy(float)
    randomised = cases.past & ~np.isnan(weights)
    now = np.flatnonzero(~cases.past)
    y, t, x = cases.responded, cases.treated, cases.customer_features

    def fitted(learned: NDArray[np.int64], asked: NDArray[np.int64], method: str) -> Floats | None:
        if method == EVERYONE:
            return np.zeros(len(asked))
        return predicted_uplift(x[learned], y[learned], t[learned], weights[learned], method, x[asked])

    for kind in [*cases.kinds, ALL_KINDS]:
        of_kind = randomised & ((cases.kind == kind) if kind != ALL_KINDS else True)
        quarters = [cases.sampled(of_kind & (share >= low) & (share < low + 0.25)) for low in (0.0, 0.25)]
        choice = np.concatenate(quarters)
        test = cases.sampled(of_kind & (share >= 0.5))
        if not min(len(quarters[0]), len(quarters[1]), len(test)):
            continue
        qinis, chosen_parts = {}, {}
        for method in (EVERYONE, *UPLIFT_METHODS):
            parts = [fitted(learned, asked, method) for learned, asked in (quarters[::-1], quarters)]
            by_test = fitted(choice, test, method)
            if parts[0] is None or parts[1] is None or by_test is None:
                continue
            raw = np.concatenate([parts[0], parts[1]])
            mean, slope = drawn_in(raw, y[choice], t[choice], weights[choice])
            answers = {"choice": (choice, raw, raw.mean()), "test": (test, by_test, by_test.mean())}
            for purpose, (asked, answer, centre) in answers.items():
                # The curve is of the order, which drawing in does not change, unless it goes all the way.
                score = np.round(mean + max(slope, 1e-3) * (answer - centre), 9)
                yield cases.rows(asked, target="uplift", offer_kind=kind, method=method, purpose=purpose, score=score)
            once = np.ones((1, len(choice)))
            metrics = drawn_metrics("uplift", np.round(raw, 9), y[choice], t[choice], weights[choice], once)
            qinis[method] = round(float(metrics["qini"][0]), 9)
            chosen_parts[method] = (raw, by_test)
        if len(qinis) < 2 or not len(now):
            continue
        chosen = max(qinis, key=lambda method: (qinis[method], method == EVERYONE, method))
        raw, by_test = chosen_parts[chosen]
        known = np.concatenate([choice, test])
        mean, slope = drawn_in(np.concatenate([raw, by_test]), y[known], t[known], weights[known])
        of_now = fitted(cases.sampled(of_kind), now, chosen)
        if of_now is None:
            continue
        yield cases.rows(
            now,
            target="uplift",
            offer_kind=kind,
            method=chosen,
            purpose="now",
            score=np.round(mean + slope * (of_now - of_now.mean()), 9),
            reason="Highest Qini on customers it was not learned from, in campaigns that held customers out at random.",
        )


def predict_table(features: pd.DataFrame, prior: float) -> pd.DataFrame:
    """`respond` and `move` of a table of response features.

    Args:
        features: the columns KEYS and NAMED, and one of numbers for each feature, in the order of the keys.
        prior: contacts that the rate of all is worth in a segment.

    Returns:
        target, offer_kind, method, purpose, history, campaign_id, customer_id, score and reason.
    """
    names = ["target", "offer_kind", "method", "purpose", "history", "campaign_id", "customer_id", "score", "reason"]
    empty = features.iloc[:0][["history", "campaign_id", "customer_id"]].assign(
        **{name: pd.Series(dtype=str) for name in ("target", "offer_kind", "method", "purpose", "reason")},
        score=pd.Series(dtype=float),
    )
    cases = Cases(features)
    # One thread: dbt runs other models beside this one, and threads that wait for each other take turns at a core.
    with threadpool_limits(1):
        parts = [*respond(cases, prior), *move(cases)] if cases.past.any() else []
    return pd.concat([part.reindex(columns=names).astype({"reason": object}) for part in parts] or [empty])[names]

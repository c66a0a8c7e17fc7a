"""Reach is the customer's own where the shop logs what they open: the channel that they look at is the one to use."""

import contextlib

import duckdb
import numpy as np
import pytest
from scipy import stats

SELECT = "+plan_constraints"
PLAN = "offer_terms+,+plan_constraints"
# Nobody is held out, nothing is drawn by lot or for later: what is left is the plan of the next weeks.
SETTINGS = {
    "max_itemset_size": 2,
    "holdout_share": 0,
    "global_holdout_share": 0,
    "exploration_share": 0,
    "long_term_weight": 0,
}
N_CUSTOMERS = 60
N_MAILS = 12
EMAIL = 0.25
NEVER, ALWAYS = ("0", "1", "2"), ("3", "4", "5")


def made_shop():
    """Sixty customers with a mail a fortnight, of which some open all, some none, and the others about a quarter.

    Three letters of theirs were answered, too, by nobody's opening them.
    """
    rng = np.random.default_rng(7)
    orders = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    contacts = ["campaign_id,customer_id,arm,channel"]
    responses = ["campaign_id,customer_id,response_type,occurred_at"]
    campaigns = ["campaign_id,starts_at,ends_at,channel"]
    start = np.datetime64("2024-02-01")
    campaigns += [f"m{mail},{start + 14 * mail},{start + 14 * mail + 6},email" for mail in range(N_MAILS)]
    campaigns.append(f"letter,{start},{start + 20},mail")
    for customer in range(N_CUSTOMERS):
        favourites = rng.choice(20, 6, replace=False)
        for week in range(0, 52, 2):
            day = np.datetime64("2024-01-01") + week * 7 + int(rng.integers(14))
            for product in rng.choice(favourites, 3, replace=False):
                orders.append(f"{customer * 100 + week},{customer},{product},{day},1,{50 + product}")
        name = str(customer)
        chance = 0 if name in NEVER else 1 if name in ALWAYS else rng.beta(2, 6)
        for mail in range(N_MAILS):
            contacts.append(f"m{mail},{customer},treatment,email")
            if rng.random() < chance:
                responses.append(f"m{mail},{customer},open,{start + 14 * mail + 1}")
        contacts.append(f"letter,{customer},treatment,mail")
        if customer in (0, 10, 20):
            responses.append(f"letter,{customer},redeem,{start + 1}")
    lines = {"order_lines": orders, "campaigns": campaigns, "contacts": contacts, "responses": responses}
    return {f"{table}.csv": "\n".join(rows) + "\n" for table, rows in lines.items()}


FILES = made_shop()


@pytest.fixture(scope="module")
def shop(build):
    """The shop, planned where messages to the telephone are noticed as often as e-mail, and cost more."""
    built = build(FILES, select=SELECT, **SETTINGS)
    assert built.success, built.error
    with contextlib.closing(duckdb.connect(str(built.path))) as connection:
        connection.execute("update channels set reach = 0.25 where channel = 'sms'")
        connection.execute("update offers set channels = 'email|sms'")
    folder = built.path.parent
    planned = build(
        folder=folder, shop="files", input_dir=str(folder / "input"), select=f"channel_reach {PLAN}", **SETTINGS
    )
    assert planned.success, planned.error
    return planned


def opened():
    """Mails that each customer opened, counted from the made file."""
    rows = [line.split(",") for line in FILES["responses.csv"].splitlines()[1:]]
    return np.array([sum(row[1] == str(n) and row[2] == "open" for row in rows) for n in range(N_CUSTOMERS)])


def test_own_reach_is_the_mean_of_the_beta_posterior_with_a_prior_by_moments(shop):
    noticed = opened()
    variance = N_MAILS * EMAIL * (1 - EMAIL)
    spread = (np.mean((noticed - N_MAILS * EMAIL) ** 2) / variance - 1) / (N_MAILS - 1)
    weight = 1 / spread - 1
    assert shop.rows("select channel, weight from reach_weights") == [("email", pytest.approx(weight, rel=1e-9))]
    # Customers were drawn about a quarter as a beta distribution of weight 8, six of them put at either end.
    assert 1 < weight < 8
    rows = shop.rows(
        "select customer_id::varchar, n_known, n_noticed, own_reach from channel_reach where channel = 'email'"
    )
    assert len(rows) == N_CUSTOMERS
    for customer, n_known, n_noticed, reach in rows:
        count = noticed[int(customer)]
        assert (n_known, n_noticed) == (N_MAILS, count)
        posterior = stats.beta(weight * EMAIL + count, weight * (1 - EMAIL) + N_MAILS - count)
        assert reach == pytest.approx(posterior.mean(), abs=1e-8)


def test_a_channel_whose_opens_are_not_logged_keeps_its_reach(shop):
    assert shop.rows(
        "select distinct channel, n_known, own_reach from channel_reach where channel <> 'email' order by 1"
    ) == [("mail", 0, 0.8), ("sms", 0, 0.25)]


def test_attention_that_responsiveness_knows_of_does_not_count_again(shop):
    """Its slope by numpy's least squares of the logarithms; customers answer here by opening, so that there is one."""
    scores = dict(
        shop.rows("select customer_id::varchar, responsiveness from response_scores where offer_kind = 'all'")
    )
    rows = shop.rows("select customer_id::varchar, channel, own_reach, reach from channel_reach order by 1, 2")
    weights = {"email": N_MAILS / EMAIL, "mail": 1 / 0.8, "sms": 0}
    attention = {
        customer: sum(weights[channel] * own for name, channel, own, _ in rows if name == customer) / (N_MAILS + 1)
        for customer in scores
    }
    slope = np.polyfit(np.log([attention[name] for name in scores]), np.log(list(scores.values())), 1)[0]
    assert 0 < slope < 1
    for customer, _, own, reach in rows:
        assert reach == pytest.approx(min(1, own / attention[customer] ** slope), rel=1e-5)


def test_who_never_opens_a_mail_is_told_by_telephone_and_who_opens_each_is_not(shop):
    found = shop.rows("select customer_id::varchar, channel, count(*) from campaign_plan group by all")
    by = {customer: {channel for name, channel, _ in found if name == customer} for customer in (*NEVER, *ALWAYS)}
    assert all(by[customer] <= {"email"} for customer in ALWAYS) and any(by[customer] for customer in ALWAYS)
    assert all(by[customer] <= {"sms"} for customer in NEVER) and any(by[customer] for customer in NEVER)
    assert shop.rows(
        "select count(*) from campaign_plan join channel_reach using (customer_id, channel) "
        "where campaign_plan.reach <> channel_reach.reach"
    ) == [(0,)]
    # Letters are sent by no offer here; of e-mail and sms each candidate is worth its own reach.
    rows = shop.rows(
        "select candidates.reach * (response_margin - base_margin) - cost, expected_value "
        "from plan_candidates as candidates join channel_reach using (customer_id, channel)"
    )
    assert len(rows) > N_CUSTOMERS
    assert all(float(value) == pytest.approx(float(expected), abs=1e-4) for expected, value in rows)

"""What a shop's files say is read as it was meant, or refused with a value shown; no "no" is lost."""

import csv
import datetime
import io
import random
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from parsed_project import ROOT

CASES = ROOT.parent / "shared" / "cases"
HEADER = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
STAGED = "+stg_order_lines +stg_products +stg_consents +unmet_names +input_notes +input_quality"
LINES = "select order_id, customer_id, product_id, ordered_at, quantity, revenue from stg_order_lines order by all"


def case(name):
    """The files of a small made shop with a trait of real exports."""
    if not CASES.is_dir():
        pytest.skip("needs ../shared/cases")
    return {path.name: path.read_bytes() for path in (CASES / name).iterdir()}


@pytest.fixture(scope="module")
def staged(build):
    """A function that builds a case as far as staging, once for all tests."""
    built = {}

    def stage(name, **variables):
        key = (name, *variables.items())
        if key not in built:
            built[key] = build(case(name), select=STAGED, data_tests=False, **variables)
        return built[key]

    return stage


def plain(name):
    """The order lines of a case, each field as the file has it."""
    text = case(name)["order_lines.csv"].decode()
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def test_an_offset_behind_a_blank_is_read(staged):
    built = staged("01_shopify_offset")
    assert built.success, built.error
    assert built.rows("select n_input, n_rejected from input_quality where input_table = 'order_lines'") == [(40, 0)]
    assert built.rows("select ordered_at from stg_order_lines where order_id = '1103'") == [
        (datetime.datetime(2023, 3, 19, 8, 58),)
    ]


def test_letters_that_are_no_zone_are_refused_and_named(staged):
    built = staged("02_zone_names")
    assert not built.success
    assert "order_lines: 1,001 rows came and 1,001 cannot be used" in built.error
    assert "ordered_at has a zone in letters, PST: '2023-03-19 16:58:00 PST'" in built.error
    assert {reason for (reason,) in built.rows("select distinct reject_reason from checked_order_lines")} == {
        "ordered_at has a zone in letters, PST",
        "ordered_at has a zone in letters, PDT",
    }


def test_a_time_without_a_zone_is_the_shops(staged):
    built = staged("03_local_time", time_zone="Asia/Shanghai")
    assert built.success, built.error
    written = {row["order_id"]: row["ordered_at"] for row in plain("03_local_time")}
    for order, moment, day in built.rows("select distinct order_id, ordered_at, ordered_on from stg_order_lines"):
        local = moment + datetime.timedelta(hours=8)
        assert f"{local:%Y-%m-%d %H:%M}" == written[order]
        assert f"{day}" == written[order][:10]
        assert 8 <= local.hour <= 22
    assert built.rows("select max(ordered_on) from stg_order_lines") == [(datetime.date(2024, 2, 26),)]


@pytest.mark.parametrize("name", ["04_ddmmyyyy", "05_decimal_comma"])
def test_a_column_that_is_beyond_doubt_is_read(staged, name):
    built = staged(name)
    assert built.success, built.error
    assert built.rows(LINES) == staged("03_local_time").rows(LINES)


def test_dates_in_two_ways_are_no_silent_guess(staged):
    built = staged("04b_mixed_dates")
    assert not built.success
    assert (
        "ordered_at does not tell day and month apart: '05/04/2023 19:52'; name date_format in shop.yml" in built.error
    )


def test_ids_that_a_tool_made_fractions_meet_those_it_did_not(staged):
    built = staged("06_float_ids")
    assert built.success, built.error
    customers = {f"{number}" for number in range(1, 61)}
    assert {name for (name,) in built.rows("select customer_id from stg_consents")} == customers
    assert {
        name for (name,) in built.rows("select customer_id from stg_order_lines where customer_id is not null")
    } <= customers
    assert built.rows(
        "select n_names, n_unmet from unmet_names where origin = 'consents' and column_name = 'customer_id'"
    ) == [(60, 0)]


def test_a_spreadsheets_dress_is_no_part_of_an_id(staged):
    built = staged("07_taobao")
    assert built.success, built.error
    products = {f"P{number:02}" for number in range(1, 13)}
    assert {name for (name,) in built.rows("select product_id from stg_order_lines")} == products
    assert set(built.rows("select product_id, name from stg_products")) == {
        (name, f"Name of {name}") for name in products
    }
    assert built.rows("select min(customer_id), max(customer_id) from stg_order_lines") == [("0001", "0060")]


def test_two_scans_are_two_pieces(staged):
    built = staged("09_pos_scans")
    assert built.success, built.error
    assert built.rows("select sum(revenue) from stg_order_lines") == [(Decimal("15835.5"),)]
    assert built.rows(LINES) == staged("03_local_time").rows(LINES)


def test_a_stock_that_cannot_be_read_is_none_and_its_row_stays(staged):
    built = staged("35_barred_category_lost")
    assert built.success, built.error
    assert built.rows("select product_id, category, list_price, stock from stg_products order by 1 limit 6") == [
        ("P01", "CIGARETTES", Decimal("12.5"), 50),
        ("P02", "CIGARETTES", Decimal(12), 50),
        ("P03", "LIQUOR", Decimal("12.5"), 50),
        ("P04", "TEA", Decimal(12), 50),
        ("P05", "TEA", Decimal(12), 0),
        ("P06", "TEA", Decimal(12), 0),
    ]
    assert built.rows("select input_table, column_name, value, used_as from input_notes") == [
        ("products", "stock", "0 pcs", "0")
    ]


# One moment in Berlin, as shops write it; each stands in a column of its own, with what tells its order apart.
MOMENT = datetime.datetime(2024, 3, 9, 14, 5)
DRESSES = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.000",
    "%Y-%m-%d %H:%M:%S +0100",
    "%Y-%m-%dT%H:%M+01:00",
    "%Y-%m-%d %H:%M Europe/Berlin",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%y %H:%M",
    "%d %b %Y %H:%M",
    "%b %d, %Y %H:%M",
    "%d-%b-%Y %H:%M",
    "%Y%m%d%H%M00",
    " %Y-%m-%d %H:%M\t",
]
MONEY = [
    "1234.50",
    "1,234.50",
    "1.234,50",
    "1234,50",
    "¥1,234.50",
    "1,234.50元",
    "$1,234.50",
    "1 234,50 €",
    "1'234.50",
    "USD 1234.5",
    "+1234.5",
    "1.2345e3",
]


# The columns that hold a way each: of a table, with what else its rows need.
TIME_COLUMNS = {
    "order_lines": ("order_id,customer_id,product_id,quantity", "o{},c,p,1", ["ordered_at"]),
    "customers": ("customer_id", "c{}", ["first_seen_at"]),
    "ratings": ("customer_id,product_id,rating", "c{},p,3", ["rated_at"]),
    "reviews": ("review_id,product_id,text", "r{},p,good", ["created_at"]),
    "events": ("customer_id,event_type", "c{},view", ["occurred_at"]),
    "surveys": ("customer_id,score", "c{},3", ["answered_at"]),
    "consents": ("customer_id,channel,allowed", "c{},email,yes", ["updated_at"]),
    "campaigns": ("campaign_id", "k{}", ["starts_at", "ends_at"]),
    "contacts": ("campaign_id,customer_id", "k{},c{}", ["contacted_at"]),
    "responses": ("campaign_id,customer_id,response_type", "k{},c{},open", ["occurred_at"]),
}
MONEY_COLUMNS = {
    "order_lines": ["unit_price", "discount", "refund"],
    "products": ["list_price", "unit_cost"],
    "campaigns": ["cost"],
}


@pytest.mark.parametrize("half", [0, 1])
def test_times_and_money_are_the_same_however_they_are_written(build, half):
    """Columns are read by all their values, so each way has a column of its own, in one of two shops."""
    # The other moment lies on the 31st, so that a column tells day from month.
    moments = [MOMENT, datetime.datetime(2024, 3, 31, 23, 30)]
    times = [(table, column) for table, (_, _, columns) in TIME_COLUMNS.items() for column in columns]
    dresses = dict(zip(times, (DRESSES[half * len(times) :] + DRESSES)[: len(times)], strict=True))
    money = [(table, column) for table, columns in MONEY_COLUMNS.items() for column in columns]
    prices = dict(zip(money, MONEY[half * len(money) :], strict=half == 1))
    files = {}
    for table in TIME_COLUMNS.keys() | MONEY_COLUMNS.keys():
        header, row, columns = TIME_COLUMNS.get(table, ("product_id", "p{}", []))
        mine = MONEY_COLUMNS.get(table, [])
        rows = [
            row.replace("{}", str(number)).split(",")
            + [f"{moment:{dresses[table, column]}}" for column in columns]
            + [prices[table, column] for column in mine]
            for number, moment in enumerate(moments)
        ]
        text = io.StringIO()
        csv.writer(text).writerows([[*header.split(","), *columns, *mine], *rows])
        files[f"{table}.csv"] = text.getvalue()
    select = " ".join(f"+checked_{table}" for table in TIME_COLUMNS.keys() | MONEY_COLUMNS.keys())
    built = build(files, select=select, data_tests=False, time_zone="Europe/Berlin")
    assert built.success, built.error
    utc = [moment.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(datetime.UTC) for moment in moments]
    for table, column in times:
        dress = dresses[table, column]
        # An offset says what it says, in summer too.
        expected = (
            [moment - datetime.timedelta(hours=1) for moment in moments] if "+01" in dress or "+0100" in dress else utc
        )
        found = built.rows(f"select {column}, reject_reason from checked_{table} order by row_number")
        assert found == [(moment.replace(tzinfo=None), None) for moment in expected], (dress, table, column)
    for table, column in money:
        found = built.rows(f"select {column} from checked_{table}")
        assert found == [(Decimal("1234.5"),)] * 2, (prices[table, column], table, column)


# How shops and mailing tools write that somebody may not be contacted, each for a customer who said yes before.
CONSENT_NOES = [
    *(
        "no",
        "No",
        " NO ",
        "ｎｏ",
        "N",
        "false",
        "False",
        "0",
        "0.0",
        "off",
        "unsubscribed",
        "Unsubscribed",
        "opt-out",
        "opted out",
    ),
    *(
        "Opted_Out",
        "withdrawn",
        "revoked",
        "never subscribed",
        "cleaned",
        "pending",
        "否",
        "拒绝",
        "不同意",
        "退订",
        "nein",
        "não",
    ),
    *("", "NULL", "perhaps", "??", "n/a", "1/0", "yes?"),
]
CHANNELS = ["email", "Email", "E-Mail", "e mail", "ＥＭＡＩＬ", "邮件", "\u200bemail", "", "our newsletter", "all"]
WHEN = ["2024-06-01", "", "soon", "2999-01-01", "2024-06-01T10:00:00+08:00"]
RESPONSE_NOES = [
    *(
        "unsubscribe",
        "Unsubscribed",
        "unsub",
        "opt-out",
        "OPT_OUT",
        "Unsubscribed from List",
        "Marked Email as Spam",
        "abuse",
    ),
    *(
        "hard bounce",
        "Hard-Bounce",
        "spam complaint",
        "complained",
        "list_unsubscribe",
        "STOP",
        "退订",
        "取消关注",
        "投诉",
        "拉黑",
    ),
    *("thumbs up and away", "unsubscribd", ""),
]
CAMPAIGNS = ["k1", "", "nowhere", " k1 "]
OTHER_IDS = [
    ("Ann{}@Shop.com", "ann{}@shop.com"),
    ("bo{}@shop.com", "BO{}@shop.COM "),
    ("001{}", "1{}"),
    ("7{}", "007{}"),
    ("C-{}", "c-{}"),
]
SURVEY_NOES = [
    ("2024-06-01", "do not contact"),
    ("", "do not contact"),
    ("soon", "Do Not Contact"),
    ("2999-01-01", "stop"),
    ("2024-06-01", "slow,Do-Not-Contact"),
    ("2024-06-01", "slow; unsubscribe"),
    ("2024-06-01", "很好，不要联系"),
    ("2024-06-01", "ｓｔｏｐ"),
]
# What stands where no time was known.
NO_TIMES = ["0001-01-01", "1900-01-01 00:00:00", "1899-12-30", "1970-01-01", "0000-00-00 00:00:00"]
YES = ["yes", "Yes", "TRUE", "1", "subscribed", "opted in", "是", "同意", "ja", "granted", "1.0", "✔\ufe0f", "J"]


@pytest.fixture(scope="module")
def noes(build):
    """One shop in which each customer says no, or yes, in a way of their own: some 15 s of segments."""
    order_lines, consents, responses, suppressed, surveys, contacts, said = [], [], [], [], [], [], {}

    def customer(kind, way, name=""):
        name = name or f"{kind}{len(said)}"
        said[name] = way
        order_lines.extend(
            f"{name}-{number},{name},p{(len(said) + number) % 7},2024-0{number + 1}-0{1 + len(said) % 9},1,{3 + number}"
            for number in range(1 + len(said) % 3)
        )
        return name

    def consent(name, *row):
        consents.append((name, *row))

    for word in CONSENT_NOES:
        name = customer("word", word)
        consent(name, "email", "yes", "2023-01-01")
        consent(name, "email", word, "2024-06-01")
    for channel in CHANNELS:
        for when in WHEN:
            name = customer("channel", (channel, when))
            consent(name, "email", "yes", "2023-01-01")
            consent(name, channel, "no", when)
    for word in RESPONSE_NOES:
        for campaign in CAMPAIGNS:
            name = customer("response", (word, campaign))
            consent(name, "email", "yes", "2023-01-01")
            responses.append((campaign, name, word, ["2024-06-01", "at night"][len(said) % 2]))
    for dress in ("{}", " {} ", '="{}"', "'{}", "\u200b{}"):
        name = customer("suppressed", dress)
        consent(name, "email", "yes", "2023-01-01")
        suppressed.append((dress.format(name), "asked"))
    # A list that a spreadsheet or a mailing tool has held has lost leading zeros, or the case of letters.
    for number, (name, listed) in enumerate(OTHER_IDS):
        for way in ("consent", "response", "suppressed", "survey"):
            mine, theirs = (text.format(f"{number}{len(way)}") for text in (name, listed))
            customer("id", (way, listed), mine)
            consent(mine, "email", "yes", "2023-01-01")
            if way == "consent":
                consent(theirs, "email", "no", "2024-06-01")
            elif way == "response":
                responses.append(("k1", theirs, "Unsubscribed", "2024-06-01"))
            elif way == "suppressed":
                suppressed.append((theirs, "asked"))
            else:
                surveys.append((theirs, "2024-06-01", "stop"))
    for answered_at, tags in SURVEY_NOES:
        name = customer("survey", (answered_at, tags))
        consent(name, "email", "yes", "2023-01-01")
        surveys.append((name, answered_at, tags))
    for when in NO_TIMES:
        name = customer("time", when)
        consent(name, "email", "yes", "2023-01-01")
        consent(name, "email", "no", when)
    name = customer("day", "yes in the morning, no on that day")
    consent(name, "email", "yes", "2024-06-01 10:00")
    consent(name, "email", "no", "2024-06-01")
    name = customer("channels", "two in one campaign")
    consent(name, "email", "yes", "2023-01-01")
    consent(name, "mail", "yes", "2023-01-01")
    contacts += [("k1", name, "email", "2024-01-01"), ("k1", name, "Brief", "2024-01-01")]
    responses.append(("k1", name, "Unsubscribed", "2024-06-01"))
    name = customer("contact", "at a time that cannot be read")
    consent(name, "email", "yes", "2023-01-01")
    contacts.append(("k1", name, "email", "last night"))
    name = customer("nothing", "never asked")
    for word in YES:
        for channel in CHANNELS[:7]:
            name = customer("yes", (word, channel))
            consent(name, channel, word, "2024-06-01")

    def text(header, rows):
        table = io.StringIO()
        csv.writer(table).writerows([header.split(","), *rows])
        return table.getvalue()

    random.Random(5).shuffle(consents)
    built = build(
        {
            "order_lines.csv": "\n".join([HEADER, *order_lines]),
            "consents.csv": text("customer_id,channel,allowed,updated_at", consents),
            "responses.csv": text("campaign_id,customer_id,response_type,occurred_at", responses),
            "surveys.csv": text("customer_id,answered_at,tags", surveys),
            "contacts.csv": text("campaign_id,customer_id,channel,contacted_at", contacts),
            "campaigns.csv": "campaign_id,starts_at,ends_at,channel\nk1,2023-05-01,2024-06-30,E-Mail\n",
        },
        seeds={"suppressed_customers.csv": text("customer_id,reason", suppressed)},
        select="+contact_permissions +unmet_names +input_notes +input_quality",
        data_tests=False,
        max_rejected_share=1,
    )
    assert built.success, built.error
    return built, said


def test_no_way_of_saying_no_is_taken_for_a_yes(noes):
    built, said = noes
    allowed = {
        name for (name,) in built.rows("select distinct customer_id from contact_permissions where n_allowed > 0")
    }
    assert allowed
    assert {(name, said[name]) for name in allowed if not name.startswith("yes")} == set()
    # Whose yes is plain may be contacted: nothing is forbidden that nobody forbade.
    assert {(name, said[name]) for name in said if name.startswith("yes")} == {(name, said[name]) for name in allowed}


def test_words_that_nobody_knows_are_named(noes):
    built, _ = noes
    (words,) = built.rows(
        "select n_unmet, examples from unmet_names where origin = 'responses' and column_name = 'response_type'"
    )
    assert words == (2, "thumbs up and away, unsubscribd")
    n_words = len(set(RESPONSE_NOES) - {""})
    start = f"responses: 2 of {n_words} names in response_type meet nothing in seeds/known_words.csv: "
    assert any(line.startswith(start) for line in built.lines)


def test_a_discount_larger_than_its_line_is_the_whole_orders(staged):
    built = staged("15b_order_discount_one_currency")
    assert built.success, built.error
    rows = plain("15b_order_discount_one_currency")
    gross = sum(Decimal(row["quantity"]) * Decimal(row["unit_price"]) for row in rows)
    discount = sum(Decimal(row["discount"] or 0) for row in rows)
    assert discount > 0
    assert built.rows("select sum(gross), sum(discount), sum(revenue) from stg_order_lines") == [
        (gross, discount, gross - discount)
    ]
    assert built.rows("select count(*) from stg_order_lines where revenue < 0 or currency is distinct from 'EUR'") == [
        (0,)
    ]
    # The order's 25 lie on its 10 and its 40 as 5 and 20.
    assert built.rows("select product_id, discount from stg_order_lines where order_id = '#1004' order by 1") == [
        ("HOODIE", Decimal(20)),
        ("TEE", Decimal(5)),
    ]


STATES = """order_id,customer_id,product_id,ordered_at,quantity,unit_price,status,refund
1,a,tea,2024-01-01 10:00,1,5,交易成功,
2,a,tea,2024-01-02 10:00,1,5,交易关闭,
3,b,tea,2024-01-03 10:00,2,5,Cancelled,
4,b,tea,2024-01-04 10:00,2,5,pending payment,
5,b,tea,2024-01-05 10:00,2,5,Refunded,
6,b,tea,2024-01-06 10:00,2,5,paid,10
7,b,tea,2024-01-07 10:00,2,5,paid,4
8,b,tea,2024-01-08 10:00,1,5,,
9,b,tea,2024-01-09 10:00,1,5,on the moon,
10,c,tea,2024-01-10 10:00,1,5,paid,
11,c,tea,2024-01-11 10:00,2,5,paid,-3
"""


def test_states_tell_sales_from_others_and_refunds_are_returns(build):
    built = build({"order_lines.csv": STATES}, select=STAGED, data_tests=False)
    assert built.success, built.error
    columns = "order_id, quantity, revenue, returned_quantity, returned_revenue"
    assert built.rows(f"select {columns} from stg_order_lines order by ordered_at") == [
        ("1", 1, 5, 0, 0),
        ("5", 0, 0, 2, 10),
        ("6", 0, 0, 2, 10),
        ("7", 2, 6, 0, 0),
        ("8", 1, 5, 0, 0),
        ("9", 1, 5, 0, 0),
        ("10", 1, 5, 0, 0),
        ("11", 2, 7, 0, 0),
    ]
    assert built.rows("select value, used_as from input_notes") == [("on the moon", "missing")]
    reasons = "select row_number, reject_reason from checked_order_lines where reject_reason is not null order by 1"
    assert built.rows(reasons) == [
        (2, "no sale: 交易关闭"),
        (3, "no sale: Cancelled"),
        (4, "no sale: pending payment"),
    ]


def test_what_an_export_leaves_empty_in_an_order_is_as_in_its_first_row(build):
    lines = (
        f"{HEADER},currency\n#1,ann,tea,2024-01-01 10:00,1,5,EUR\n#1,,milk,,2,3,\n#2,,tea,2024-01-02 10:00,1,5,EUR\n"
    )
    built = build({"order_lines.csv": lines}, select=STAGED, data_tests=False)
    assert built.success, built.error
    assert built.rows(
        "select order_id, customer_id, product_id, ordered_at, currency from stg_order_lines order by 1, 3"
    ) == [
        ("#1", "ann", "milk", datetime.datetime(2024, 1, 1, 10), "EUR"),
        ("#1", "ann", "tea", datetime.datetime(2024, 1, 1, 10), "EUR"),
        ("#2", None, "tea", datetime.datetime(2024, 1, 2, 10), "EUR"),
    ]


@pytest.mark.slow
def test_a_shop_without_prices_gets_all_but_a_plan_and_is_told_why(build):
    """Slow, as what works without money is the whole project but its last step."""
    lines = plain("03_local_time")
    rows = [",".join(row[name] for name in HEADER.split(",")[:-1]) for row in lines]
    # Two bought without a card, and brought back without one.
    rows += ["9001,,P01,2024-02-20 10:00,2", "9002,,P01,2024-02-21 10:00,-2"]
    files = {
        "order_lines.csv": "\n".join(["order_id,customer_id,product_id,ordered_at,quantity", *rows]) + "\n",
        "customers.csv": "customer_id\n"
        + "".join(f"{name}\n" for name in {row["customer_id"] for row in lines} - {""}),
    }
    public = [
        "association_rules",
        "customer_segments",
        "customer_recommendations",
        "plan_constraints",
        "returns",
        "input_quality",
    ]
    built = build(files, public=public, data_tests=False, time_zone="Asia/Shanghai")
    assert built.success, built.error
    for table in public:
        assert built.rows(f"select count(*) > 0 from {table}") == [(True,)], table
    assert built.rows("select matched_quantity from returns") == [(2,)]
    assert built.rows("select in_words from plan_constraints where limit_kind = 'budget'") == [
        ("Do nothing: nothing was sold at a price, so what a contact would bring is not known.",)
    ]
    assert [line for line in built.lines if "nothing was sold at a price" in line]


# What each case's customers said, in the words of its own files.
def said_no(name):
    files = {path: list(csv.DictReader(io.StringIO(content.decode()))) for path, content in case(name).items()}
    consents = {
        row["customer_id"] for row in files.get("consents.csv", []) if row["allowed"] in ("unsubscribed", "opted out")
    }
    return consents | {row["customer_id"] for row in files.get("responses.csv", [])}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n_noes"),
    [("08_consent_words", 20), ("18b_withdrawn_word", 20), ("19b_unsubscribe_words", 30), ("31_channel_spelling", 30)],
)
def test_whoever_said_no_is_in_no_plan(build, name, n_noes):
    """Slow, as each case is planned to its end."""
    noes = said_no(name)
    assert len(noes) == n_noes
    built = build(case(name), public=["campaign_plan", "contact_permissions"], data_tests=False)
    assert built.success, built.error
    emailed = {
        customer
        for (customer,) in built.rows(
            "select customer_id from campaign_plan where channel = 'email' and not is_holdout"
        )
    }
    assert not emailed & noes
    # Whoever said nothing may be written to, but in the case in which they were a day ago.
    allowed = "select customer_id from contact_permissions where channel = 'email' and forbidden_by is null"
    others = set() if name == "31_channel_spelling" else {f"{number}" for number in range(1, 61)} - noes
    assert {customer for (customer,) in built.rows(allowed)} == others
    assert bool(emailed) == bool(others)


def test_a_control_arm_that_is_missing_is_no_split(build):
    built = build(case("24_zero_control"), select="+campaign_effect", data_tests=False)
    assert built.success, built.error
    ((verdict,),) = built.rows("select distinct verdict from campaign_effect")
    assert "arms are not as planned" in verdict


# Nine columns of times, in each three mornings in New York as a tool writes them.
MORNINGS = [datetime.datetime(2024, 3, day, 9, 30, tzinfo=ZoneInfo("America/New_York")) for day in (1, 13, 28)]
TIMES = {
    "order_lines.ordered_at": [f"{moment:%m/%d/%Y, %I:%M:%S\u202f%p}" for moment in MORNINGS],
    "customers.first_seen_at": [f"{moment:%d-%b-%y %H:%M}" for moment in MORNINGS],
    "ratings.rated_at": [f"{moment.timestamp():.0f}" for moment in MORNINGS],
    "reviews.created_at": [f"{moment.timestamp():.0f}000" for moment in MORNINGS],
    "events.occurred_at": [f"{45351 + moment.day + 9.5 / 24:.7f}" for moment in MORNINGS],
    "surveys.answered_at": [f"{moment + datetime.timedelta(hours=5):%m/%d/%Y %H:%M %p}" for moment in MORNINGS],
    "consents.updated_at": [f"{moment:%Y-%m-%d\u00a0上午 %I:%M}" for moment in MORNINGS],
    "responses.occurred_at": [f"{moment:%b %d, %Y, %I:%M %p}" for moment in MORNINGS],
    "campaigns.starts_at": [f"{moment:%B %d, %Y at %I:%M%p}".replace("AM", "am") for moment in MORNINGS],
}


@pytest.fixture(scope="module")
def ways(build):
    """One shop whose tables each write times, money and words in a way of their own."""

    def table(name, header, rows):
        column = next(key for key in TIMES if key.startswith(f"{name}.")).partition(".")[2]
        text = io.StringIO()
        csv.writer(text).writerows(
            [
                [*header.split(","), column],
                *([*row, when] for row, when in zip(rows, TIMES[f"{name}.{column}"], strict=True)),
            ]
        )
        return text.getvalue()

    names = ["c0", "c1", "c2"]
    prices = ["12,50", "1.299,- €", "12,– kr"]
    lines = [
        (f"o{place}", name, "p", "2.0", price) for place, (name, price) in enumerate(zip(names, prices, strict=True))
    ]
    built = build(
        {
            "order_lines.csv": table("order_lines", "order_id,customer_id,product_id,quantity,unit_price", lines),
            "products.csv": "product_id,list_price,unit_cost\np,$12.990,4.50\nq,$990,SEK 1.5\nr,7.-,CA$2.25-\n",
            "customers.csv": table(
                "customers", "customer_id,birth_year", zip(names, ["1900", "5/1/1980", "1985.0"], strict=True)
            ),
            "ratings.csv": table("ratings", "customer_id,product_id,rating", [(name, "p", 3) for name in names]),
            "reviews.csv": table("reviews", "review_id,product_id,text", [(name, "p", "good") for name in names]),
            "events.csv": table("events", "customer_id,event_type", [(name, "view") for name in names]),
            "surveys.csv": table("surveys", "customer_id,score", [(name, 3) for name in names]),
            "consents.parquet": pa.table(
                {
                    "customer_id": ["c0", "c1", "c2", "c0", "c1", "c2"],
                    "channel": ["email"] * 3 + ["sms"] * 3,
                    "allowed": [1.0, 0.0, float("nan"), None, 2.0, -1.0],
                    "updated_at": TIMES["consents.updated_at"] * 2,
                }
            ),
            "responses.csv": table("responses", "customer_id,response_type", [(name, "open") for name in names]),
            "campaigns.csv": table(
                "campaigns",
                "campaign_id,ends_at,cost",
                zip(names, ["2024-04-01"] * 3, ["$12.990", "$990", "$7.500"], strict=True),
            ),
        },
        select=" ".join(f"+checked_{key.partition('.')[0]}" for key in TIMES) + " +checked_products",
        data_tests=False,
        time_zone="America/New_York",
        max_rejected_share=1,
    )
    assert built.success, built.error
    return built


@pytest.mark.parametrize("name", TIMES)
def test_times_of_tools_and_spreadsheets_are_read(ways, name):
    table, _, column = name.partition(".")
    hours = 5 if name == "surveys.answered_at" else 0
    meant = [
        (moment + datetime.timedelta(hours=hours)).astimezone(datetime.UTC).replace(tzinfo=None) for moment in MORNINGS
    ]
    assert ways.rows(f"select {column} from checked_{table} order by row_number limit 3") == [
        (moment,) for moment in meant
    ]


def test_money_is_read_by_its_column_or_refused(ways):
    """Pieces of 2.0 do not make 12,50 unclear; 12,- is no minus; $12.990 alone may be either."""
    assert ways.rows("select quantity, unit_price, reject_reason from checked_order_lines order by row_number") == [
        (2, Decimal("12.5"), None),
        (2, 1299, None),
        (2, 12, None),
    ]
    assert ways.rows("select list_price, unit_cost, unread from checked_products order by row_number") == [
        (Decimal("12.99"), Decimal("4.5"), None),
        (990, Decimal("1.5"), None),
        (7, None, "unit_cost"),
    ]
    assert ways.rows("select cost, unread from checked_campaigns order by row_number") == [
        (None, "cost"),
        (990, None),
        (None, "cost"),
    ]


def test_a_birthday_has_a_year_and_one_that_stands_for_none_is_no_age(ways):
    assert ways.rows("select birth_year, unread from checked_customers order by row_number") == [
        (None, "birth_year"),
        (1980, None),
        (1985, None),
    ]


def test_a_consent_that_is_a_number_is_one_or_zero(ways):
    """A data frame has no number where nothing was said."""
    allowed = [allowed for (allowed,) in ways.rows("select allowed from checked_consents order by row_number")]
    assert allowed == [True, False, None, None, None, None]


def test_what_is_barred_is_barred_however_it_is_written(build):
    catalogue = [
        "1,ＣＩＧＡＲＥＴＴＥＳ ",
        "2,cigarettes",
        "3,Tobacco > Cigarettes",
        "4,tea",
        "5,Beers / Ales",
        "6,Drinks|Wine",
        "007,tea",
    ]
    barred = ["seven,,", ",cigarettes,", ",BEERS/ALES,18+", ",wine,adults", "7,,"]
    lines = "".join(f"{number},ann,{row.split(',')[0]},2024-01-01,1,5\n" for number, row in enumerate(catalogue))
    built = build(
        {
            "order_lines.csv": f"{HEADER}\n{lines}",
            "products.csv": "\n".join(["product_id,category", *catalogue]) + "\n",
        },
        seeds={
            "never_recommend.csv": "\n".join(
                ["product_id,category,minimum_age,customer_id,reason", *(f"{row},,x" for row in barred)]
            )
            + "\n"
        },
        select="+restricted_products",
        data_tests=False,
    )
    assert built.success, built.error
    assert built.rows("""
        select product_id, minimum_age
        from restricted_products join products using (product_number)
        order by all
    """) == [("007", None), ("1", None), ("2", None), ("3", None), ("5", 18), ("6", None)]

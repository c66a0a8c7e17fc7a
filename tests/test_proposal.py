"""What propose_shop makes of a folder: a shop.yml that reads exports as they were meant, and doubts where one must."""

import csv
import datetime
import io
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
import yaml
from conftest import run_operation
from hypothesis import given, settings
from hypothesis import strategies as st
from made_workbook import workbook
from parsed_project import ROOT
from shop_folder import HEADER, LINE, Shop, contract

from basketry.input_files import copy_input_file
from basketry.names import shown
from basketry.proposal import date_format, known_presets, known_words, number_format, propose_shop

MOMENT = datetime.datetime(2024, 3, 1, 9, 30)


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def exported(header, *rows, delimiter=","):
    """An export with its own header, of rows that name only some of its columns."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header.split(","), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# Headers as the shop systems write them.
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,"
    "Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,"
    "Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,"
    "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,"
    "Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,"
    "Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Billing Province Name,"
    "Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
)
WOOCOMMERCE = (
    "order_id,order_number,order_number_formatted,date,status,shipping_total,shipping_tax_total,fee_total,"
    "fee_tax_total,tax_total,discount_total,order_total,refunded_total,order_currency,payment_method,"
    "shipping_method,customer_id,billing_first_name,billing_last_name,billing_company,billing_email,"
    "billing_phone,billing_address_1,billing_city,billing_state,billing_postcode,billing_country,customer_note,"
    "item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_subtotal_tax,item_total,"
    "item_total_tax,item_refunded,item_refunded_qty,item_meta,item_price"
)
WOOCOMMERCE_ADVANCED = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),"
    "Country Code (Billing),Email (Billing),Phone (Billing),Item #,SKU,Item Name,Quantity (- Refund),Item Cost,"
    "Coupon Code,Discount Amount,Discount Amount Tax"
)
ONLINE_RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
TAOBAO_ORDERS = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,"
    "买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,订单创建时间,订单付款时间,"
    "宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,"
    "发票抬头,是否手机订单,退款金额"
)
TAOBAO_ITEMS = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
YOUZAN_GOODS = (
    "订单号,外部订单号,订单商品状态,交易成功时间,商品名称,商品类型,商品类目,商品规格,规格编码,商品编码,商品单价,"
    "商品成本价,商品优惠方式,商品优惠后价格,商品数量,商品金额小计,店铺优惠（分摊）,商品实际成交金额,"
    "商品抵用积分数,商品留言,收货人/提货人,收货人手机号/提货人手机号,收货人省份,收货人城市,收货人地区,"
    "详细收货地址/提货地址,买家备注,商品发货状态,商品发货方式,商品发货物流公司,商品发货物流单号,发货员工,"
    "商品发货时间,商品退款状态,商品已退款金额,商家订单备注,周期购信息"
)
YOUZAN_ORDERS = "订单号,订单状态,订单创建时间,买家付款时间,买家昵称,买家手机号,订单实付金额"

EXPORTS = {
    "shopify": (
        {
            "orders_export_1.csv": exported(
                SHOPIFY,
                {
                    **{"Name": "#1001", "Email": "ann@x", "Financial Status": "paid", "Accepts Marketing": "no"},
                    **{"Currency": "EUR", "Created at": "2023-03-19 16:58:00 +0800", "Lineitem quantity": "2"},
                    **{"Lineitem name": "Tee - L", "Lineitem price": "16.00", "Lineitem sku": "TEE", "Vendor": "Acme"},
                    **{"Shipping Province": "BY", "Source": "web", "Lineitem discount": "1.50", "Subtotal": "52.00"},
                },
                {
                    **{"Name": "#1001", "Email": "ann@x", "Lineitem quantity": "1", "Lineitem name": "Tote"},
                    **{"Lineitem price": "20.00", "Lineitem discount": "0.00"},
                },
                {
                    **{"Name": "#1002", "Accepts Marketing": "yes", "Currency": "EUR", "Source": "pos"},
                    **{"Created at": "2023-03-20 10:00:00 +0800", "Lineitem quantity": "1", "Lineitem name": "Tote"},
                    **{"Lineitem price": "20.00", "Lineitem discount": "0.00", "Financial Status": "paid"},
                },
                {"Name": "#1002", "Lineitem quantity": "3", "Lineitem name": "Tee - L", "Lineitem price": "16.00"},
            )
        },
        [
            ("#1001", "ann@x", "Tee - L", "2023-03-19 16:58:00 +0800", "2", "16.00", "1.50", "web"),
            ("#1001", "ann@x", "Tote", "", "1", "20.00", "0.00", ""),
            ("#1002", "", "Tote", "2023-03-20 10:00:00 +0800", "1", "20.00", "0.00", "pos"),
            ("#1002", "", "Tee - L", "", "3", "16.00", "", ""),
        ],
        "discount, channel",
        {
            "products": [("Tee - L", "Tee - L"), ("Tote", "Tote")],
            "customers": [("ann@x", "BY")],
            "consents": [("ann@x", "email", "no", "2023-03-19 16:58:00 +0800")],
        },
        (4, 120),
    ),
    "woocommerce": (
        {
            "orders-export-2024.csv": exported(
                WOOCOMMERCE,
                {
                    **{"order_id": "71", "order_number": "71", "date": "2024-03-01 09:30:00", "status": "completed"},
                    **{"order_currency": "EUR", "customer_id": "0", "billing_email": "ann@x", "billing_state": "BY"},
                    **{"item_name": "Green tea", "item_sku": "T1", "item_quantity": "2", "item_price": "4.5"},
                },
                {
                    **{"order_id": "71", "order_number": "71", "date": "2024-03-01 09:30:00", "status": "completed"},
                    **{"order_currency": "EUR", "customer_id": "0", "billing_email": "ann@x", "billing_state": "BY"},
                    **{"item_name": "Honey", "item_sku": "H1", "item_quantity": "1", "item_price": "6"},
                },
            )
        },
        [
            ("71", "ann@x", "T1", "2024-03-01 09:30:00", "2", "4.5", "EUR"),
            ("71", "ann@x", "H1", "2024-03-01 09:30:00", "1", "6", "EUR"),
        ],
        "currency",
        {"products": [("T1", "Green tea"), ("H1", "Honey")], "customers": [("ann@x", "BY")]},
        (2, 15),
    ),
    "woocommerce_advanced": (
        {
            "orders.xlsx": workbook(
                {
                    "Orders": [
                        WOOCOMMERCE_ADVANCED.split(","),
                        [71, "Completed", MOMENT, *[None] * 6, "BY", None, "DE", "ann@x", None, 1, "T1", "Tea", 2, 4.5],
                        [71, *[None] * 13, 2, "H1", "Honey", 1, 6],
                    ]
                }
            )
        },
        [
            ("71", "ann@x", "T1", "2024-03-01 09:30:00", "2", "4.5"),
            ("71", None, "H1", None, "1", "6"),
        ],
        "",
        {"products": [("T1", "Tea"), ("H1", "Honey")], "customers": [("ann@x", "BY")]},
        (2, 15),
    ),
    "online_retail": (
        {
            "Online Retail.xlsx": workbook(
                {
                    "Online Retail": [
                        ONLINE_RETAIL.split(","),
                        [536365, "85123A", "HOLDER", 6, datetime.datetime(2010, 12, 1, 8, 26), 2.55, 17850, "France"],
                        [536366, "85123A", "HOLDER", 1, datetime.datetime(2010, 12, 1, 8, 28), 2.55, None, "France"],
                        ["C536379", "85123A", "?", -1, datetime.datetime(2010, 12, 1, 9, 41), 2.55, 17850, "France"],
                    ]
                }
            )
        },
        [
            ("536365", "17850", "85123A", "2010-12-01 08:26:00", "6", "2.55"),
            ("536366", None, "85123A", "2010-12-01 08:28:00", "1", "2.55"),
            ("C536379", "17850", "85123A", "2010-12-01 09:41:00", "-1", "2.55"),
        ],
        "",
        {"products": [("85123A", "HOLDER")], "customers": [("17850", "France")]},
        (2, Decimal("15.3")),
    ),
    "olist": (
        {
            "olist_order_items_dataset.csv": exported(
                "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
                {"order_id": "o1", "order_item_id": "1", "product_id": "p1", "price": "29.99"},
                {"order_id": "o1", "order_item_id": "2", "product_id": "p1", "price": "29.99"},
                {"order_id": "o2", "order_item_id": "1", "product_id": "p2", "price": "5.00"},
            ),
            "olist_orders_dataset.csv": exported(
                "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at",
                *(
                    {
                        "order_id": order,
                        "customer_id": f"c-{order}",
                        "order_purchase_timestamp": f"2017-10-0{day} 10:56:33",
                    }
                    for order, day in (("o1", 2), ("o2", 3))
                ),
            ),
            "olist_customers_dataset.csv": exported(
                "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
                {"customer_id": "c-o1", "customer_unique_id": "ann", "customer_state": "SP"},
                {"customer_id": "c-o2", "customer_unique_id": "ann", "customer_state": "SP"},
            ),
            "olist_products_dataset.csv": exported(
                "product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty",
                {"product_id": "p1", "product_category_name": "utilidades_domesticas"},
                {"product_id": "p2", "product_category_name": ""},
            ),
            "product_category_name_translation.csv": "\ufeff"
            + exported(
                "product_category_name,product_category_name_english",
                {"product_category_name": "utilidades_domesticas", "product_category_name_english": "housewares"},
            ),
            "olist_order_reviews_dataset.csv": exported(
                "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
                "review_answer_timestamp",
                {
                    "review_id": "r1",
                    "order_id": "o1",
                    "review_score": "5",
                    "review_answer_timestamp": "2017-10-12 03:43:48",
                },
            ),
            "olist_sellers_dataset.csv": "seller_id,seller_zip_code_prefix,seller_city,seller_state\n",
        },
        [
            ("o1", "ann", "p1", "2017-10-02 10:56:33", "1", "29.99"),
            ("o1", "ann", "p1", "2017-10-02 10:56:33", "1", "29.99"),
            ("o2", "ann", "p2", "2017-10-03 10:56:33", "1", "5.00"),
        ],
        "",
        {
            "products": [("p1", "housewares"), ("p2", None)],
            "customers": [("ann", "SP")],
            "surveys": [("ann", "2017-10-12 03:43:48", "5", "")],
        },
        (2, Decimal("64.98")),
    ),
    "taobao": (
        {
            "ExportOrderDetailList202411.csv": exported(
                TAOBAO_ITEMS,
                {
                    "订单编号": '="2390001"',
                    "订单状态": "交易成功",
                    "标题": "绿茶 500ml",
                    "价格": "12.50",
                    "购买数量": "2",
                    "商家编码": "T1",
                },
                {
                    "订单编号": '="2390001"',
                    "订单状态": "交易成功",
                    "标题": "蜂蜜",
                    "价格": "60.00",
                    "购买数量": "1",
                    "商家编码": "H1",
                },
                {
                    "订单编号": '="2390002"',
                    "订单状态": "交易关闭",
                    "标题": "蜂蜜",
                    "价格": "60.00",
                    "购买数量": "1",
                    "商家编码": "H1",
                },
            ).encode("gb18030"),
            "ExportOrderList202411.csv": exported(
                TAOBAO_ORDERS,
                {
                    **{"订单编号": "2390001\t", "买家会员名": "张三", "总金额": "85.00", "订单状态": "交易成功"},
                    **{"订单创建时间": "2024-11-11 00:12:30", "订单付款时间": "2024-11-11 00:13:00"},
                },
                {
                    **{"订单编号": "2390002\t", "买家会员名": "李四", "总金额": "60.00", "订单状态": "交易关闭"},
                    **{"订单创建时间": "2024-11-12 08:00:00"},
                },
            ).encode("gb18030"),
        },
        [
            ('="2390001"', "张三", "T1", "2024-11-11 00:12:30", "2", "12.50"),
            ('="2390001"', "张三", "H1", "2024-11-11 00:12:30", "1", "60.00"),
            ('="2390002"', "李四", "H1", "2024-11-12 08:00:00", "1", "60.00"),
        ],
        "",
        {"products": [("T1", "绿茶 500ml"), ("H1", "蜂蜜")]},
        (2, 85),  # the second order was closed: no sale
    ),
    "youzan": (
        {
            "商品.csv": exported(
                YOUZAN_GOODS,
                {
                    **{
                        "订单号": "E2022\t",
                        "商品名称": "美腹贴",
                        "商品类目": "其他",
                        "商品单价": "278.80",
                        "商品数量": "1",
                    },
                    **{"商品优惠后价格": "208.80", "店铺优惠（分摊）": "8.80", "商品实际成交金额": "200.00"},
                    **{"收货人手机号/提货人手机号": "13600000000", "收货人省份": "云南省", "规格编码": ""},
                },
            ),
            "订单.csv": exported(
                YOUZAN_ORDERS,
                {"订单号": "E2022", "订单状态": "已完成", "订单创建时间": "2022-03-31 14:22:38", "买家手机号": "139"},
            ),
        },
        [("E2022\t", "139", "美腹贴", "2022-03-31 14:22:38", "1", "208.80", "8.80")],
        "discount",
        {"products": [("美腹贴", "美腹贴", "其他")], "customers": [("139", "云南省")]},
        (1, Decimal("208.8")),
    ),
}


def proposed(folder, tmp_path):
    """What `dbt run-operation propose_shop` says of a folder."""
    shop = SimpleNamespace(path=tmp_path / "basketry.duckdb", published_path=tmp_path / "p.duckdb")
    return run_operation(shop, "propose_shop", {"input_dir": str(folder)})


@pytest.mark.parametrize("preset", EXPORTS)
def test_an_export_of_a_known_shop_system_is_proposed_and_builds(build, tmp_path, preset):
    files, lines, more, others, staged = EXPORTS[preset]
    Shop(tmp_path).write(files)
    assert proposed(tmp_path / "input", tmp_path) == ""
    text = (tmp_path / "input" / "shop.yml").read_text(encoding="utf-8")
    (name,) = [one["name"] for one in known_presets() if f"# Recognised: {one['name']}\n" in text]
    assert preset.split("_")[0] in name.lower() or not name.isascii()
    tables = " ".join(f"files_{table}" for table in others)
    built = build(
        folder=tmp_path,
        shop="files",
        input_dir=str(tmp_path / "input"),
        select=f"+stg_order_lines {tables}",
        data_tests=False,
    )
    assert built.success, built.error
    columns = f"{HEADER}{more and ', '}{more}"
    assert built.rows(f"select {columns} from files_order_lines") == lines
    for table, rows in others.items():
        wanted = list(contract()[table]["columns"])
        there = [row[0] for row in built.rows(f"describe files_{table}")]
        columns = ", ".join(
            column for column in wanted if column in there and column not in ("brand", "list_price", "unit_cost")
        )
        assert built.rows(f"select {columns} from files_{table}") == rows
    assert built.rows("select count(*), sum(gross) from stg_order_lines") == [staged]


def test_every_preset_has_an_export_here_and_names_what_there_is():
    assert {path.stem for path in (ROOT / "basketry" / "presets").glob("*.yml")} == EXPORTS.keys()
    for preset in known_presets():
        for table, outlines in preset["shop"]["tables"].items():
            for outline in outlines if isinstance(outlines, list) else [outlines]:
                named = outline["columns"].keys() | outline.get("constants", {}).keys()
                assert named <= contract()[table]["columns"].keys()
                required = {name for name, rule in contract()[table]["columns"].items() if rule["required"]}
                assert required <= named


def test_the_words_for_headers_are_of_the_contracts_columns_in_four_languages():
    for table, words in known_words().items():
        assert words["columns"].keys() <= contract()[table]["columns"].keys()
        for by_language in (words["file"], *words["columns"].values()):
            assert list(by_language) == ["en", "zh", "de", "pt"]
    assert known_words().keys() == contract().keys()
    described = {column for words in known_words().values() for column in words["columns"]}
    assert {column for table in contract().values() for column in table["columns"]} - described <= {
        *("choice_propensity", "segment"),
    }


LANGUAGES = {
    "en": ("orders.csv", "Order No;Customer Number;SKU;Order Date;Qty;Unit Price;Sales Channel", "", None),
    "zh": ("订单明细.csv", "订单号;会员编号;商品编码;下单时间;数量;单价;渠道", "gb18030", "Asia/Shanghai"),
    "de": (
        "Bestellungen.csv",
        "Bestell-Nr.;Kundennummer;Artikel-Nr.;Bestelldatum;Menge;Stückpreis;Kanal",
        "cp1252",
        "Europe/Berlin",
    ),
    "pt": (
        "vendas.csv",
        "Nº do pedido;Código do cliente;Código do produto;Data da venda;Qtde;Preço unitário;Canal",
        "cp1252",
        "America/Sao_Paulo",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_of_four_languages_are_placed_and_formats_are_read_off_the_values(shop, language):
    name, header, encoding, zone = LANGUAGES[language]
    rows = "1;7;A1;19.03.2023 16:58;1;1.299,50;web\n2;8;A2;05.04.2023 19:52;3;12,50;web\n"
    shop.write({name: f"{header}\n{rows}".encode(encoding or "utf-8")})
    assert json.loads(propose_shop(shop.inputs()))["error"] == ""
    found = shop.describe()
    assert found["columns"] == [*HEADER.split(","), "channel"]
    assert found["formats"] == {"date_format": "dmy", "decimal": ",", "thousands": ".", "columns": {}}
    assert copy_input_file(shop.inputs(), "order_lines") == ""
    said = yaml.safe_load((shop.folder / "shop.yml").read_text(encoding="utf-8"))
    assert said.get("time_zone") == zone
    assert said.get("encoding", "") == encoding


def test_a_shop_file_that_is_there_is_never_written_over(shop, tmp_path):
    shop.write({"orders.csv": f"{HEADER}\n"}, "# mine\n")
    assert "shop.yml is there already, and nothing was written" in proposed(shop.folder, tmp_path)
    assert (shop.folder / "shop.yml").read_text() == "# mine\n"
    (shop.folder / "shop.yml").rename(shop.folder / "shop.yaml")
    assert "shop.yaml is there already" in json.loads(propose_shop(shop.inputs()))["error"]
    assert not (shop.folder / "shop.yml").exists()


def test_what_cannot_be_placed_or_read_is_in_the_comments(shop):
    shop.write(
        {
            "orders.csv": f"{HEADER},Gift note\n{LINE},x\n",
            "odd.csv": "a,b\n1,2\n",
            "old.xls": b"\xd0\xcf",
            "broken.xlsx": b"no",
            "x.parquet": b"no",
            "reviewers.csv": "customer_id,product_id,rating\n",
            "README.md": "x",
        }
    )
    found = json.loads(propose_shop(shop.inputs()))
    text = (shop.folder / "shop.yml").read_text(encoding="utf-8")
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    assert "# Not placed: Gift note" in comments
    for told in (
        "Read by no table: odd.csv (a, b)",
        "old.xls is an old .xls workbook: save it as .xlsx",
        "broken.xlsx is not an .xlsx workbook",
        "x.parquet is not a Parquet file",
        "reviewers.csv has the columns of ratings: is it one?",
    ):
        assert any(told in line for line in comments)
        assert any(told in line for line in found["lines"])
    assert "README" not in text
    assert shop.describe()["columns"] == [*HEADER.split(","), "Gift note"]
    assert shop.describe("ratings")["name"] == ""


def test_a_folder_without_a_file_and_one_that_is_none_are_told(shop):
    assert "has no file that could be read" in json.loads(propose_shop(shop.inputs()))["error"]
    nowhere = json.loads(propose_shop(shop.inputs(input_dir="/nowhere")))["error"]
    assert nowhere == "input_dir '/nowhere' is not a folder"


def test_a_file_of_those_who_said_no_is_read_as_noes(shop):
    shop.write({"order_lines.csv": f"{HEADER}\n{LINE}\n", "unsubscribes.csv": "Email,Date\nann,2024-03-01\n"})
    assert json.loads(propose_shop(shop.inputs()))["error"] == ""
    assert shop.names("consents") == {
        "customer_id": "Email",
        "updated_at": "Date",
        "channel": ["email"],
        "allowed": ["no"],
    }


def test_two_files_that_share_an_order_number_are_joined(shop):
    shop.write(
        {
            "orders.csv": "Order ID,Customer ID,Order date,Total\n1,ann,2024-03-01,9\n",
            "positions.csv": "Order ID,SKU,Quantity,Unit price\n1,tea,2,4.5\n",
        }
    )
    assert json.loads(propose_shop(shop.inputs()))["error"] == ""
    assert shop.describe()["name"] == str(shop.folder / "positions.csv")
    assert set(shop.describe()["columns"]) == set(HEADER.split(","))
    (join,) = shop.describe()["joins"]
    assert (join["on"], join["columns"]) == ([["Order ID", "Order ID"]], ["Customer ID", "Order date"])


def test_a_time_of_day_in_a_column_of_its_own_belongs_to_the_date(shop):
    shop.write({"Bons.csv": "Bonnummer;Datum;Uhrzeit;Artikel;Menge;Preis\n1;19.03.2024;09:30;Tee;1;2,50\n"})
    assert json.loads(propose_shop(shop.inputs()))["error"] == ""
    assert shop.names()["ordered_at"] == ["Datum", "Uhrzeit"]
    assert shop.names()["customer_id"] == [""]
    assert shop.describe()["formats"]["date_format"] == "dmy"


def test_months_that_follow_each_other_are_one_table_and_returns_beside_them_are_not(shop):
    shop.write({f"sales_2024-0{month}.csv": f"{HEADER}\n{LINE}\n" for month in (1, 2)} | {"returns.csv": f"{HEADER}\n"})
    assert json.loads(propose_shop(shop.inputs()))["error"] == ""
    assert shop.describe()["name"] == ", ".join(str(shop.folder / f"sales_2024-0{month}.csv") for month in (1, 2))
    assert "# Read by no table: returns.csv" in (shop.folder / "shop.yml").read_text()


@pytest.mark.parametrize(
    ("values", "found", "remark"),
    [
        (["19/03/2023 16:58", "05/04/2023"], "dmy", ""),
        (["03/19/2023", "5/4/23"], "mdy", ""),
        (["2023-03-19", "2023/3/5 10:00"], "ymd", ""),
        (["05/04/2023"], None, "'05/04/2023' may be day and month or month and day"),
        (["2023-03-19", "05/04/2023"], None, "'05/04/2023' may be"),
        (["19/03/2023", "03/19/2023"], None, "some values have the day first, others the month"),
        (["19/03/2023", "2023-03-19"], "dmy", "some values are as 2024-03-01, others are not"),
        (["2024年11月11日", "", "soon", "20240101"], None, ""),
    ],
)
def test_day_and_month_are_told_apart_beyond_doubt_or_not_at_all(values, found, remark):
    formats, told = date_format(values)
    assert formats.get("date_format") == found
    assert told.startswith(remark) and bool(told) == bool(remark)


@pytest.mark.parametrize(
    ("values", "decimal", "thousands", "remark"),
    [
        (["12,50", "1"], ",", None, ""),
        (["12.50", "¥12.5"], ".", None, ""),
        (["1.299,00 €"], ",", ".", ""),
        (["R$ 1,299.00"], ".", ",", ""),
        (["1 299,00", "1\u202f000,5"], ",", " ", ""),
        (["1'299.50"], ".", "'", ""),
        (["1,299,000"], None, ",", ""),
        (["1.299", "12,50"], ",", ".", ""),
        (["1.299", "12.50"], ".", None, ""),
        (["1,299"], None, None, "'1,299' may be thousands or a fraction"),
        (["1.299"], None, None, "'1.299' may be thousands or a fraction"),
        (["12,5", "12.5"], None, None, "some values have a decimal point, others a comma"),
        (["5 kg.", "no. 3", "", "-7"], None, None, ""),
    ],
)
def test_signs_of_numbers_are_told_apart_beyond_doubt_or_not_at_all(values, decimal, thousands, remark):
    formats, told = number_format(values)
    assert (formats.get("decimal"), formats.get("thousands")) == (decimal, thousands)
    assert told.startswith(remark) and bool(told) == bool(remark)


@settings(deadline=None, max_examples=40)
@given(
    name=st.text(min_size=1, max_size=12).filter(lambda name: shown(name) and not set(name) & set('\r\n\0",;\t|')),
    value=st.text(max_size=6).filter(lambda value: not set(value) & set('\r\n\0",;\t|')),
)
def test_whatever_a_column_is_called_the_proposal_is_a_shop_file(tmp_path_factory, name, value):
    shop = Shop(tmp_path_factory.mktemp("named"))
    shop.write(
        {"orders.csv": f"{HEADER.replace('quantity', 'menge')},{name}\n{LINE},{value}\n".encode(errors="ignore")}
    )
    found = json.loads(propose_shop(shop.inputs()))["error"]
    assert found == "" or "two columns named" in found

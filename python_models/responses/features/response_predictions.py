"""One row per target, offer kind, method, purpose and case: a probability of response, or what the offer adds to it."""

import pyarrow as pa

NAMES = ["target", "offer_kind", "method", "purpose", "history", "campaign_id", "customer_id", "score", "reason"]


def model(dbt, session):
    dbt.config(materialized="table")
    features = dbt.ref("response_features").order("history, campaign_id, customer_id").to_arrow_table()
    types = {"customer_id": features.schema.field("customer_id").type, "score": pa.float64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in NAMES])
    if "past" not in features["history"].unique().to_pylist():
        return schema.empty_table()
    # Imported here: scikit-learn takes two seconds, and a shop without campaigns learns nothing from them.
    from basketry.responses import predict_table

    predictions = predict_table(features.to_pandas(), float(dbt.config.get("prior_contacts")))
    return pa.Table.from_pandas(predictions, schema, preserve_index=False)

"""One row per target, offer kind, method, purpose and case: a probability of response, or what the offer adds to it."""

import pyarrow as pa

from basketry.responses import predict_table


def model(dbt, session):
    dbt.config(materialized="table")
    features = dbt.ref("response_features").order("history, campaign_id, customer_id").to_arrow_table()
    predictions = predict_table(features.to_pandas(), float(dbt.config.get("prior_contacts")))
    types = {"customer_id": features.schema.field("customer_id").type, "score": pa.float64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in predictions.columns])
    return pa.Table.from_pandas(predictions, schema, preserve_index=False)

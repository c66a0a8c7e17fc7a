-- One row per customer: the scaled features as they are, not held within bounds, in which outliers stand out.
{{ scaled_rows(ref('segment_features'), is_held=false) }}

-- One row per customer: the features, scaled by the table segment_scaling to mean 0 and a standard deviation of 1 at most.
{{ scaled_rows(ref('segment_features')) }}

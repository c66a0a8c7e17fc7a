-- One row per customer that clusters are fitted on: their features, scaled by the table segment_scaling.
{{ scaled_rows(ref('segment_sample')) }}

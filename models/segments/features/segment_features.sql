-- One row per customer: the features that clusters are made from (var segment_features), in their own units.
select
    {% for feature in setting('segment_features') %}
    case when abs(cast({{ feature }} as double)) < 1e300 then cast({{ feature }} as double) end as {{ feature }},
    {% endfor %}
    customer_id
from {{ ref('customer_features') }}

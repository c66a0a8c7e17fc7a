-- One row per segment and feature: how far the segment's mean is from that of all customers, in standard deviations.
with

customers as (

    select
        features.*,
        segments.segment
    from {{ ref('customer_features') }} as features
    inner join {{ ref('customer_segments') }} as segments on features.customer_id = segments.customer_id

),

values_of as (

    {% for feature in segment_rule_features() %}
    select
        '{{ feature }}' as feature,
        segment,
        cast({{ feature }} as double) as own_value,
        {{ levelled(feature) }} as value
    from customers
    where {{ feature }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

overall as (

    select
        feature,
        {{ exact_mean('own_value') }} as mean_of_all,
        {{ exact_mean('value') }} as mean,
        sqrt(greatest({{ exact_mean('value * value') }} - power({{ exact_mean('value') }}, 2), 0)) as deviation
    from values_of
    group by feature

),

by_segment as (

    select
        segment,
        feature,
        {{ exact_mean('own_value') }} as mean_of_segment,
        {{ exact_mean('value') }} as mean
    from values_of
    group by segment, feature

),

compared as (

    select
        by_segment.segment,
        by_segment.feature,
        by_segment.mean_of_segment,
        overall.mean_of_all,
        round((by_segment.mean - overall.mean) / nullif(overall.deviation, 0), 6) as difference
    from by_segment
    inner join overall on by_segment.feature = overall.feature

)

select
    segment,
    feature,
    mean_of_segment,
    mean_of_all,
    difference,
    cast(row_number() over (partition by segment order by abs(difference) desc, feature) as integer) as rank
from compared
where abs(difference) > 1e-6

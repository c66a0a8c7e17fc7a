-- One row per segment: what sets it apart, in standard deviations and as a condition that SQL can read.
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
        {{ levelled(feature) }} as value
    from customers
    where {{ feature }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

overall as (

    select
        feature,
        {{ exact_mean('value') }} as mean,
        sqrt(greatest({{ exact_mean('value * value') }} - power({{ exact_mean('value') }}, 2), 0)) as deviation
    from values_of
    group by feature

),

by_segment as (

    select
        segment,
        feature,
        {{ exact_mean('value') }} as mean
    from values_of
    group by segment, feature

),

-- How far the segment's mean is from that of all customers.
compared as (

    select
        by_segment.segment,
        by_segment.feature,
        round((by_segment.mean - overall.mean) / nullif(overall.deviation, 0), 6) as difference
    from by_segment
    inner join overall on by_segment.feature = overall.feature

),

farthest as (

    select
        *,
        row_number() over (partition by segment order by abs(difference) desc, feature) as rank
    from compared
    where abs(difference) > 1e-6
    qualify rank <= {{ setting('n_differences') }}

),

differences as (

    select
        segment,
        string_agg(
            feature || case when difference > 0 then ' +' else ' ' end || cast(cast(difference as decimal(9, 2)) as varchar),
            ', ' order by rank
        ) as differences
    from farthest
    group by segment

)

select
    names.segment,
    names.segment_zh,
    names.cluster,
    differences.differences,
    conditions.condition,
    cast(conditions.n_right as double) / nullif(conditions.n_meeting, 0) as condition_precision,
    cast(conditions.n_right as double) / conditions.n_in_cluster as condition_recall,
    cast(
        conditions.n_customers - conditions.n_meeting - conditions.n_in_cluster + 2 * conditions.n_right as double
    ) / conditions.n_customers as condition_accuracy
from {{ ref('segment_names') }} as names
left join differences on names.segment = differences.segment
left join {{ ref('cluster_conditions') }} as conditions on names.cluster = conditions.cluster

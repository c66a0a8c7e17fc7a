-- One row per segment: what sets it apart, in standard deviations and as a condition that SQL can read.
with

names as (select * from {{ ref('segment_names') }}),

differences as (

    select
        segment,
        string_agg(
            feature || case when difference > 0 then ' +' else ' ' end || cast(cast(difference as decimal(9, 2)) as varchar),
            ', ' order by rank
        ) as differences
    from {{ ref('segment_differences') }}
    where rank <= {{ setting('n_differences') }}
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
from names
left join differences on names.segment = differences.segment
left join {{ ref('cluster_conditions') }} as conditions on names.cluster = conditions.cluster

-- One row per measure of this build: what is looked at from build to build.
with

measures as (

    select
        'rules' as area,
        'rules that matter' as measure,
        cast(count(*) as double) as value
    from {{ ref('rules_that_matter') }}
    union all
    select
        'rules' as area,
        'mean confidence of rules that matter' as measure,
        {{ exact_mean('confidence') }} as value
    from {{ ref('rules_that_matter') }}
    union all
    select
        'segments' as area,
        'share of customers in ' || segment as measure,
        cast(n_customers as double) / sum(n_customers) over () as value
    from {{ ref('segment_profiles') }}
    union all
    select
        'recommendations' as area,
        metric || ' of the chosen method, ' || target as measure,
        {{ exact_mean('value') }} as value
    from {{ ref('recommendation_quality') }}
    where is_chosen
    group by metric, target
    union all
    select
        'responses' as area,
        'expected response to ' || offer_id as measure,
        mean as value
    from {{ ref('offer_posteriors') }}
    where segment = 'all' and n_contacts > 0
    union all
    select
        'inputs' as area,
        'share of rejected rows in ' || input_table as measure,
        cast(n_rejected as double) / n_input as value
    from {{ ref('input_quality') }}
    where n_input > 0

)

select
    area,
    measure,
    value
from measures
where value is not null

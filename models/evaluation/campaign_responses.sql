-- One row per campaign and type of response: how many came, and what became of them.
with

responses as (select * from {{ ref('response_attribution') }}),

-- Of equal rows all but one are repetitions.
counted as (

    select
        campaign_id,
        response_type,
        response_kind,
        sum(n_rows) as n_responses,
        count(*) filter (where status = 'counted') as n_counted,
        coalesce(sum(n_rows - cast(status = 'counted' as integer)) filter (where status in ('counted', 'repeated')), 0) as n_repeated,
        coalesce(sum(n_rows) filter (where status = 'late'), 0) as n_late,
        coalesce(sum(n_rows) filter (where status = 'before the campaign'), 0) as n_before,
        coalesce(sum(n_rows) filter (where status = 'never contacted'), 0) as n_never_contacted
    from responses
    group by campaign_id, response_type, response_kind

)

select
    campaign_id,
    response_type,
    response_kind,
    cast(n_responses as bigint) as n_responses,
    n_counted,
    cast(n_repeated as bigint) as n_repeated,
    cast(n_late as bigint) as n_late,
    cast(n_before as bigint) as n_before,
    cast(n_never_contacted as bigint) as n_never_contacted
from counted

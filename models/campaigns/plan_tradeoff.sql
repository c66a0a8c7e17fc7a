-- One row per weight that the long term may have: what the best plan with it adds now, and what it changes for later.
with

plans as (

    select
        *,
        weight = cast({{ setting('long_term_weight') }} as double) as is_current
    from {{ ref('weighed_plans') }}

),

compared as (

    select
        *,
        short_term_value - max(case when is_current then short_term_value end) over () as more_now,
        long_term_value - max(case when is_current then long_term_value end) over () as more_later
    from plans

)

select
    weight,
    is_current,
    cast(round(n_contacts) as bigint) as n_contacts,
    cast(cost as {{ column_type('money') }}) as cost,
    cast(short_term_value as {{ column_type('money') }}) as short_term_value,
    cast(long_term_value as {{ column_type('money') }}) as long_term_value,
    case
        when is_current then 'The weight that the plan has.'
        else
            'Against the plan''s own weight: ' || cast(abs(more_now) as decimal(18, 2)) || case when more_now < 0 then ' less' else ' more' end
            || ' now, ' || cast(abs(more_later) as decimal(18, 2)) || case when more_later < 0 then ' less' else ' more' end || ' later.'
    end as in_words
from compared

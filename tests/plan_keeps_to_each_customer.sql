-- What a customer alone may not get, and holdouts that were not drawn. Worked out from the inputs, not from candidates.
select * from ({{ broken_by_customer() }}) as broken
union all
select
    'a holdout that was not drawn' as broken,
    customer_id
from {{ ref('campaign_plan') }}
where is_holdout <> ({{ is_held_out('customer_id') }} or {{ is_held_out('customer_id', 'campaign_id') }})

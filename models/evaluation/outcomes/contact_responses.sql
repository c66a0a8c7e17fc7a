-- One row per campaign and customer who answered it in the window or later: how.
with

fates as (select * from {{ ref('response_fates') }} where fate in ('counted', 'repeated', 'late'))

select
    campaign_id,
    customer_id,
    count(*) filter (where fate <> 'late' and response_kind = 'open') > 0 as has_opened,
    count(*) filter (where fate <> 'late' and response_kind = 'click') > 0 as has_clicked,
    count(*) filter (where fate <> 'late' and response_kind = 'redeem') > 0 as has_redeemed,
    count(*) filter (where fate <> 'late' and response_kind = 'unsubscribe') > 0 as has_unsubscribed,
    count(*) filter (where fate = 'late' and is_participation) > 0
    and count(*) filter (where fate <> 'late' and is_participation) = 0 as is_late
from fates
group by campaign_id, customer_id

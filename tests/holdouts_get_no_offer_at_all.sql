-- A customer is held out of every planned contact or of none: an offer of another kind would blur what is measured.
select customer_id
from {{ ref('campaign_plan') }}
group by customer_id
having count(distinct is_holdout) > 1

-- One row per campaign, arm, segment of before, offer and channel: who was contacted, what they did, and what it cost.
select
    campaign_id,
    arm,
    segment,
    offer_id,
    channel,
    {{ result_measures() }}
from {{ ref('contact_results') }}
group by campaign_id, arm, segment, offer_id, channel

-- One row per campaign of the Complete Journey. Its dates are the shop's days, the last one included.
{{ config(enabled=setting('shop') == 'journey') }}
select
    campaign_id,
    start_date as starts_at,
    end_date + interval 1 day - interval 1 second as ends_at,
    campaign_type || ', campaign ' || campaign_id as name,
    campaign_type as offer_id,
    'mail' as channel
from {{ journey('campaign_descriptions') }}

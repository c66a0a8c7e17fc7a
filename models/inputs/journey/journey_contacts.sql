-- One row per campaign of the Complete Journey and household that it was sent to. Nobody was held out.
{{ config(enabled=setting('shop') == 'journey') }}
select
    campaign_id,
    household_id as customer_id,
    'treatment' as arm,
    'mail' as channel
from {{ journey('campaigns') }}

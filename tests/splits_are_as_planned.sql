-- Campaigns whose arms have other sizes than were planned, so that the arms may differ in more than the treatment; a warning.
{{ config(severity='warn') }}

select
    campaign_id,
    planned_share,
    treatment_share,
    split_p_value
from {{ ref('campaign_splits') }}
where split_p_value < {{ setting('max_split_p_value') }}

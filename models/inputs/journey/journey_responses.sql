-- One row per coupon of the Complete Journey that a household redeemed.
{{ config(enabled=setting('shop') == 'journey') }}
select
    campaign_id,
    household_id as customer_id,
    'redeem' as response_type,
    redemption_date as occurred_at
from {{ journey('coupon_redemptions') }}

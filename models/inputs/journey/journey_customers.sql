-- One row per household of the Complete Journey that told something of itself.
{{ config(enabled=setting('shop') == 'journey') }}
select
    household_id as customer_id,
    age as trait_age,
    income as trait_income,
    home_ownership as trait_home_ownership,
    marital_status as trait_marital_status,
    household_size as trait_household_size,
    household_comp as trait_household_composition,
    kids_count as trait_kids
from {{ journey('demographics') }}

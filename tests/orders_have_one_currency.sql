-- All order lines are in one currency: sums of money over different ones would mean nothing.
{{ config(group='staging') }}
with

currencies as (

    select
        currency,
        count(*) as n_lines
    from {{ ref('checked_order_lines') }}
    where reject_reason is null and currency is not null
    group by currency

)

select
    currency,
    n_lines
from currencies
qualify count(*) over () > 1

-- One row per customer whose year of birth is known: the age that they have surely reached by as_of.
select
    customers.customer_id,
    cast(extract(year from today.as_of) - customers.birth_year - 1 as integer) as age
from {{ ref('stg_customers') }} as customers
cross join {{ ref('today') }} as today
where customers.birth_year is not null

-- One row per customer and trait that is known of them, with the group of customers that it puts them in.
with

customers as (select * from {{ ref('stg_customers') }}),

known as (

    {% for trait in customer_traits() if trait != 'birth_year' %}
    select
        customer_id,
        {{ dbt.string_literal(dbt.escape_single_quotes(trait)) }} as trait,
        {{ quoted(trait) }} as trait_group
    from customers
    where {{ quoted(trait) }} is not null
    union all
    {% endfor %}
    select
        customer_id,
        'birth_year' as trait,
        case
            when age < 18 then 'under 18'
            when age < 25 then '18-24'
            when age < 35 then '25-34'
            when age < 45 then '35-44'
            when age < 55 then '45-54'
            when age < 65 then '55-64'
            else '65 or older'
        end as trait_group
    from {{ ref('customer_ages') }}

)

-- Small groups are told together: little can be said of them, and too much of their members.
select
    known.customer_id,
    known.trait,
    case
        when count(*) over (partition by known.trait, known.trait_group) >= {{ setting('min_arm_customers') }} then known.trait_group
        else 'smaller groups'
    end as trait_group
from known
semi join {{ ref('customer_segments') }} as segments on known.customer_id = segments.customer_id

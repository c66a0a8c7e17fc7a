-- One row per week of the plan and category: its share of what was bought in that week a year before, and in the whole year.
{% set weekday = 'cast(' ~ week_day('baskets.ordered_on') ~ ' as integer)' %}
with

weeks as (

    select distinct cast({{ dbt.dateadd('day', '1 - send_weekday', 'send_on') }} as date) as week_starts_on
    from {{ ref('contact_times') }}

),

-- 364 days later it is the same day of the week.
bought as (

    select
        cast({{ dbt.dateadd('day', '365 - ' ~ weekday, 'baskets.ordered_on') }} as date) as week_starts_on,
        products.category,
        count(*) as n_bought,
        count(*) filter (where {{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} < 364) as n_of_year
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    inner join {{ ref('products') }} as products on basket_products.product_number = products.product_number
    cross join {{ ref('today') }} as today
    where
        products.category is not null
        and {{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} < 364 + 6
    group by all

),

years as (

    select
        category,
        cast(sum(n_of_year) as double) / sum(sum(n_of_year)) over () as year_share
    from bought
    group by category

),

-- A week that the shop was not yet open in from its first day says nothing.
whole_weeks as (

    select weeks.week_starts_on
    from weeks
    cross join (select min(ordered_on) as first_on from {{ ref('baskets') }}) as opened
    where opened.first_on <= {{ dbt.dateadd('day', -364, 'weeks.week_starts_on') }}

),

by_week as (

    select
        bought.week_starts_on,
        bought.category,
        cast(bought.n_bought as double) / sum(bought.n_bought) over (partition by bought.week_starts_on) as week_share
    from bought
    semi join whole_weeks on bought.week_starts_on = whole_weeks.week_starts_on

)

select
    whole_weeks.week_starts_on,
    years.category,
    coalesce(by_week.week_share, 0) as week_share,
    years.year_share
from whole_weeks
cross join years
left join by_week on whole_weeks.week_starts_on = by_week.week_starts_on and years.category = by_week.category

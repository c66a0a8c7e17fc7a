-- One row per kind of time and value of it: the share of all baskets made then, and how many baskets of a customer's own it outweighs.
with

times as (select * from {{ ref('shopping_times') }}),

everyone as (

    select
        kind,
        value,
        cast(sum(n_baskets) as double) / sum(sum(n_baskets)) over (partition by kind) as share,
        count(*) over (partition by kind) as n_values
    from times
    group by kind, value

),

customers as (

    select
        times.customer_id,
        times.kind,
        max(everyone.n_values) as n_values,
        sum(times.n_baskets) as n_baskets,
        {{ ordered_sum('times.n_baskets * times.n_baskets / everyone.share', 'times.value') }} as squares
    from times
    inner join everyone on times.kind = everyone.kind and times.value = everyone.value
    group by times.customer_id, times.kind
    having sum(times.n_baskets) > 1 and max(everyone.n_values) > 1

),

-- Pearson's statistic of a customer over its degrees of freedom is 1 on average where customers differ by chance alone, and
-- 1 + (baskets - 1) / (1 + weight) where their shares are spread about everyone's as a Dirichlet distribution of that weight.
spreads as (

    select
        kind,
        ({{ exact_mean('(squares / n_baskets - n_baskets) / (n_values - 1) - 1') }})
        / ({{ exact_mean('n_baskets - 1') }}) as spread
    from customers
    group by kind

)

select
    everyone.kind,
    everyone.value,
    everyone.share,
    coalesce(1 / greatest(least(spreads.spread, 0.5), 1e-6) - 1, 1e6) as weight
from everyone
left join spreads on everyone.kind = spreads.kind

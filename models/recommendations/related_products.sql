-- One row per product, relation and rank: what can take its place (substitute) and what goes with it (complement).
with

products as (select * from {{ ref('products') }}),

pairs as (

    select
        'substitute' as relation,
        *,
        cast(expected_count as double) * weight
        / {{ poisson_bound('(n_together * weight)', 1, normal_quantile(setting('confidence_level'))) }} as score
    from {{ ref('substitute_pairs') }}

    union all

    select
        'complement' as relation,
        *,
        {{ poisson_bound('(n_together * weight)', -1, normal_quantile(setting('confidence_level'))) }}
        / (cast(expected_count as double) * weight) as score
    from {{ ref('complement_pairs') }}

),

directed as (

    select
        first_number as product_number,
        second_number as related_number,
        pairs.*
    from pairs

    union all

    select
        second_number as product_number,
        first_number as related_number,
        pairs.*
    from pairs

),

-- Two kinds of one thing that are bought together are neither: they are a choice of flavours.
ranked as (

    select
        directed.*,
        products.product_id,
        products.product_name,
        related.product_id as related_product_id,
        related.product_name as related_product_name,
        row_number() over (
            partition by directed.product_number, directed.relation
            order by directed.score desc, directed.related_number
        ) as rank
    from directed
    inner join products on directed.product_number = products.product_number
    inner join products as related on directed.related_number = related.product_number
    semi join {{ ref('recommendable_products') }} as recommendable
        on directed.related_number = recommendable.product_number
    where directed.relation = 'substitute' or products.category is null or related.category is distinct from products.category
    qualify rank <= {{ setting('n_recommendations') }}

)

select
    product_id,
    product_name,
    relation,
    cast(rank as integer) as rank,
    related_product_id,
    related_product_name,
    score,
    n_together,
    cast(expected_count as double) as expected_count,
    n_buyers,
    p_value_fdr,
    case
        when relation = 'substitute' then n_buyers || ' customers buy both, but in one basket only ' || n_together || ' times'
        else 'Together in ' || n_together || ' baskets of ' || n_buyers || ' customers'
    end || ', where ' || round(expected_count, 1) || ' would be expected' as reason
from ranked

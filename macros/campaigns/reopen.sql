{#
  What is left to choose from once some contacts are chosen: CTEs, to stand after `remaining` (see remaining_limits); the
  last is `reopened`, the candidates worth making that still fit.

  made: name of a CTE with the contacts that are chosen.
#}
{% macro reopen(made) %}
n_made as (

    select
        customer_id,
        count(*) as n_made
    from {{ made }}
    group by customer_id

),

fitting as (

    select candidates.*
    from {{ ref('priced_candidates') }} as candidates
    anti join remaining as offers
        on offers.limit_kind in ('uses', 'audience') and candidates.offer_id = offers.offer_id and offers.n_left < 1
    anti join remaining as channels
        on channels.limit_kind = 'channel_budget' and candidates.channel = channels.channel and candidates.cost > channels.n_left
    anti join remaining as budget on budget.limit_kind = 'budget' and candidates.cost > budget.n_left
    where candidates.expected_value > 0

),

reopened as (

    select
        fitting.*,
        fitting.n_allowed - coalesce(n_made.n_made, 0) as n_left
    from fitting
    left join n_made on fitting.customer_id = n_made.customer_id
    anti join {{ made }} as same_offer
        on fitting.customer_id = same_offer.customer_id and fitting.offer_id = same_offer.offer_id
    anti join {{ made }} as same_products
        on fitting.customer_id = same_products.customer_id and fitting.product_set = same_products.product_set
    anti join {{ made }} as same_group
        on fitting.customer_id = same_group.customer_id and fitting.exclusive_group = same_group.exclusive_group
    where fitting.n_allowed > coalesce(n_made.n_made, 0)

)
{% endmacro %}

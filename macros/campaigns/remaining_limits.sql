{#
  What is left of each limit once some contacts are made: a CTE `remaining`, to stand after the one that is named. Of an offer that
  found too few customers to be made nothing is left; nothing limits one that found enough.

  made: name of a CTE with the contacts that are chosen.
#}
{% macro remaining_limits(made) %}
sums as (

    select
        offer_id,
        channel,
        count(*) as n_contacts,
        sum(cost) as cost
    from {{ made }}
    where not is_holdout
    group by offer_id, channel

),

remaining as (

    select
        limits.limit_kind,
        limits.offer_id,
        limits.channel,
        case limits.limit_kind
            when 'audience' then case when coalesce(sum(sums.n_contacts), 0) < limits.limit_value then 0 end
            when 'uses' then limits.limit_value - coalesce(sum(sums.n_contacts), 0)
            else limits.limit_value - coalesce(sum(sums.cost), 0)
        end as n_left
    from {{ ref('plan_limits') }} as limits
    left join sums
        on
            coalesce(limits.offer_id, sums.offer_id) = sums.offer_id
            and coalesce(limits.channel, sums.channel) = sums.channel
    group by limits.constraint_name, limits.limit_kind, limits.offer_id, limits.channel, limits.limit_value

)
{% endmacro %}

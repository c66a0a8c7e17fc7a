{#
  What is left of each limit once some contacts are made: a CTE `remaining`, to stand after the one that is named.

  made: name of a CTE with the contacts that are chosen.
#}
{% macro remaining_limits(made) %}
remaining as (

    select
        limits.limit_kind,
        limits.offer_id,
        limits.channel,
        max(limits.limit_value) - coalesce(
            sum(case limits.limit_kind when 'uses' then {{ made }}.n_contacts else {{ made }}.cost * {{ made }}.n_contacts end), 0
        ) as n_left
    from {{ ref('plan_limits') }} as limits
    left join {{ made }}
        on
            (limits.offer_id is null or limits.offer_id = {{ made }}.offer_id)
            and (limits.channel is null or limits.channel = {{ made }}.channel)
    where limits.limit_kind <> 'audience'
    group by limits.constraint_name, limits.limit_kind, limits.offer_id, limits.channel

)
{% endmacro %}

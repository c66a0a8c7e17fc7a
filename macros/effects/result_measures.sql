{#
  What a group of customers did, as columns of a select that groups contact_results.

  Every sum is over integers or decimals, so that threads cannot change it.
#}
{% macro result_measures() -%}
    count(*) as contacted,
    count(*) filter (where has_participated) as participated,
    cast(count(*) filter (where has_participated) as double) / count(*) as participation_rate,
    count(*) filter (where has_opened) as opened,
    count(*) filter (where has_clicked) as clicked,
    count(*) filter (where has_redeemed) as redeemed,
    count(*) filter (where is_late) as late,
    count(*) filter (where has_converted) as converted,
    cast(count(*) filter (where has_converted) as double) / count(*) as conversion_rate,
    cast(sum(n_orders) as bigint) as n_orders,
    cast(sum(revenue) as {{ column_type('money') }}) as revenue,
    cast(sum(margin) as {{ column_type('money') }}) as margin,
    cast(sum(revenue) as double) / nullif(sum(n_orders), 0) as average_basket,
    cast(sum(n_surveys) as bigint) as n_surveys,
    cast(sum(sum_of_surveys) as double) / nullif(sum(n_surveys), 0) as mean_survey_score,
    cast(sum(n_ratings) as bigint) as n_ratings,
    cast(sum(sum_of_ratings) as double) / nullif(sum(n_ratings), 0) as mean_rating,
    count(*) filter (where has_unsubscribed) as unsubscribed,
    cast(count(*) filter (where has_unsubscribed) as double) / count(*) as unsubscribe_rate,
    count(*) filter (where is_overlapping) as overlapping,
    cast(sum(attributed_orders) as bigint) as attributed_orders,
    cast(sum(attributed_revenue) as {{ column_type('money') }}) as attributed_revenue,
    cast(sum(attributed_margin) as {{ column_type('money') }}) as attributed_margin,
    cast(sum(cost) as {{ column_type('money') }}) as cost,
    cast(sum(attributed_revenue) as double) / nullif(cast(sum(cost) as double), 0) as return_on_spend
{%- endmacro %}

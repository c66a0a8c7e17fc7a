{#
  The query for the smallest multiple of min_count (2, 4, 8, …) at which itemsets of three products and more cannot exceed
  var max_itemsets, by the bound of itemset_bounds over the pairs that would be left; null where none is known.

  min_count: baskets that an itemset of this build must be in.
#}
{% macro multiples_that_fit(min_count) -%}
    {% set nodes = graph.nodes %}
    {% set prefix = 'model.' ~ project_name ~ '.' %}
    with

    multiples as (
        {% for power in range(1, 13) %}
        {{ 'union all' if not loop.first }}
        select {{ 2 ** power }} as times
        {% endfor %}
    ),

    pairs_of_baskets as (

        select
            multiples.times,
            occurrences.basket_number,
            count(*) as n_pairs
        from {{ nodes[prefix ~ 'pair_occurrences'].relation_name }} as occurrences
        inner join {{ nodes[prefix ~ 'frequent_pairs'].relation_name }} as pairs
            on occurrences.item_1 = pairs.second_number and occurrences.item_2 = pairs.first_number
        inner join multiples on pairs.support_count >= multiples.times * {{ min_count }}
        group by multiples.times, occurrences.basket_number

    ),

    sizes as (select times, (1 + sqrt(1 + 8 * n_pairs)) / 2 as x from pairs_of_baskets),

    bounds as (

        select
            times,
            sum(
                {% for size in range(3, [setting('max_itemset_size'), 3] | max + 1) %}
                {{ '+ ' if not loop.first }}{{ binomial('x', size) }}
                {% endfor %}
            ) / (times * {{ min_count }}) as n_itemsets
        from sizes
        group by times

    )

    select min(times) from bounds where n_itemsets * 1.000001 < {{ setting('max_itemsets') }}
{%- endmacro %}

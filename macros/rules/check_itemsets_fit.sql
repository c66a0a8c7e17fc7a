{#
  Before itemsets are counted: stop, with one line that names a workable min_support, where they may be more than var
  max_itemsets.

  model: the model that holds upper bounds, a row per size.
  bound: a column of it, whose rows add up to what the itemsets cannot exceed.
  cells: a column of it, whose rows add up to how often baskets can hold an itemset of any size that is left to count.
#}
{% macro check_itemsets_fit(model, bound, cells) %}
    {% if execute %}
        {# By the graph: a ref in a hook is unknown to a partial parse. #}
        {% set bounds = graph.nodes['model.' ~ project_name ~ '.' ~ model].relation_name %}
        {% set mining_plan = graph.nodes['model.' ~ project_name ~ '.mining_plan'].relation_name %}
        {# Cells fall when min_support rises, and every itemset fills min_count of them. #}
        {% set found = run_query('
            with total as (select sum(' ~ bound ~ ') as itemsets, sum(' ~ cells ~ ') as cells from ' ~ bounds ~ ')
            select
                total.itemsets,
                mining_plan.min_count,
                mining_plan.n_baskets,
                ceil(1000000.0 * ceil(total.cells / ' ~ setting('max_itemsets') ~ ') / mining_plan.n_baskets) / 1000000
            from total
            cross join ' ~ mining_plan ~ ' as mining_plan
            where total.itemsets > ' ~ setting('max_itemsets')
        ).rows %}
        {% for row in found %}
            {% set fits = [row[3] | float] %}
            {% if model == 'itemset_bounds' %}
                {# The pairs are counted by now, and say at which multiple of min_count so few are left that it fits. #}
                {% set times = run_query(multiples_that_fit(row[1])).rows[0][0] %}
                {% if times is not none %}
                    {% do fits.append(((1000000.0 * times * row[1] / row[2]) | round(0, 'ceil')) / 1000000) %}
                {% endif %}
            {% endif %}
            {{ stop('min_support ' ~ setting('min_support') ~ ' (' ~ row[1] ~ ' of ' ~ row[2] ~ ' baskets) may give ' ~ '{:,.0f}'.format(row[0] | float)
                ~ ' itemsets, more than max_itemsets ' ~ '{:,}'.format(setting('max_itemsets')) ~ '; '
                ~ ('a min_support of ' ~ '{:.6f}'.format(fits | min) ~ ' is sure to fit' if fits | min <= 1
                    else 'lower max_itemset_size, now ' ~ setting('max_itemset_size'))
                ~ (', and so is max_itemset_size 2' if model == 'itemset_bounds' and setting('max_itemset_size') > 2)) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

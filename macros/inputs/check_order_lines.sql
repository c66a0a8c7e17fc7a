{#
  Before orders are staged: stop, with one line, where no row of order_lines is accepted. A shop without an order has nothing to
  plan from, and its empty tables would replace what is published.
#}
{% macro check_order_lines() %}
    {% if execute %}
        {# By the graph: a ref in a hook is unknown to a partial parse. #}
        {% set checked = graph.nodes['model.' ~ project_name ~ '.checked_order_lines'].relation_name %}
        {% set query %}
            with

            counted as (

                select
                    count(*) as n_rows,
                    count(reject_reason) as n_rejected
                from {{ checked }}

            ),

            reasons as (

                select
                    reject_reason,
                    count(*) as n_rows
                from {{ checked }}
                group by reject_reason
                order by n_rows desc, reject_reason
                limit 1

            )

            select
                'order_lines: ' || format('{:,}', counted.n_rows) || ' rows came'
                || case
                    when counted.n_rows > 0
                        then ' and ' || format('{:,}', counted.n_rejected) || ' were rejected, '
                            || format('{:,}', reasons.n_rows) || ' of them because of: ' || reasons.reject_reason
                            || ' (all are in rejected_rows of ' || {{ dbt.string_literal(dbt.escape_single_quotes(target.path)) }} || ')'
                    else ''
                end
                || '. Without an order nothing is built, and what is published stays'
            from counted
            left join reasons on true
            where counted.n_rejected = counted.n_rows
        {% endset %}
        {% for message in run_query(query).columns[0] %}
            {{ stop(message) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

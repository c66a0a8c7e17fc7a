{#
  After orders are staged: stop, with one line, where nothing of them was kept. What is built of no purchase would replace what
  is published.
#}
{% macro check_purchases() %}
    {% if execute %}
        {% set query %}
            select
                'order_lines: nothing was bought and kept: ' || case
                    when count(*) = 0 then 'each row that is accepted is a return (a quantity below zero)'
                    else 'returns undo all of the ' || format('{:,}', count(*)) || ' products of orders that were bought'
                end
                || '. Without a purchase nothing is built, and what is published stays'
            from {{ this }}
            having count(*) filter (where quantity > 0) = 0
        {% endset %}
        {% for message in run_query(query).columns[0] %}
            {{ stop(message) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

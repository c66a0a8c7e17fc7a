{#
  After make check: what was read of each table, what not, and what that shows; what each table that is not there would add.

  results: what dbt hands to on-run-end.
#}
{% macro say_what_came_in(results) %}
    {% if execute and invocation_args_dict.get('selector') == 'check' %}
        {% set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
        {% set lines, missing = [], [] %}
        {% for table, spec in contract().items() %}
            {% if not brings(table) %}
                {% do missing.append('  ' ~ table ~ ': ' ~ spec.adds) if spec.adds %}
            {% elif 'checked_' ~ table in built %}
                {% set checked = graph.nodes['model.' ~ project_name ~ '.checked_' ~ table].relation_name %}
                {% set reasons = run_query('select reject_reason, count(*) as n_rows from ' ~ checked ~ ' group by 1 order by 2 desc, 1').rows %}
                {% set accepted = reasons | selectattr(0, 'none') | map(attribute=1) | sum %}
                {% set all = reasons | map(attribute=1) | sum %}
                {% do lines.append(table ~ ': ' ~ '{:,}'.format(all) ~ ' rows, ' ~ '{:,}'.format(accepted) ~ ' accepted') %}
                {% for reason, n_rows in reasons if reason is not none %}
                    {% do lines.append('  ' ~ '{:,}'.format(n_rows) ~ ' rejected: ' ~ explained_rejection(table, reason)) %}
                {% endfor %}
            {% endif %}
        {% endfor %}
        {% if 'stg_order_lines' in built %}
            {% do lines.append(run_query(
                "select
                    format('{:,}', count(distinct order_id)) || ' orders of ' || format('{:,}', count(distinct customer_id)) || ' customers from '
                    || min(ordered_on) || ' to ' || max(ordered_on) || ' (' || '" ~ time_zone() | trim ~ "'
                    || " ~ ("'; shop.yml or var time_zone may name another'" if setting('time_zone') == '' and time_zone() | trim == 'UTC' else "''") ~ " || '), revenue ' || format('{:,}', sum(revenue))
                    || coalesce(' ' || string_agg(distinct currency, ' and '), ', no currency is said')
                from " ~ graph.nodes['model.' ~ project_name ~ '.stg_order_lines'].relation_name
            ).columns[0][0]) %}
        {% endif %}
        {% if 'stg_order_lines' in built %}
            {% set gifts = run_query("select count(*), count(*) filter (where is_gift) from " ~ graph.nodes['model.' ~ project_name ~ '.stg_order_lines'].relation_name).rows[0] %}
            {% if gifts[1] %} {% do lines.append('order_lines: ' ~ '{:,}'.format(gifts[1]) ~ ' of ' ~ '{:,}'.format(gifts[0]) ~ ' products of orders cost nothing and count as bought (is_gift)') %} {% endif %}
        {% endif %}
        {% if 'returns' in built %} {% do lines.extend(noted_returns()) %} {% endif %}
        {% if 'input_notes' in built %}
            {% for line in noted_values() %} {% do lines.append(line) %} {% endfor %}
        {% endif %}
        {% if 'unmet_names' in built %}
            {% for line in run_query(
                "select origin || ': ' || format('{:,}', n_names - n_unmet) || ' of ' || format('{:,}', n_names) || ' names in ' || column_name || ' meet ' || meets
                from " ~ graph.nodes['model.' ~ project_name ~ '.unmet_names'].relation_name ~ " where origin not like 'seeds/%' order by all"
            ).columns[0] %}
                {% do lines.append(line) %}
            {% endfor %}
        {% endif %}
        {% if missing %}
            {% do lines.append('Not there, and what each would add:') %}
            {% do lines.extend(missing) %}
        {% endif %}
        {# Printed: they are what was asked for, dbt's own lines are not. #}
        {% do print(lines | join('\n')) %}
    {% endif %}
{% endmacro %}

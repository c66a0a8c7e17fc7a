{#
  After a build: one line per table or seed and column of which names meet nothing, for an id that is written in two ways allows and bars nothing.
  Products without a sale, and sales without a product, are common: they are told where they are more than half.

  results: what dbt hands to on-run-end.
#}
{% macro say_which_names_meet_nothing(results) %}
    {% set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
    {% if execute and 'unmet_names' in built %}
        {% set names = graph.nodes['model.' ~ project_name ~ '.unmet_names'].relation_name %}
        {% set lines = run_query("
            select
                origin || ': ' || format('{:,}', n_unmet) || ' of ' || format('{:,}', n_names) || ' names in ' || column_name || ' meet nothing in '
                || meets || ': ' || examples || case when n_unmet > 5 then ', …' else '' end
            from " ~ names ~ "
            where
                n_unmet > 0
                and (origin not in ('order_lines', 'products', 'customers', 'events') or 2 * n_unmet > n_names)
            order by origin, column_name
        ") %}
        {% for line in lines.columns[0].values() %}
            {{ log(line, info=true) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

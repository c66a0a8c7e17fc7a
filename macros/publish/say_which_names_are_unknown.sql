{#
  After a build: one line per seed and kind of name in it that the shop does not know, for a name that is misspelt bars
  nothing.

  results: what dbt hands to on-run-end.
#}
{% macro say_which_names_are_unknown(results) %}
    {% set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
    {% if execute and 'unknown_names' in built %}
        {% set names = graph.nodes['model.' ~ project_name ~ '.unknown_names'].relation_name %}
        {% set lines = run_query("
            select
                'seeds/' || seed || '.csv: ' || count(*) || case kind
                    when 'category' then ' of its categories hold no product of this shop: '
                    when 'product_id' then ' of its products are none of this shop: '
                    else ' of its customers are none of this shop: '
                end
                || string_agg(name, ', ' order by name) filter (where place <= 5)
                || case when count(*) > 5 then ' and ' || (count(*) - 5) || ' more' else '' end
            from (select *, row_number() over (partition by seed, kind order by name) as place from " ~ names ~ ") as names
            group by seed, kind
            order by seed, kind
        ") %}
        {% for line in lines.columns[0].values() %}
            {{ log(line, info=true) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

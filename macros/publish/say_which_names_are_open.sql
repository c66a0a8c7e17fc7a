{#
  After a build: one line per cluster whose name the rules of seeds/segment_rules.csv leave open. The build goes on with a
  name of last resort, for a plan with a dull name is worth more than no plan.

  results: what dbt hands to on-run-end.
#}
{% macro say_which_names_are_open(results) %}
    {% set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
    {% if execute and 'segment_name_notes' in built %}
        {% set notes = graph.nodes['model.' ~ project_name ~ '.segment_name_notes'].relation_name %}
        {% set lines = run_query("select 'segment_names: cluster ' || cluster || ' ' || note from " ~ notes ~ " order by cluster") %}
        {% for line in lines.columns[0].values() %}
            {{ log(line, info=true) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#
  Write tables and their comments into a new DuckDB file in one transaction, rows in the order of their columns, and
  move it into place. A table without a column build_id gets one, its last: the id of this build.

  names: the models to copy.
  path: the file; what stands there is replaced in one step.
#}
{% macro copy_marts(names, path) %}
    {{- adapter.dispatch('copy_marts')(names, path) -}}
{% endmacro %}

{% macro default__copy_marts(names, path) %}
    {% set part = path ~ '.' ~ invocation_id ~ '.part' %}
    {% set this_build = graph.nodes['model.' ~ project_name ~ '.this_build'].relation_name %}
    {{ plugin_call('start_publishing', [path]) }}
    {% do run_query('attach ' ~ dbt.string_literal(dbt.escape_single_quotes(part)) ~ ' as publishing') %}
    {# Each commit waits for the disk. A transaction of DuckDB writes to one database alone: here to no other. #}
    {% do adapter.ensure_transaction() %}
    {% for name in names %}
        {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
        {% set table = 'publishing.main.' ~ adapter.quote(node.alias) %}
        {% set comments = {} %}
        {% for column in node.columns.values() %}
            {% do comments.update({column.name: column.description}) %}
        {% endfor %}
        {% set stamp = '' %}
        {% if 'build_id' not in comments %}
            {% set stamp = ', (select build_id from ' ~ this_build ~ ') as build_id' %}
            {% do comments.update({'build_id': 'The build that wrote the row; equal for equal input rows, settings, seeds and version.'}) %}
        {% endif %}
        {% set statements = [
            'create table ' ~ table ~ ' as select *' ~ stamp ~ ' from ' ~ node.relation_name ~ ' order by all',
            'comment on table ' ~ table ~ ' is ' ~ dbt.string_literal(dbt.escape_single_quotes(node.description)),
        ] %}
        {% for column, comment in comments.items() %}
            {% do statements.append('comment on column ' ~ table ~ '.' ~ adapter.quote(column) ~ ' is '
                ~ dbt.string_literal(dbt.escape_single_quotes(comment))) %}
        {% endfor %}
        {% do run_query(statements | join(';\n')) %}
    {% endfor %}
    {% do adapter.commit() %}
    {% do run_query('detach publishing') %}
    {{ plugin_call('finish_publishing', [part, path]) }}
{% endmacro %}

{#
  How a table is made: in one transaction, so that a model that fails leaves what was there. A first build makes it in place; a rebuild
  makes it beside the old one, which it may read (what the last build left), drops that and takes its name. dbt-duckdb's own
  keeps a backup, which it drops in a transaction of its own: on a small shop that was a third of a build.

  What an inner step promises of its table (meta `promises`, the arguments of data test `sound`) is asked before anything is
  replaced: a data test would be a node of its own, which costs more than the step. Tables that others read have data tests.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set language = model['language'] -%}
    {%- set before = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}
    {%- set made = table if before is none else make_intermediate_relation(table) -%}
    {%- set promises = model['config']['meta'].get('promises') -%}
    {{ run_hooks(pre_hooks) }}
    {% if language == 'sql' %}
        {% do adapter.ensure_transaction() %}
    {% elif before is not none %}
        {# What a Python model returns is written through a cursor of its own, outside the transaction: a killed build may have left it. #}
        {% do adapter.drop_relation(made) %}
    {% endif %}
    {% call statement('main', language=language) -%}
        {{- create_table_as(False, made, compiled_code, language) }}
    {%- endcall %}
    {% if promises %}
        {% for row in run_query(test_sound(made, **promises) ~ ' order by promise').rows %}
            {% if language == 'python' %}
                {% do adapter.drop_relation(made) %}
                {% do adapter.commit() %}
            {% endif %}
            {{ stop(model['name'] ~ ': ' ~ row[0] ~ ' (' ~ row[1] ~ ' rows)') }}
        {% endfor %}
    {% endif %}
    {% if before is not none %}
        {% do adapter.ensure_transaction() %}
        {% do adapter.drop_relation(before) %}
        {% do adapter.rename_relation(made, table) %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

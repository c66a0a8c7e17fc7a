{#
  Call a function of basketry/dbt_plugin.py and stop, with one line, where it complains.

  name: the function's name there.
  arguments: its arguments, as text.
#}
{% macro plugin_call(name, arguments) %}
    {% set complaint = ask_plugin(name, arguments) %}
    {% if complaint %}
        {{ stop(complaint) }}
    {% endif %}
{% endmacro %}

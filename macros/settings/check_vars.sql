{#
  Stop, with one line, at a var that there is not, that was renamed, or whose value cannot be meant: of all that --vars and
  dbt_project.yml give. The first model that asks for its shop calls it while dbt still reads the project (see this_shop), so that
  nobody waits for an answer of one line. That is dozens of times, hence what is as usual costs no call.
#}
{% macro check_vars() %}
    {% set given = dict(adapter.config.vars.vars) %}
    {% do given.update(given.pop(project_name, {})) %}
    {% do given.update(adapter.config.cli_vars) %}
    {% set known = {} %}
    {% for group in settings().values() %} {% do known.update(group) %} {% endfor %}
    {% for name in given if name not in known %}
        {% do stop_at_unknown_var(name, known, given.shops) %}
    {% endfor %}
    {% for name, (default, kind, _) in known.items() if name in given and kind != 'shops' %}
        {% set value = given[name] %}
        {% if value is boolean or value is float and default is integer or value != default and not (value is string and kind in ['text', 'path or empty']) %}
            {% do check_value(name, value, kind) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

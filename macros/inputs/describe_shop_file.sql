{#
  What shop.yml says of the whole shop (see basketry/input_files.py); stops the build, with one line, where it cannot be meant.
  Asked once in a run, as describe_input_file.

  Returns a dict: path and time_zone, each empty where there is none.
#}
{% macro describe_shop_file() %}
    {% set known = graph.setdefault('shop_file of ' ~ invocation_id, {}) %}
    {% if not known %}
        {% set file = fromjson(ask_plugin('describe_shop_file', [inputs_as_json()])) %}
        {% if file.error %}
            {{ stop(file.error) }}
        {% endif %}
        {% do known.update(file) %}
    {% endif %}
    {{ return(known) }}
{% endmacro %}

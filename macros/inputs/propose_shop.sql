{#
  Look at a folder of files and write a shop.yml into it, with guesses which file and column is which and how values are written;
  never over one that is there: dbt run-operation propose_shop --args '{input_dir: my_shop}'

  input_dir: the folder; left out, var input_dir.
#}
{% macro propose_shop(input_dir='') %}
    {% if not (input_dir or setting('input_dir')) %}
        {{ stop("propose_shop needs the folder of the shop's files: --args '{input_dir: my_folder}'") }}
    {% endif %}
    {% set found = fromjson(ask_plugin('propose_shop', [inputs_as_json(input_dir)])) %}
    {% if found.error %}
        {{ stop(found.error) }}
    {% endif %}
    {% for line in found.lines %} {{ log(line, info=true) }} {% endfor %}
{% endmacro %}

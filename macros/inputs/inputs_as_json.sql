{#
  What the functions of basketry/input_files.py want to know of the shop's files, as JSON.

  input_dir: the folder that they lie in; left out, var input_dir.
#}
{% macro inputs_as_json(input_dir='') %}
    {% set tables = {} %}
    {% for table, spec in contract().items() %}
        {% set columns = {} %}
        {% for column, rule in spec['columns'].items() %}
            {% do columns.update({column: {
                'type': rule['type'], 'required': rule.get('required', false), 'nullable': rule.get('nullable', false),
            }}) %}
        {% endfor %}
        {% do tables.update({table: {
            'columns': columns, 'key': spec.get('key', []), 'newest': spec.get('newest', ''), 'traits': spec.get('traits', false),
        }}) %}
    {% endfor %}
    {{ return(tojson({
        'input_dir': (input_dir or setting('input_dir') or '') | string, 'input_encoding': setting('input_encoding') | string,
        'scratch_dir': target.path ~ '.input', 'shop_file': (setting('shop_file') or '') | string, 'contract': tables,
    })) }}
{% endmacro %}

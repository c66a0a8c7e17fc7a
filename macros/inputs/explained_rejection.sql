{#
  A reason for which rows are rejected, with a value that shows it and how to write it instead.

  table: a table of the contract.
  reason: the reason, as in checked_*.
  Returns text.
#}
{% macro explained_rejection(table, reason) %}
    {% set column = reason.split(' ')[0] %}
    {% set rule = contract()[table]['columns'].get(column) %}
    {% set shown = '' %}
    {% if rule and not reason.endswith('is missing') %}
        {% set checked = graph.nodes['model.' ~ project_name ~ '.checked_' ~ table].relation_name %}
        {# By the graph: a ref in a hook is unknown to a partial parse. #}
        {% set came = graph.nodes['model.' ~ project_name ~ '.' ~ setting('shop') ~ '_' ~ table].relation_name %}
        {% set value = run_query("
            select cast(min_by(raw." ~ column ~ ", raw.row_number) as varchar)
            from (select row_number() over () as row_number, * from " ~ came ~ ") as raw
            inner join " ~ checked ~ " as checked on raw.row_number = checked.row_number
            where checked.reject_reason = " ~ dbt.string_literal(dbt.escape_single_quotes(reason))
        ).columns[0][0] %}
        {% set shown = ": '" ~ value ~ "'" %}
    {% endif %}
    {% set advice = {
        'has a zone in letters': 'write an offset (+08:00), Z, or an Area/City such as America/Los_Angeles',
        'tell day and month apart': 'name date_format in shop.yml, dd/mm/yyyy or mm/dd/yyyy',
        'does not say what its': "name decimal in shop.yml, ',' or '.'",
        'is not a time': 'write 2024-03-01 09:30, or name date_format in shop.yml',
        'is not a number': 'write 1299.50, or name decimal in shop.yml',
        'is not a whole number': 'write 1299',
        'is not a word': 'add the word to seeds/known_words.csv',
        'is not true or false': 'write true or false',
        'shortened by a spreadsheet': 'export the column as text',
    } %}
    {% for words, way in advice.items() if words in reason %}
        {{ return(reason ~ shown ~ '; ' ~ way) }}
    {% endfor %}
    {{ return(reason ~ shown) }}
{% endmacro %}

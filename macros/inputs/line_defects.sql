{#
  What a line of a CSV file can have wrong: the column in which basketry/input_files.py keeps the offending text, so
  that nothing is cut off in silence, and the reason with which such a row is rejected.
#}
{% macro line_defects() %}
    {{ return({
        'broken_line': 'a quotation mark is not closed, or text follows a closing one',
        'beyond_header': 'more values than the header has columns',
    }) }}
{% endmacro %}

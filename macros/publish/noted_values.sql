{#
  A line for each column of the input with values that could not be used, with one of them and what they count as.

  Returns a list of text.
#}
{% macro noted_values() %}
    {{ return(run_query("
        select
            input_table || '.' || column_name || ': ' || format('{:,}', count(*)) || ' values could not be used ('''
            || min_by(value, row_number) || ''') and count as ' || used_as || '; see input_notes'
        from " ~ graph.nodes['model.' ~ project_name ~ '.input_notes'].relation_name ~ "
        group by input_table, column_name, used_as
        order by input_table, column_name
    ").columns[0].values() | list) }}
{% endmacro %}

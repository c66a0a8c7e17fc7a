{#
  After a build: one line per input table in which a row was rejected or merged, with the reasons; one of returns that meet no
  purchase, or that refund other than what had been paid, as the marts hold neither; one where
  nothing had a price; and one per column with values that could not be used. So nobody has to know that rejected_rows exists
  before reading of it.

  results: what dbt hands to on-run-end.
#}
{% macro say_what_went_in(results) %}
    {% set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
    {% if execute and 'input_quality' in built %}
        {# By the graph: a ref in a hook is unknown to a partial parse. #}
        {% set input_quality = graph.nodes['model.' ~ project_name ~ '.input_quality'].relation_name %}
        {% set rejected_rows = graph.nodes['model.' ~ project_name ~ '.rejected_rows'].relation_name %}
        {% set lines = run_query("
            select
                input_table || ': ' || format('{:,}', n_input) || ' rows, '
                || format('{:,}', n_staged) || ' staged'
                || case when n_merged > 0 then ', ' || format('{:,}', n_merged) || ' merged into them' else '' end
                || case
                    when n_rejected > 0
                        then ', ' || format('{:,}', n_rejected) || ' rejected: ' || (
                            select string_agg(reason || ' (' || format('{:,}', n_rows) || ')', ', ' order by n_rows desc, reason)
                            from (
                                select reason, count(*) as n_rows
                                from " ~ rejected_rows ~ " as rejected_rows
                                where rejected_rows.input_table = input_quality.input_table
                                group by reason
                            )
                        ) || '; see rejected_rows'
                    else ''
                end
            from " ~ input_quality ~ " as input_quality
            where n_rejected + n_merged > 0
            order by input_table
        ") %}
        {% set stg_order_lines = graph.nodes['model.' ~ project_name ~ '.stg_order_lines'].relation_name %}
        {% set unpriced = run_query("
            select 'order_lines: nothing was sold at a price: rules, segments and recommendations go by what was bought, "
            ~ "the plan has no contacts, as what one would bring is not known; unit_price would tell'
            from " ~ stg_order_lines ~ "
            having count(*) > 0 and sum(gross + returned_gross) = 0
        ") %}
        {% for line in lines.columns[0].values() | list + noted_returns() + unpriced.columns[0].values() | list %}
            {{ log(line, info=true) }}
        {% endfor %}
        {% for line in (noted_values() if 'input_notes' in built else []) %}
            {{ log(line, info=true) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

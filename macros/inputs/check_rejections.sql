{#
  Before a table is staged: stop, with one line, where none of its rows is accepted (of order_lines) or more than var max_rejected_share is
  rejected. Half a shop would be planned for as if it were all of it, and what is published would be replaced by that. Rows that are no sale are
  understood, and duplicates are there once more: neither counts. Nor does any row of consents, where what cannot be read is used: as a no.

  table: a table of the contract.
#}
{% macro check_rejections(table) %}
    {#- Where nothing is built, as in dbt compile, nothing is refused. -#}
    {% if execute and flags.WHICH in ['build', 'run'] and table in this_shop()['tables'] and table != 'consents' %}
        {# By the graph: the same in a hook and in a model. #}
        {% set checked = graph.nodes['model.' ~ project_name ~ '.checked_' ~ table].relation_name %}
        {% set counted = run_query("
            select
                count(*) as n_rows,
                count(*) filter (where reject_reason is null) as n_accepted,
                count(*) filter (where is_wrong) as n_wrong,
                mode(reject_reason order by reject_reason) filter (where is_wrong) as reason
            from (
                select
                    reject_reason,
                    coalesce(reject_reason not like 'no sale: %' and reject_reason not like '%another row%', false) as is_wrong
                from " ~ checked ~ "
            ) as judged
        ").rows[0] %}
        {% set nothing = table == 'order_lines' and counted.n_accepted == 0 %}
        {% if nothing or counted.n_wrong > setting('max_rejected_share') * counted.n_rows %}
            {{ stop(table ~ ': ' ~ '{:,}'.format(counted.n_rows) ~ ' rows came'
                ~ (' and ' ~ '{:,}'.format(counted.n_wrong) ~ ' cannot be used, most of them because ' ~ explained_rejection(table, counted.reason) if counted.n_wrong else '')
                ~ ('. Without an order nothing is built' if nothing else '. That is more than max_rejected_share, ' ~ setting('max_rejected_share') ~ ' of them')
                ~ ', and what is published stays') }}
        {% endif %}
    {% endif %}
{% endmacro %}

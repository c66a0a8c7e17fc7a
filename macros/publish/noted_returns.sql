{#
  After a build: a line, where something came back, with what of it met no purchase, or was refunded with other than had been paid,
  as the marts hold neither; none where nothing came back.
#}
{% macro noted_returns() %}
    {% set returns = graph.nodes['model.' ~ project_name ~ '.returns'].relation_name %}
    {% set stg_order_lines = graph.nodes['model.' ~ project_name ~ '.stg_order_lines'].relation_name %}
    {% set returned = run_query("
        select
            'returns: ' || format('{:,}', n_returns) || ' rows'
            || case
                when n_unmatched > 0
                    then '; ' || format('{:,}', n_unmatched) || ' meet no purchase or not wholly, so that a refund of '
                        || format('{:,.2f}', cast(unmatched as double)) || ' undoes no sale'
                else ''
            end
            || case
                when refunded <> paid
                    then '; what met one was refunded with ' || format('{:,.2f}', cast(refunded as double))
                        || ' and had been bought for ' || format('{:,.2f}', cast(paid as double)) || ', which is taken off'
                else ''
            end
            || '; see returns'
        from (
            select
                count(*) as n_returns,
                count(*) filter (where matched_quantity < quantity) as n_unmatched,
                sum(refund - matched_refund) as unmatched,
                sum(matched_refund) as refunded
            from " ~ returns ~ "
        ) as counted
        cross join (select sum(returned_revenue) as paid from " ~ stg_order_lines ~ ") as bought
        where n_returns > 0
    ") %}
    {{ return(returned.columns[0].values() | list) }}
{% endmacro %}

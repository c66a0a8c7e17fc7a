{#
  What lists of recommendations were worth to the customers who bought something wanted in the days after: a select of one
  row per history, target, method and customer with ndcg (Jarvelin and Kekalainen 2002) and recall.

  lists: a relation or CTE with history, target (all or new), method, customer_id, product_number and rank.
#}
{% macro list_gains(lists) -%}
    with

    purchases as (select * from {{ ref('later_purchases') }}),

    recommendations as (select * from {{ lists }}),

    methods as (

        select distinct
            history,
            target,
            method
        from recommendations

    ),

    -- A customer counts for a target when there is something to find.
    wanted as (

        select
            purchases.history,
            targets.target,
            purchases.customer_id,
            count(*) as n_wanted
        from purchases
        inner join (select unnest(['all', 'new']) as target) as targets on targets.target = 'all' or purchases.is_new
        group by purchases.history, targets.target, purchases.customer_id

    ),

    hits as (

        select
            recommendations.history,
            recommendations.target,
            recommendations.method,
            recommendations.customer_id,
            count(*) as n_hits,
            sum({{ discounted_gain('recommendations.rank') }}) as gain
        from recommendations
        inner join purchases
            on
                recommendations.history = purchases.history
                and recommendations.customer_id = purchases.customer_id
                and recommendations.product_number = purchases.product_number
        where recommendations.target = 'all' or purchases.is_new
        group by recommendations.history, recommendations.target, recommendations.method, recommendations.customer_id

    ),

    -- The best list that could be made holds as many hits as there are things wanted, at most its length.
    ideal as (

        select
            lengths.length,
            sum({{ discounted_gain('ranks.rank') }}) as gain
        from (select unnest(range(1, {{ setting('n_recommendations') + 1 }})) as length) as lengths
        inner join (select unnest(range(1, {{ setting('n_recommendations') + 1 }})) as rank) as ranks on lengths.length >= ranks.rank
        group by lengths.length

    )

    select
        wanted.history,
        wanted.target,
        methods.method,
        wanted.customer_id,
        cast(coalesce(hits.gain, 0) / ideal.gain as double) as ndcg,
        cast(coalesce(hits.n_hits, 0) as double) / wanted.n_wanted as recall
    from wanted
    inner join methods on wanted.history = methods.history and wanted.target = methods.target
    inner join ideal on ideal.length = least(wanted.n_wanted, {{ setting('n_recommendations') }})
    left join hits
        on
            wanted.history = hits.history
            and wanted.target = hits.target
            and methods.method = hits.method
            and wanted.customer_id = hits.customer_id
{%- endmacro %}

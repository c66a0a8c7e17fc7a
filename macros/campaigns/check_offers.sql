{#
  Stop the build, with one line, at the first row of seeds/offers.csv or seeds/channels.csv that cannot be meant, or whose
  limits contradict each other. The seeds are there by then: the model that calls this refers to them.
#}
{% macro check_offers() %}
    {% if execute and model.resource_type == 'model' %}
        {% set budget = setting('plan_budget') if setting('plan_budget') is number else 'null' %}
        {% set query %}
            with

            offers as (select * from {{ ref('offers') }}),

            channels as (select * from {{ ref('channels') }}),

            offer_channels as (

                select offer_id, unnest(string_split(channels, '|')) as channel
                from offers

            ),

            cheapest as (

                select offer_channels.offer_id, min(channels.cost_per_contact) as cost
                from offer_channels
                inner join channels on offer_channels.channel = channels.channel
                group by offer_channels.offer_id

            ),

            defects as (

                select 1 as place, offer_id, 'name, channels or assumed_lift is missing' as defect
                from offers where coalesce(name, '') = '' or coalesce(channels, '') = '' or assumed_lift is null
                union all
                select 2, offer_id, 'discount is a share, at least 0 and less than 1, not ' || coalesce(cast(discount as varchar), 'missing')
                from offers where (discount >= 0 and discount < 1) is not true
                union all
                select 3, offer_id, 'assumed_lift is at least 0, not ' || assumed_lift
                from offers where assumed_lift < 0
                union all
                select 4, offer_id, 'valid_days is at least 1, not ' || coalesce(cast(valid_days as varchar), 'missing')
                from offers where (valid_days >= 1) is not true
                union all
                select 5, offer_id, 'ends_on, ' || ends_on || ', is before starts_on, ' || starts_on
                from offers where ends_on < starts_on
                union all
                select 6, offer_id, 'channel ' || channel || ' is not in seeds/channels.csv'
                from offer_channels
                where channel not in (select channels.channel from channels)
                union all
                select 7, offer_id, 'max_uses, min_audience or top_value_share is negative'
                from offers where max_uses < 0 or min_audience < 0 or top_value_share < 0
                union all
                select 8, offer_id, 'min_audience, ' || min_audience || ', is more than max_uses, ' || max_uses
                from offers where min_audience > max_uses
                union all
                select
                    9, offer_id, 'min_audience, ' || min_audience || ', times the cheapest contact, '
                    || cheapest.cost || ', is more than plan_budget, {{ budget }}'
                from offers
                inner join cheapest using (offer_id)
                where min_audience * cheapest.cost > {{ budget }}

                union all
                select 10, offer_id, 'product_list is missing, and it recommends a list'
                from offers where recommends = 'list' and product_list is null
                union all
                select 11, offer_id, 'it recommends ' || recommends || ', and names the list ' || product_list
                from offers where recommends <> 'list' and product_list is not null
                union all
                select 12, offer_id, 'the list ' || product_list || ' is not in seeds/product_lists.csv'
                from offers
                where
                    product_list not in ('new products', 'clearance')
                    and product_list not in (select product_lists.list_name from {{ ref('product_lists') }} as product_lists)
                union all
                select 13, offer_id, 'margin is a share of the price, at most 1, not ' || margin
                from offers where margin > 1

            )

            select 'seeds/offers.csv: offer ' || offer_id || ': ' || defect as message
            from defects
            order by place, offer_id
            limit 1
        {% endset %}
        {% for message in run_query(query).columns[0] %}
            {{ stop(message) }}
        {% endfor %}
    {% endif %}
{% endmacro %}

-- The tables that BI reads have the columns that their YAML declares, in that order and of those types. A type `id` is
-- the shop's own, bigint or varchar, which is why dbt's contracts cannot say it.
{% set marts = [
    ref('association_rules'), ref('baskets'), ref('build_history'), ref('build_settings'), ref('campaign_calendar'), ref('campaign_effect'), ref('campaign_effect_by_segment'), ref('campaign_plan'),
    ref('campaign_responses'), ref('campaign_results'), ref('campaign_results_by_segment'),
    ref('category_rules'), ref('contact_times'), ref('customer_preferences'), ref('customer_recommendations'), ref('customer_segments'), ref('customer_value'),
    ref('customer_value_quality'), ref('drift_alerts'), ref('feedback_log'), ref('global_holdout'), ref('input_quality'), ref('itemsets'),
    ref('mining_plan'), ref('next_basket_rules'), ref('next_best_action'), ref('offer_choices'),
    ref('offer_posteriors'), ref('oversized_baskets'), ref('plan_constraints'), ref('plan_fairness'), ref('plan_forecast'),
    ref('plan_power'), ref('plan_tradeoff'), ref('predicted_ratings'), ref('product_audiences'), ref('product_bundles'), ref('products'), ref('ranked_lists'), ref('rating_quality'),
    ref('recommendation_quality'),
    ref('recommendation_shortfalls'), ref('rejected_rows'), ref('related_products'), ref('response_quality'), ref('response_scores'), ref('rule_drift'),
    ref('rule_values'), ref('rules_by_month'),
    ref('rules_by_segment'), ref('rules_that_matter'), ref('segment_changes'), ref('segment_explanations'),
    ref('segment_profiles'), ref('segment_quality'), ref('this_build'), ref('trending_products'),
] %}
with

declared as (

    select
        cast(null as varchar) as mart,
        cast(null as integer) as place,
        cast(null as varchar) as column_name,
        cast(null as varchar) as data_type
    where false
    {% if execute %}
    {% for mart in graph.nodes.values() if mart.resource_type == 'model' and mart.access == 'public' %}
    {% if mart.alias not in marts | map(attribute='identifier') %}
        {{ stop('tests/marts_keep_their_columns.sql has to name ' ~ mart.alias ~ ', which is public') }}
    {% endif %}
    {% for column in mart.columns.values() %}
    union all
    select
        '{{ mart.alias }}' as mart,
        {{ loop.index }} as place,
        '{{ column.name }}' as column_name,
        '{{ column.data_type | lower | replace(" ", "") }}' as data_type
    {% endfor %}
    {% endfor %}
    {% endif %}

),

built as (

    select
        table_name as mart,
        row_number() over (partition by table_name order by ordinal_position) as place,
        column_name,
        replace(lower(data_type), ' ', '') as data_type
    from information_schema.columns
    where
        table_catalog = '{{ target.database }}'
        and table_schema = '{{ target.schema }}'
        and table_name in (select declared.mart from declared)

)

select
    coalesce(declared.mart, built.mart) as mart,
    coalesce(declared.place, built.place) as place,
    declared.column_name as declared_name,
    declared.data_type as declared_type,
    built.column_name as built_name,
    built.data_type as built_type
from declared
full join built on declared.mart = built.mart and declared.place = built.place
where
    declared.column_name is distinct from built.column_name
    or not case declared.data_type
        when 'id' then built.data_type in ('bigint', 'varchar')
        when 'id[]' then built.data_type in ('bigint[]', 'varchar[]')
        else declared.data_type = built.data_type
    end

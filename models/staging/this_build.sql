-- One row: this build. Its id is the same whenever rows, settings, seeds and version are the same.
with

contents as (

    {% for table in this_shop()['tables'] %}
    select '{{ table }}' as part, ({{ fingerprint(ref('checked_' ~ table), 'row_number') }}) as content
    union all
    {% endfor %}
    select 'settings' as part, ({{ fingerprint(ref('settings')) }}) as content
    union all
    select 'offers' as part, ({{ fingerprint(ref('offers')) }}) as content
    union all
    select 'channels' as part, ({{ fingerprint(ref('channels')) }}) as content
    union all
    select 'suppressed_customers' as part, ({{ fingerprint(ref('suppressed_customers')) }}) as content
    union all
    select 'segment_rules' as part, ({{ fingerprint(ref('segment_rules')) }}) as content
    union all
    select 'rfm_grid' as part, ({{ fingerprint(ref('rfm_grid')) }}) as content
    union all
    select 'survey_tags' as part, ({{ fingerprint(ref('survey_tags')) }}) as content
    union all
    select 'never_recommend' as part, ({{ fingerprint(ref('never_recommend')) }}) as content
    union all
    select 'boosted_products' as part, ({{ fingerprint(ref('boosted_products')) }}) as content
    union all
    select 'response_types' as part, ({{ fingerprint(ref('response_types')) }}) as content
    union all
    select 'version' as part, md5_number_lower('{{ project_version() }}') as content

),

identified as (

    select
        substr(
            md5(string_agg(part || ':' || coalesce(cast(content as varchar), ''), ',' order by part)), 1, 12
        ) as build_id
    from contents

),

last_day as (select max(ordered_on) as ordered_on from {{ ref('stg_order_lines') }})

select
    identified.build_id,
    '{{ var("shop") }}' as shop,
    {% if var('as_of') %}
    date '{{ var("as_of") }}' as as_of,
    {% else %}
    last_day.ordered_on as as_of,
    {% endif %}
    '{{ time_zone() | trim }}' as time_zone,
    '{{ project_version() }}' as version
from identified
cross join last_day

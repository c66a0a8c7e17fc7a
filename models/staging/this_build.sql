-- One row: this build. Its id is the same whenever rows, settings, seeds and version are the same.
with

contents as (

    {% for table in this_shop()['tables'] %}
    select '{{ table }}' as part, ({{ fingerprint(ref('checked_' ~ table), 'row_number') }}) as content
    union all
    {% endfor %}
    select 'settings' as part, ({{ fingerprint(ref('build_settings')) }}) as content
    union all
    {% for seed in [
        'offers', 'channels', 'suppressed_customers', 'segment_rules', 'rfm_grid', 'survey_tags', 'never_recommend',
        'boosted_products', 'product_lists', 'known_words',
    ] %}
    select '{{ seed }}' as part, ({{ fingerprint(ref(seed)) }}) as content
    union all
    {% endfor %}
    select 'version' as part, md5_number_lower('{{ project_version() }}') as content

),

identified as (

    select
        substr(
            md5(string_agg(part || ':' || coalesce(cast(content as varchar), ''), ',' order by part)), 1, 12
        ) as build_id
    from contents

)

select
    identified.build_id,
    '{{ setting("shop") }}' as shop,
    today.as_of,
    '{{ time_zone() | trim }}' as time_zone,
    '{{ project_version() }}' as version
from identified
cross join {{ ref('today') }} as today

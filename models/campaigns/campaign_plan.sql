-- One row per customer and planned contact: which offer, for which products, why, and who is held out.
with

offers as (select * from {{ ref('offers') }}),

customers as (select * from {{ ref('customer_segments') }}),

this_build as (select * from {{ ref('this_build') }}),

candidates as (

    select * from {{ ref('recommendation_offers') }}
    union all
    select * from {{ ref('bundle_offers') }}

),

-- A shop that keeps consents is asked; one that keeps none is taken to have them.
consents as (select * from {{ ref('stg_consents') }}),

allowed as (

    select
        candidates.*,
        offers.offer_kind,
        offers.name as offer_name,
        offers.name_zh as offer_name_zh,
        offers.discount,
        offers.channel,
        offers.valid_days,
        offers.priority as offer_priority,
        customers.segment,
        customers.segment_zh
    from candidates
    inner join offers on candidates.offer_id = offers.offer_id
    inner join customers on candidates.customer_id = customers.customer_id
    left join consents on candidates.customer_id = consents.customer_id and offers.channel = consents.channel
    where
        (consents.allowed or not exists (select 1 from {{ ref('stg_consents') }}))
        and (offers.segments is null or list_contains(string_split(offers.segments, '|'), customers.segment))
        and (offers.not_segments is null or not list_contains(string_split(offers.not_segments, '|'), customers.segment))

),

-- The same products are offered once, by the offer that comes first.
different as (

    select *
    from allowed
    qualify row_number() over (
        partition by customer_id, product_ids
        order by offer_priority, expected_value desc, offer_id
    ) = 1

),

ranked as (

    select
        *,
        row_number() over (partition by customer_id order by offer_priority, expected_value desc, offer_id) as priority
    from different
    qualify priority <= {{ var('max_offers_per_customer') }}

)

select
    ranked.customer_id,
    ranked.offer_id || '_' || strftime(this_build.as_of, '%Y%m%d') as campaign_id,
    ranked.offer_id,
    ranked.offer_kind,
    ranked.offer_name,
    ranked.offer_name_zh,
    ranked.product_ids,
    ranked.product_names,
    cast(ranked.discount as double) as discount,
    ranked.channel,
    cast(ranked.priority as integer) as priority,
    ranked.expected_value,
    cast(1 - {{ var('holdout_share') }} as double) as propensity,
    {{ hash_share(["'holdout'", 'ranked.customer_id']) }} < {{ var('holdout_share') }} as is_holdout,
    cast({{ dbt.dateadd('day', 1, 'this_build.as_of') }} as date) as valid_from,
    cast({{ dbt.dateadd('day', 'ranked.valid_days', 'this_build.as_of') }} as date) as valid_to,
    ranked.segment,
    ranked.segment_zh,
    ranked.evidence,
    ranked.rule_id,
    ranked.because_product_id,
    '"' || ranked.offer_name || '", ' || cast(cast(round(100 * ranked.discount) as integer) as varchar) || ' % off '
    || ranked.product_names || ', for the segment ' || ranked.segment || ' – ' || ranked.evidence_in_words || '.' as reason,
    {{ build_id() }}
from ranked
cross join this_build

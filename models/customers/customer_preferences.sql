-- One row per customer, what they ask for by what they say or do, and the product or channel that it is about.
with

rating_range as (

    select
        min(rating) as lowest,
        max(rating) as highest
    from {{ ref('stg_ratings') }}

),

-- Who was contacted by several channels in one campaign, one that was not named among them, may have answered to any.
contacted as (

    select
        campaign_id,
        customer_id,
        min(channel) as channel,
        count(distinct coalesce(channel, '')) > 1 as by_several
    from {{ ref('checked_contacts') }}
    where campaign_id is not null and customer_id is not null
    group by campaign_id, customer_id

),

-- A row that is rejected for another reason, an unknown campaign, say, may still hold a no.
responses as (

    select
        responses.customer_id,
        coalesce(kinds.meaning, 'unknown') as response_kind,
        responses.response_type,
        responses.product_id,
        case when not coalesce(contacted.by_several, false) then coalesce(contacted.channel, campaigns.channel) end as channel,
        {{ local_day('responses.occurred_at') }} as signalled_on
    from {{ ref('checked_responses') }} as responses
    left join ({{ words_about('response') }}) as kinds on {{ folded('responses.response_type') }} = kinds.word
    left join {{ ref('stg_campaigns') }} as campaigns on responses.campaign_id = campaigns.campaign_id
    left join contacted on responses.campaign_id = contacted.campaign_id and responses.customer_id = contacted.customer_id
    where responses.customer_id is not null and (responses.reject_reason is null or coalesce(kinds.meaning, 'unknown') <> 'dislike')

),

tags as (

    select
        customer_id,
        {{ each_of("regexp_split_to_array(lower(tags), '[|,;/、，；]')") }} as tag,
        {{ local_day('answered_at') }} as signalled_on
    from {{ ref('checked_surveys') }}
    where tags is not null and customer_id is not null

),

-- What they bought and sent back, all of it.
kept as (select * from {{ ref('stg_order_lines') }} where quantity > 0),

returned as (

    select
        returns.customer_id,
        returns.product_id,
        max(returns.returned_on) as signalled_on
    from {{ ref('returns') }} as returns
    anti join kept on returns.customer_id = kept.customer_id and returns.product_id = kept.product_id
    where returns.customer_id is not null and returns.matched_quantity > 0
    group by returns.customer_id, returns.product_id

),

{% set nothing = {'product_id': 'cast(null as ' ~ column_type('id', 'product_id') | trim ~ ')', 'channel': 'cast(null as varchar)'} %}
signals as (

    select
        customer_id,
        'never recommend' as preference,
        product_id,
        {{ nothing['channel'] }} as channel,
        'returned' as because,
        signalled_on
    from returned
    union all
    select
        ratings.customer_id,
        'never recommend' as preference,
        ratings.product_id,
        {{ nothing['channel'] }} as channel,
        'rated low' as because,
        {{ local_day('ratings.rated_at') }} as signalled_on
    from {{ ref('stg_ratings') }} as ratings
    inner join rating_range on ratings.rating <= rating_range.lowest + (rating_range.highest - rating_range.lowest) / 4
    where rating_range.highest > rating_range.lowest
    union all
    select
        customer_id,
        case
            when response_kind <> 'dislike' then 'do not contact'
            when product_id is not null then 'never recommend'
            else 'contact less'
        end as preference,
        case when response_kind = 'dislike' then product_id end as product_id,
        case when response_kind <> 'dislike' or product_id is null then channel end as channel,
        case response_kind
            when 'unsubscribe' then 'unsubscribed'
            when 'unreachable' then 'cannot be reached'
            when 'unknown' then coalesce('nobody knows the response ' || response_type, 'a response without a word')
            else 'disliked'
        end as because,
        signalled_on
    from responses
    where response_kind in ('unsubscribe', 'unreachable', 'unknown', 'dislike')
    union all
    select
        tags.customer_id,
        survey_tags.preference,
        {{ nothing['product_id'] }} as product_id,
        {{ nothing['channel'] }} as channel,
        'survey: ' || survey_tags.tag as because,
        tags.signalled_on
    from tags
    inner join {{ ref('survey_tags') }} as survey_tags on {{ folded('tags.tag') }} = {{ folded('survey_tags.tag') }}

)

select
    customer_id,
    preference,
    product_id,
    channel,
    min_by(because, (signalled_on, because)) as because,
    min(signalled_on) as since_on
from signals
group by customer_id, preference, product_id, channel

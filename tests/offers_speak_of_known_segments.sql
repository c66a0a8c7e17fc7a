-- The columns segments and not_segments of seeds/offers.csv name segments of seeds/segment_rules.csv; a name that is
-- misspelt would offer to nobody, or to everybody. "Segment 1" and so on are the names of clusters that fit no rule.
with

named as (

    select
        offer_id,
        unnest(string_split(concat_ws('|', segments, not_segments), '|')) as segment
    from {{ ref('offers') }}
    where segments is not null or not_segments is not null

)

select
    named.offer_id,
    named.segment
from named
anti join {{ ref('segment_rules') }} as segment_rules on named.segment = segment_rules.segment
where not regexp_full_match(named.segment, 'Segment [0-9]+')

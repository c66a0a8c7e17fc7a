-- One row per cluster and the name it gets; no name is given twice.
{% set rounds = range(n_centroids()) %}
with

candidates as (select * from {{ ref('segment_name_candidates') }}),

-- Round by round the first name in the queue goes to its cluster, among names and clusters still free.
{% for round in rounds %}
round_{{ round }} as (

    select
        min_by(cluster, place) as cluster,
        min_by(segment, place) as segment,
        min_by(segment_zh, place) as segment_zh
    from candidates
    {% if not loop.first %}
    where
        not exists (
            select 1
            from given_{{ round - 1 }} as given
            where given.cluster = candidates.cluster or given.segment = candidates.segment
        )
    {% endif %}

),

given_{{ round }} as (

    {% if not loop.first %}
    select * from given_{{ round - 1 }}
    union all
    {% endif %}
    select * from round_{{ round }}
    where cluster is not null

){{ ',' if not loop.last }}

{% endfor %}
select
    cluster,
    segment,
    segment_zh
from given_{{ rounds | last }}

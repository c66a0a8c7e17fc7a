-- One row per contact that is planned, of all rounds.
select * from {{ ref('kept_choices') }}
union all
select * from {{ ref('third_choices') }}
